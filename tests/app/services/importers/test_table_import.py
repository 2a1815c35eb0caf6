"""Tables of parts: created and updated by key, number or code; twice is once; refused whole or written whole."""

import csv
import itertools
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.exceptions import BinsightError, InvalidOperationException, SourceFormatException, ValidationException
from tests.app.sources.tables.workbooks import workbook

pytestmark = pytest.mark.integration
_numbers = itertools.count()
HEADER = ["IPN", "Description", "Category", "Manufacturer", "MPN", "Qty", "Location", "Supplier", "SKU", "Price (EUR)"]
ROWS = [
    [
        "R-1",
        "Resistor 10k 0603",
        "Resistor",
        "Yageo",
        "RC0603-10K",
        "500",
        "Room 1->Shelf 1->Box 2",
        "LCSC",
        "C1",
        "0.01",
    ],
    [
        "R-2",
        "Resistor 4k7 0603",
        "Resistor",
        "Yageo",
        "RC0603-4K7",
        "120",
        "Room 1->Shelf 1->Box 2",
        "LCSC",
        "C2",
        "0,02",
    ],
    ["T-1", "-55℃~+150℃ 1 N-channel 1.5Ω@10V", "FET", "", "BSS138", "7", "Room 2->Box 1", "", "", ""],
]
TABLES = ("parts", "attachment_sets", "boxes", "locations", "sellers", "part_sellers", "types", "kits", "batches",
          "stock_movements", "batch_changes")  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def make(rows, *, header=HEADER, encoding="utf-8", separator=","):
        path = tmp_path / f"parts-{next(_numbers)}.csv"
        out = StringIO()
        csv.writer(out, delimiter=separator).writerows([header, *rows] if header else rows)
        path.write_bytes(out.getvalue().encode(encoding))
        return path

    return make


@pytest.fixture
def run(container):
    def start(path, *, kind="csv", dry_run=False, mapping=None):
        with container.unit_of_work(actor="test") as work:
            return work.imports.run(kind, path, dry_run=dry_run, mapping=mapping)

    return start


@pytest.fixture
def store(container):
    """Rows of every table an import may touch, and the stock by place."""

    def look(query=None):
        with container.engine().connect() as connection:
            if query:
                return [tuple(row) for row in connection.execute(text(query))]
            return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() for name in TABLES}

    return look


STOCK = (
    "SELECT p.manufacturer_code, b.description, pl.quantity FROM part_locations pl JOIN parts p ON p.id = part_id "
    "JOIN locations l ON l.id = location_id JOIN boxes b ON b.id = l.box_id ORDER BY 1"
)


def problems(report, severity=None):
    return [(p.where, p.field, p.message) for p in report.problems if severity in {None, p.severity}]


def test_parts_places_sellers_and_prices_arrive_in_one_batch(write, run, store):
    report = run(write(ROWS))
    assert report.created == {"parts": 3, "boxes": 2, "sellers": 1, "part_sellers": 2, "placements": 3}
    assert store(STOCK) == [
        ("BSS138", "Room 2 / Box 1", 7),
        ("RC0603-10K", "Room 1 / Shelf 1 / Box 2", 500),
        ("RC0603-4K7", "Room 1 / Shelf 1 / Box 2", 120),
    ]
    assert store("SELECT description, si_value, unit_price::text, currency FROM parts ORDER BY external_ref") == [
        ("Resistor 10k 0603", 10_000.0, "0.010000", "EUR"),
        ("Resistor 4k7 0603", 4_700.0, "0.020000", "EUR"),
        ("-55℃~+150℃ 1 N-channel 1.5Ω@10V", 1.5, None, None),
    ]
    assert store("SELECT DISTINCT reason, batch_id FROM stock_movements") == [("import", report.batch)]
    assert store()["batches"] == 1


def test_a_dry_run_says_the_same_row_by_row_and_writes_nothing(write, run, store):
    before = store()
    rehearsal = run(write(ROWS), dry_run=True)
    assert store() == before
    assert rehearsal.created == run(write(ROWS)).created
    (last,) = [v for v in rehearsal.verdicts if v.kind == "parts" and v.where == "row 4"]
    assert (last.action, last.key, last.message) == ("create", "ipn:T-1", "-55℃~+150℃ 1 N-channel 1.5Ω@10V")


def test_the_same_file_again_changes_nothing_until_its_batch_is_taken_back(write, run, store, container):
    path = write(ROWS)
    first = run(path)
    before = store()
    again = run(path)
    assert (again.batch, again.created, again.updated, again.skipped) == (None, {}, {}, 6)
    assert f"batch {first.batch}" in again.problems[0].message
    assert store() == before
    with container.unit_of_work() as work:
        work.undo.undo(first.batch)
    third = run(path)
    assert third.batch not in {None, first.batch}
    assert len(store(STOCK)) == 3


