"""Tables of any encoding, separator and container are read alike; what cannot be read is refused in one sentence."""

import csv
from contextlib import suppress
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.importing.formula import mark
from app.exceptions import BinsightError, PayloadTooLargeException, SourceFormatException
from app.sources.tables import limits
from app.sources.tables.table_file import parse_table, read_table
from tests.app.sources.tables.workbooks import SHEET, cell, workbook

ROWS = [
    ["Name", "Value", "Note"],
    ["Capacitor; ceramic", "0,1 µF", "two\nlines"],
    ['Say "hi"', "4k7", ""],
    ["Größe", "1\t2", "a|b"],
]


def table_of(content, name="parts.csv"):
    return [list(row.cells) for row in parse_table(content, name).rows]


def written(rows, separator):
    text = StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_separators_and_encodings_are_found_out(separator, encoding):
    assert table_of(written(ROWS, separator).encode(encoding)) == ROWS


def test_a_workbook_reads_as_a_text_does_and_empty_rows_keep_their_numbers():
    content = workbook([["Title"], [], ["Name", "Qty", "Code"], ["10k", 12, None], ["-55℃~+150℃", 2.5, "0603"]])
    sheet = parse_table(content, "parts.xlsx")
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (1, ("Title", "", "")),
        (3, ("Name", "Qty", "Code")),
        (4, ("10k", "12", "")),
        (5, ("-55℃~+150℃", "2.5", "0603")),
    ]


def test_columns_of_fixed_width_are_cut_where_the_headings_begin_whatever_the_tabs():
    text = (
        "Qty Value    Device\t\tPackage or Vendor-Nr.\tParts   Description\n"
        "2   10µF     CAPACITOR\t\t1206\t\t\tC1, C2  CAPACITOR\n"
        "1   Fan´s    PINHD-2X3\t\t2X03\t\t\tJP1     PIN HEADER\n"
        "1   Switch   JWM21\t\tSW\t\t\t\tSW2     Rocker switch 90° 10A\n"
    )
    rows = table_of(text.encode(), "bom.txt")
    assert rows[0] == ["Qty", "Value", "Device", "Package or Vendor-Nr.", "Parts", "Description"]
    assert rows[1] == ["2", "10µF", "CAPACITOR", "1206", "C1, C2", "CAPACITOR"]
    assert rows[2] == ["1", "Fan´s", "PINHD-2X3", "2X03", "JP1", "PIN HEADER"]
    assert rows[3][4:] == ["SW2", "Rocker switch 90° 10A"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no rows"),
        (b"\n ,\n", "holds no rows"),
        (b'Name,Note\n"10k,cut off', "a quoted field does not end"),
        (b"\x81\x8d\x8f,a\nb,c", "not a text"),
        (b"Name\x00,a\nb,c", "not a text"),
        (b"PK\x03\x04 not a zip", "not a workbook"),
        (workbook([["a", "b"]])[:-60], "not a workbook"),
        (workbook([["a", "b"]])[:200], "not a workbook"),
        (workbook([], sheet_xml="<worksheet"), "not a workbook"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(content, message):
    with pytest.raises(SourceFormatException, match=message):
        parse_table(content, "parts.csv")


def test_two_cells_in_far_corners_are_refused_before_they_take_all_memory():
    xml = f'{SHEET}<row r="1">{cell("A1", "x")}</row><row r="1048576">{cell("XFD1048576", "y")}</row>'
    with pytest.raises(PayloadTooLargeException, match="unpack into more"):
        parse_table(workbook([], sheet_xml=f"{xml}</sheetData></worksheet>"), "parts.xlsx")


def test_a_bomb_is_refused_before_it_is_unpacked_whole(monkeypatch):
    most = limits.MAX_UNPACKED_BYTES // 16  # packing a whole bomb takes seconds
    monkeypatch.setattr("app.sources.tables.workbook.MAX_UNPACKED_BYTES", most)
    bomb = workbook([], sheet_xml=SHEET + " " * (most + 1))
    assert len(bomb) < 100_000
    with pytest.raises(PayloadTooLargeException, match="unpack into more"):
        parse_table(bomb, "parts.xlsx")


def test_too_many_rows_columns_and_too_long_cells_are_refused():
    for content, message in (
        ("a,b\n" * (limits.MAX_ROWS + 1), "rows"),
        (",".join("a" * (limits.MAX_COLUMNS + 1)) + "\n", "columns"),
        (f"a,{'x' * (limits.MAX_CELL + 1)}\n", "characters"),
        (f"a,{'x' * 200_000}\nb,c\n", "cannot be read as a table"),
    ):
        with pytest.raises(BinsightError, match=message):
            parse_table(content.encode(), "parts.csv")


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(SourceFormatException, match="no such file"):
        read_table(tmp_path / "nowhere.csv")


CELLS = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=12)
TABLES = st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6))


@given(TABLES, st.sampled_from([",", ";", "\t"]))
def test_what_csv_writes_is_read_back_cell_for_cell(rows, separator):
    """With an unmistakable header; marks against formulas are taken off again."""
    width = len(rows[0]) if rows else 2
    header = [f"column {number}" for number in range(width)]
    told = [header, *rows] + [header] * len(rows)  # most rows are plain, as in real tables
    content = written([[mark(cell) for cell in row] for row in told], separator).encode()
    assert table_of(content) == [row for row in told if any(cell.strip() for cell in row)]


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_refused(content, is_workbook):
    with suppress(BinsightError):
        parse_table(b"PK\x03\x04" + content if is_workbook else content, "parts.csv")


@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data):
    whole = bytearray(workbook([["Name", "Qty"], ["10k", 12], ["4k7", 3]]))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(BinsightError):
        parse_table(bytes(whole[: data.draw(st.integers(4, len(whole)))]), "parts.xlsx")
