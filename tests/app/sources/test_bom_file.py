"""Bills of materials of every dialect; designators count where they are given; placement files are refused."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.importing.bom_lines import split_designators
from app.exceptions import BinsightError, SourceFormatException, ValidationException
from app.sources.bom_file import read_bom
from app.sources.tables.table_file import read_table
from tests.app.sources.tables.workbooks import workbook

KICAD = (
    '"Reference";"Value";"Footprint";"Qty";"DNP"\n'
    '"R1, R2, R4-R6";"10k";"R_0603_1608Metric";5;\n"C1";"100nF";"C_0805";1;"DNP"\n'
)
JLCPCB = 'Comment,Designator,Footprint,LCSC\n0.1uF,"C2,C1",Lib:C_0805_2012Metric,C49678\n,,,\nLM393,U3,SOIC-8,-\n'
EASYEDA = "ID\tName\tDesignator\tFootprint\tQuantity\tSupplier\tSupplier Part\n1\t10K\tR1\t805\t1\tLCSC\tC9\n"
TITLED = "Board BOM,,,\nItem,Qty,Part Num,link\nJST 2 PIN,4,B2B-XH,https://x.example\n"
EAGLE = (
    "Qty Value    Device\t\tPackage\t\tParts   Description\n"
    "2   10µF     CAPACITOR\t\t1206\t\tC1, C2  CAPACITOR\n"
    "1   Fan´s    PINHD-2X3\t\t2X03\t\tJP1     PIN HEADER\n"
)
HEADLESS = (
    '1,"R1,R2",2,10k,R_0603_1608Metric,C25804\n2,"C1,C2,C3",3,100nF,C_0603_1608Metric,C14663\n'
    "3,U1,1,LM393,SOIC-8,C7955\n"
)


@pytest.fixture
def read(tmp_path):
    def from_content(content, name="board.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_bom(path)

    return from_content


def told(bom):
    return [(line.designators, line.quantity, line.value, line.package, line.sku) for line in bom.lines]


def test_kicad_with_ranges_and_parts_that_are_not_fitted(read):
    bom = read(KICAD)
    assert told(bom) == [(("R1", "R2", "R4", "R5", "R6"), 5, "10k", "R_0603_1608Metric", "")]
    assert any("C1 is not to be fitted" in remark.message for remark in bom.remarks)


def test_jlcpcb_without_quantities_and_with_placeholders(read):
    bom = read(JLCPCB)
    assert told(bom) == [
        (("C2", "C1"), 2, "0.1uF", "Lib:C_0805_2012Metric", "C49678"),
        (("U3",), 1, "LM393", "SOIC-8", ""),
    ]
    assert [line.seller for line in bom.lines] == ["LCSC", ""]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8"])
def test_easyeda_in_utf_16(read, encoding):
    assert told(read(EASYEDA.encode(encoding))) == [(("R1",), 1, "10K", "805", "C9")]


def test_a_title_above_the_header_and_no_designators(read):
    (line,) = read(TITLED).lines
    assert (line.where, line.designators, line.quantity, line.value, line.code) == (
        "row 3",
        (),
        4,
        "JST 2 PIN",
        "B2B-XH",
    )


def test_eagle_in_fixed_columns(read):
    assert told(read(EAGLE, "bom.txt")) == [
        (("C1", "C2"), 2, "10µF", "1206", ""),
        (("JP1",), 1, "Fan´s", "2X03", ""),
    ]


def test_a_table_without_header_is_read_by_what_its_cells_look_like(read):
    assert told(read(HEADLESS)) == [
        (("R1", "R2"), 2, "10k", "R_0603_1608Metric", "C25804"),
        (("C1", "C2", "C3"), 3, "100nF", "C_0603_1608Metric", "C14663"),
        (("U1",), 1, "LM393", "SOIC-8", "C7955"),
    ]


def test_a_workbook(read):
    rows = [["Comment", "Designator", "JLCPCB Part #（optional）"], ["WS2812B", "D1 D2", "C114586"]]
    assert told(read(workbook(rows), "bom.xlsx")) == [(("D1", "D2"), 2, "WS2812B", "", "C114586")]


def test_designators_count_where_quantity_says_otherwise_and_that_is_said(read):
    bom = read('Designator,Qty,Value\n"R1,R2",3,10k\nR3,,4k7\n"R3,R4",2,1k\n')
    assert [line.quantity for line in bom.lines] == [2, 1, 2]
    messages = [(remark.where, remark.message) for remark in bom.remarks]
    assert messages == [
        ("row 2", "it says 3 and names 2 designators; 2 are taken"),
        ("board.csv", "R3 come more than once; every mention is counted"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "Designator,Val,Package,Mid X,Mid Y,Rotation,Layer\nC1,1u,0603,1.0,2.0,90,top\n",
            "board.csv: it is a placement",
        ),
        ("Ref,Val,Package,PosX,PosY,Rot,Side\nC1,1u,0603,1.0,2.0,90,top\n", "board.csv: it is a placement"),
        ("### Module positions\n# Ref Val Package PosX PosY Rot Side\nC1 1u 0603 1.0 2.0 90 top\n", "placement"),
        ("Colour,Shade\nred,dark\n", "no column holds designators"),
        ("Designator,Value\n", "no lines"),
    ],
)
def test_placement_files_and_other_tables_are_refused_by_name(read, content, message):
    with pytest.raises(SourceFormatException, match=message):
        read(content)


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        ("R9-R1,,x", "Designator", "not a range"),
        (",many,10k", "Qty", "not a number"),
        (",0,10k", "Qty", "quantity is 0"),
    ],
)
def test_a_bad_row_is_named_with_its_field(read, row, field, message):
    (error,) = [r for r in read(f"Designator,Qty,Value\nR1,1,10k\n{row}\n").remarks if r.severity == "error"]
    assert (error.where, error.field) == ("row 3", field)
    assert message in error.message


def test_ranges_are_spread_and_unlike_letters_are_not_a_range():
    assert split_designators("R1-R3; C7, U1 - 2") == ("R1", "R2", "R3", "C7", "U1", "U2")
    assert split_designators("R1-C3") == ("R1-C3",)
    with pytest.raises(ValidationException, match="range"):
        split_designators("R1-R99999")


def bill_files(shared_data):
    return [path for path in sorted((shared_data / "bom").rglob("*")) if path.is_file() and path.suffix != ".md"]


def test_oracle_on_every_real_file(shared_data):
    """Counted a second time from the raw rows: quantity is the number of designators; placement files are refused."""
    seen = {"bills": 0, "placements": 0, "both": 0}
    for path in bill_files(shared_data):
        is_placement = re.search(r"[-_](PNP|POS|CPL|.*-pos)\b", path.stem) is not None or path.stem.endswith("-pos")
        if is_placement:
            seen["placements"] += 1
            with pytest.raises(SourceFormatException, match=re.escape(path.name) + ".*placement"):
                read_bom(path)
            continue
        seen["bills"] += 1
        bom = read_bom(path)
        assert bom.lines
        assert [remark for remark in bom.remarks if remark.severity == "error"] == []
        columns = {column.field: column.position for column in bom.columns}
        rows = {f"row {row.number}": row.cells for row in read_table(path).rows}
        for line in bom.lines:
            cells = rows[line.where]
            if "designators" in columns:
                assert line.quantity == len(re.findall(r"[^\s,;]+", cells[columns["designators"]]))
            if "quantity" in columns:
                assert line.quantity == int(cells[columns["quantity"]])
                seen["both"] += "designators" in columns
    assert seen == {"bills": 22, "placements": 14, "both": seen["both"]}
    assert seen["both"] > 150


DIALECTS = [KICAD, JLCPCB, EASYEDA, TITLED, EAGLE, HEADLESS]


@given(st.sampled_from(DIALECTS), st.data())
def test_truncated_reencoded_and_shuffled_bills_are_read_or_refused(tmp_path_factory, text, data):
    lines = data.draw(st.permutations(text.splitlines(keepends=True)))
    content = "".join(lines).encode(data.draw(st.sampled_from(["utf-8", "utf-16", "cp1252", "cp437"])), "replace")
    path = tmp_path_factory.mktemp("bom") / "board.csv"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with suppress(BinsightError):
        bom = read_bom(path)
        assert all(line.quantity == len(line.designators) for line in bom.lines if line.designators)
        assert all(line.quantity >= 1 for line in bom.lines)