def test_undo_leaves_the_store_as_it_was(write, run, store, container):
    rows = [[*row[:5], "", "", *row[7:]] for row in ROWS]
    before = {name: count for name, count in store().items() if name not in {"batches", "batch_changes"}}
    report = run(write(rows))
    with container.unit_of_work() as work:
        work.undo.undo(report.batch)
    after = store()
    assert {name: after[name] for name in before} == before


def test_rows_create_and_update_side_by_side_and_empty_cells_change_nothing(write, run, store):
    run(write(ROWS))
    held = dict(store("SELECT external_ref, key FROM parts"))
    changed = [
        ["R-1", "", "", "", "", "510", "Room 1->Shelf 1->Box 2", "", "", ""],
        ["R-2", *ROWS[1][1:]],
        ["R-9", "Resistor 1M", "Resistor", "Yageo", "RC-1M", "", "", "", "", ""],
    ]
    report = run(write(changed))
    assert report.created == {"parts": 1}
    assert report.updated == {"placements": 1}
    assert store("SELECT description, manufacturer_code FROM parts WHERE external_ref = 'ipn:R-1'") == [
        ("Resistor 10k 0603", "RC0603-10K")
    ]
    assert ("RC0603-10K", "Room 1 / Shelf 1 / Box 2", 510) in store(STOCK)
    assert dict(store("SELECT external_ref, key FROM parts")).items() >= held.items()


def test_parts_are_found_by_key_and_by_code_and_keep_what_people_wrote(write, run, store, container):
    with container.unit_of_work() as work:
        known = work.parts.create(description="FET", manufacturer_code="bss138", tags=["mine"])
        work.parts.create(description="Lamp", key="LAMP")
        box = work.boxes.create("Drawer", 4)
        work.stock.receive("LAMP", f"{box.box_no}-2", 5)
    run(write([["LAMP", "Lamp 5 W", f"{box.box_no}-2", "3"]], header=["Key", "Description", "Location", "Qty"]))
    run(write([["BSS138", "NXP"]], header=["MPN", "Manufacturer"]))
    with container.unit_of_work() as work:
        assert work.parts.get("LAMP").description == "Lamp 5 W"
        assert work.parts.get(known.key).manufacturer == "NXP"
        assert work.parts.get(known.key).tags == ["mine"]
        assert [(b.location.label, b.quantity) for b in work.stock.stock_of("LAMP")] == [(f"{box.box_no}-2", 3)]
        assert work.boxes.get(box.box_no).description == "Drawer"
    assert store()["parts"] == 2


def test_repeated_numbers_are_named_and_rows_that_say_nothing_new_are_left_out(write, run):
    rows = [["R-1", "Red", "A"], ["R-1", "Red", "B"], ["R-2", "Blue", "C"], ["R-2", "Blue", "C"], ["", "Green", ""]]
    report = run(write(rows, header=["IPN", "Description", "MPN"]), dry_run=True)
    assert report.created == {"parts": 4}
    assert report.skipped == 1
    told = problems(report, "warning")
    assert [(where, field) for where, field, _ in told] == [("row 2", "IPN"), ("row 4", "IPN"), ("row 5", "IPN")]
    assert "'R-1' comes 2 times (rows 2, 3)" in told[0][2]


def test_one_part_in_several_slots_is_one_part(write, run, store):
    rows = [["F1", "Fuse", "3", "1-1"], ["F1", "Fuse", "4", "1-2"], ["F1", "Fuse", "5", ""]]
    report = run(write(rows[:2], header=["MPN", "Description", "Qty", "Slot"]))
    assert report.created == {"parts": 1, "boxes": 1, "placements": 2}
    assert store("SELECT sum(quantity) FROM part_locations") == [(7,)]


def test_stock_without_a_place_gets_one_and_that_is_said(write, run, store):
    report = run(write([["F1", "Fuse", "3"]], header=["MPN", "Description", "Qty"]))
    assert store(STOCK) == [("F1", "Imported without a place", 3)]
    assert any("name no place" in message for _, _, message in problems(report, "warning"))


@pytest.mark.parametrize(
    "bad",
    [
        (["R-1", "x" * 20_001, "", "", "", "", "", "", "", ""], "description", "characters long"),
        (["R-1", "Fuse", "", "", "", "many", "1-1", "", "", ""], "Qty", "not a whole number|not a number"),
        (["R-1", "Fuse", "", "", "", "1.5", "1-1", "", "", ""], "Qty", "not a whole number"),
        (["R-1", "Fuse", "", "", "", "1", "1-9999", "", "", ""], "capacity", "1 to 1000"),
        (["R-1", "Fuse", "", "", "", "", "", "", "", "cheap"], "Price (EUR)", "not a number"),
        (["R-1", "Fuse", "", "", "", "", "", "x" * 300, "1", ""], "Supplier", "longer than 255"),
        (["", "", "", "", "", "5", "1-1", "", "", ""], "description", "must be filled in"),
    ],
)
def test_a_bad_row_is_named_with_its_field_and_stops_the_import(write, run, store, bad):
    row, field, message = bad
    path, before = write([ROWS[0], row, ROWS[2]]), store()
    report = run(path, dry_run=True)
    assert next((p.where, p.field) for p in report.errors) == ("row 3", field)
    with pytest.raises(InvalidOperationException, match=message):
        run(path)
    assert store() == before


def test_a_code_that_fits_several_parts_asks_for_the_key(write, run, container):
    with container.unit_of_work() as work:
        for _ in range(2):
            work.parts.create(description="Fuse", manufacturer_code="F1")
    report = run(write([["F1", "Fuse 3A"]], header=["MPN", "Description"]), dry_run=True)
    assert "fits the parts" in report.errors[0].message


def test_columns_are_mapped_by_hand_and_mistakes_in_the_mapping_are_named(write, run, store):
    path = write([["Lamp", "L-1", "5"]], header=["What", "Code", "Power"])
    with pytest.raises(SourceFormatException, match="Map one of them to description"):
        run(path)
    for mapping, message in (
        ({"Nope": "description"}, "no column 'Nope'"),
        ({"What": "colour"}, "not a field"),
        ({"What": "description", "Code": "description"}, "both mapped"),
    ):
        with pytest.raises(ValidationException, match=message):
            run(path, mapping=mapping)
    report = run(path, mapping={"What": "description", "Code": "ipn"})
    assert any("Power" in message for _, _, message in problems(report, "info"))
    assert store("SELECT description, external_ref FROM parts") == [("Lamp", "ipn:L-1")]


def test_a_workbook_imports_as_its_table_does(write, run, tmp_path, store):
    path = tmp_path / "parts.xlsx"
    path.write_bytes(workbook([["Stock list"], [None], HEADER, *ROWS]))
    assert run(path).created["parts"] == 3
    assert run(write(ROWS)).created == {}
    assert len(store(STOCK)) == 3


def test_a_part_merged_away_is_followed_to_the_one_it_went_into(write, run, container, store):
    run(write([["R-1", "Red", "A"], ["R-2", "Rot", "B"]], header=["IPN", "Description", "MPN"]))
    with container.unit_of_work() as work:
        work.session.execute(
            text("UPDATE parts SET merged_into_id = (SELECT id FROM parts WHERE external_ref = 'ipn:R-1') "
                 "WHERE external_ref = 'ipn:R-2'")
        )  # fmt: skip
    run(write([["R-2", "Red LED", "B"]], header=["IPN", "Description", "MPN"]))
    assert store("SELECT description FROM parts WHERE external_ref = 'ipn:R-1'") == [("Red LED",)]


def test_the_workshops_own_table(run, shared_data, store):
    path = shared_data / "inventory" / "jbom-spcoast" / "SPCoast-INVENTORY.csv"
    rehearsal = run(path, dry_run=True)
    named = [message for _, field, message in problems(rehearsal, "warning") if field == "IPN" and "comes" in message]
    for number in ("LED_Red_0603_20mA", "RES_5%_100mW_0603_10K", "RES_5%_100mW_0603_2.2M", "CON_RJ12"):
        assert any(message.startswith(f"'{number}' comes") for message in named)
    with path.open(encoding="utf-8-sig", newline="") as file:
        (whole,) = [row["Description"] for row in csv.DictReader(file) if row["Description"].startswith("-55℃")]
    assert whole in {verdict.message for verdict in rehearsal.verdicts}
    run(path)
    assert (whole,) in store("SELECT description FROM parts")
    before = store()
    assert run(path).batch is None
    assert store() == before


def test_part_dbs_own_table(run, shared_data, store):
    report = run(shared_data / "inventory" / "part-db" / "part_import_example.csv", kind="part-db")
    assert report.created == {"parts": 6, "boxes": 5, "sellers": 2, "part_sellers": 6, "placements": 6}
    assert ("Room 1 / Shelf 1 / Box 2",) in store("SELECT description FROM boxes")
    assert ("CL10B224KO8NNNC", "Room 1 / Shelf 1 / Box 2", 500) in store(STOCK)


def test_another_table_is_not_taken_for_part_dbs(write, run):
    with pytest.raises(SourceFormatException, match="no column category"):
        run(write(ROWS), kind="part-db")


DAMAGED = st.sampled_from(["utf-8", "utf-16", "cp1252", "cp437", "utf-7"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_truncated_reencoded_and_shuffled_files_never_crash_and_never_half_write(data, write, run, store, tmp_path):
    rows = data.draw(
        st.permutations([list(data.draw(st.permutations(row))) if data.draw(st.booleans()) else row for row in ROWS])
    )
    whole = write(rows, header=data.draw(st.permutations(HEADER))).read_text(encoding="utf-8")
    content = whole.encode(data.draw(DAMAGED), "replace")
    path = tmp_path / f"damaged-{next(_numbers)}.csv"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    before = store()
    try:
        report = run(path)
    except BinsightError:
        assert store() == before
    else:
        assert report.batch is None or store()["batches"] == before["batches"] + 1
