"""Bills of materials become kits: matched, asked about, remembered, in one batch that can be taken back."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.exceptions import (
    BinsightError,
    InvalidOperationException,
    RecordNotFoundException,
    SourceFormatException,
    ValidationException,
)

pytestmark = pytest.mark.integration
_numbers = itertools.count()
BILL = (
    "Comment,Designator,Footprint,LCSC,Quantity\n"
    '100nF,"C1,C2",C_0805_2012Metric,,2\n'
    "10k,R1,R_0603_1608Metric,,1\n"
    "WS2812B,D1,LED_5050,C114586,1\n"
)
TABLES = (
    "parts",
    "attachment_sets",
    "kits",
    "kit_contents",
    "sellers",
    "part_sellers",
    "types",
    "bom_choices",
    "batches",
)


@pytest.fixture
def write(tmp_path):
    def make(content, name=None):
        path = tmp_path / (name or f"board-{next(_numbers)}.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


@pytest.fixture
def run(container):
    def start(path, *, dry_run=False, **options):
        with container.unit_of_work(actor="test") as work:
            return work.boms.run(path, dry_run=dry_run, **options)

    return start


@pytest.fixture
def rows(container):
    def look(query):
        with container.engine().connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    return look


@pytest.fixture
def counts(rows):
    return lambda: {name: rows(f"SELECT count(*) FROM {name}")[0][0] for name in TABLES}


@pytest.fixture
def stocked(container):
    """A 100 nF in 0805 with 3 units, two 10k in 0603; keys by what they are."""
    with container.unit_of_work(actor="test") as work:
        box = work.boxes.create("Drawer", 10)
        cap = work.parts.create(description="MLCC 100nF 50V", package="0805").key
        work.stock.receive(cap, f"{box.box_no}-1", 3)
        first = work.parts.create(description="Resistor 10k 1%", package="0603").key
        second = work.parts.create(description="Resistor 10k 5%", package="0603").key
    return {"cap": cap, "10k": sorted((first, second))}


CONTENTS = (
    "SELECT p.description, c.required_per_unit, c.note FROM kit_contents c JOIN parts p ON p.id = part_id ORDER BY c.id"
)


def test_an_empty_store_gets_the_parts_and_the_kit_in_one_batch(write, run, rows, counts):
    report = run(write(BILL, "blinker.csv"), units=3)
    assert report.created == {"kits": 1, "parts": 3, "kit_contents": 3}
    assert [match.state for match in report.matches] == ["not found"] * 3
    assert rows(CONTENTS) == [("100nF", 2, "C1, C2"), ("10k", 1, "R1"), ("WS2812B", 1, "D1")]
    assert rows("SELECT name, build_target FROM kits") == [("blinker", 3)]
    assert rows("SELECT s.name, o.sku FROM part_sellers o JOIN sellers s ON s.id = seller_id") == [("LCSC", "C114586")]
    assert rows("SELECT p.si_value, t.name FROM parts p JOIN types t ON t.id = type_id ORDER BY 1") == [
        (1e-7, "Ceramic capacitor"),
        (10_000.0, "Resistor"),
    ]
    assert counts()["batches"] == 1


def test_lines_are_available_short_not_found_or_fit_several(write, run, stocked):
    report = run(write(BILL), dry_run=True)
    assert [(match.state, match.part) for match in report.matches] == [
        ("available", stocked["cap"]),
        ("several", None),
        ("not found", None),
    ]
    assert sorted(c.key for c in report.matches[1].candidates) == stocked["10k"]
    (error,) = report.errors
    assert (error.where, error.field) == ("row 3", "part")
    assert all(key in error.message for key in stocked["10k"])
    assert run(write(BILL), dry_run=True, units=2).matches[0].state == "short"


def test_units_that_other_kits_hold_are_not_available(write, run, stocked, container):
    with container.unit_of_work() as work:
        other = work.kits.create("Other", build_target=2)
        work.kit_contents.add(other.id, stocked["cap"], 1)
    assert run(write(BILL), dry_run=True).matches[0].state == "short"


def test_an_undecided_line_stops_the_import_and_a_choice_lets_it_through_and_is_remembered(
    write, run, stocked, counts, rows
):
    path, before = write(BILL), counts()
    with pytest.raises(InvalidOperationException, match=r"row 3.*choose one of them"):
        run(path)
    assert counts() == before
    report = run(path, choices={"row 3": stocked["10k"][1].lower()})
    assert report.matches[1].part == stocked["10k"][1]
    assert rows("SELECT p.key FROM bom_choices c JOIN parts p ON p.id = part_id") == [(stocked["10k"][1],)]
    again = run(write('Value,Ref,Package\n10 kΩ,"R7,R8",603\n'))
    assert (again.matches[0].part, again.matches[0].candidates[0].reasons[0]) == (
        stocked["10k"][1],
        "chosen for this line",
    )


def test_a_line_may_be_left_out_or_made_new_by_choice(write, run, stocked, rows):
    report = run(write(BILL), choices={"row 2": "leave", "row 3": "new"})
    assert report.created == {"kits": 1, "parts": 2, "kit_contents": 2}
    assert report.skipped == 1
    assert rows(CONTENTS) == [("10k", 1, "R1"), ("WS2812B", 1, "D1")]


def test_undo_leaves_the_store_as_it_was_and_the_bill_can_be_imported_anew(write, run, stocked, counts, container):
    path, before = write(BILL), counts() | {"batches": 0}
    report = run(path, choices={"row 3": stocked["10k"][0]})
    with container.unit_of_work() as work:
        assert work.undo.undo(report.batch).left == ()
    assert counts() | {"batches": 0} == before
    assert run(path, choices={"row 3": stocked["10k"][0]}).batch is not None


def test_the_same_bill_again_changes_nothing_and_another_of_its_name_is_refused(write, run, counts):
    path = write(BILL, "board.csv")
    first = run(path)
    before = counts()
    again = run(path)
    assert (again.batch, again.created, again.skipped) == (None, {}, 3)
    assert f"batch {first.batch}" in again.problems[0].message
    path.write_text(BILL + "LM393,U1,SOIC-8,,1\n")
    with pytest.raises(InvalidOperationException, match="another name"):
        run(path)
    assert counts() == before
    assert run(path, name="Second board").created["kit_contents"] == 4


def test_lines_of_one_part_are_one_line_of_the_kit(write, run, rows):
    run(write("Comment,Designator,Footprint\n1K,R1,R_0603\n1k,R2,R_0603\n1k,R9,R_0805\n"))
    assert rows(CONTENTS) == [("1K", 2, "R1, R2"), ("1k", 1, "R9")]


@pytest.mark.parametrize(
    "case",
    [
        ({"choices": {"row 99": "new"}}, ValidationException, "no line 'row 99'"),
        ({"choices": {"row 2": "maybe"}}, ValidationException, "four letters"),
        ({"choices": {"row 2": "ZZZZ"}}, RecordNotFoundException, "Part ZZZZ"),
        ({"units": 0}, ValidationException, "between 1"),
        ({"name": " "}, InvalidOperationException, "must be filled in"),
    ],
)
def test_impossible_options_are_refused(write, run, counts, case):
    options, error, message = case
    path, before = write(BILL), counts()
    with pytest.raises(error, match=message):
        run(path, **options)
    assert counts() == before


def test_a_row_with_errors_stops_all_of_it(write, run, counts):
    path, before = write(BILL + ",R5-R1,,,1\n"), counts()
    assert run(path, dry_run=True).errors[0].where == "row 5"
    with pytest.raises(InvalidOperationException, match="row 5"):
        run(path)
    assert counts() == before


def test_more_than_a_kit_may_hold_is_named_with_its_row(write, run, counts):
    path, before = write("Value,Qty\n10k 1%,2000000\n"), counts()
    with pytest.raises(InvalidOperationException, match="row 2"):
        run(path)
    assert counts() == before


def test_the_lines_of_a_report_are_plain_json(write, run, stocked):
    told = run(write(BILL), dry_run=True).as_json()
    assert told.keys() >= {"batch", "dry_run", "created", "updated", "skipped", "problems", "lines", "kit"}
    first = told["lines"][0]
    assert (first["designators"], first["quantity"], first["state"], first["part"]) == (
        ("C1", "C2"),
        2,
        "available",
        stocked["cap"],
    )


def test_every_real_bill_becomes_a_kit_of_its_quantities(shared_data, run, rows):
    kits = placements = 0
    for path in sorted((shared_data / "bom").rglob("*")):
        if not path.is_file() or path.suffix == ".md":
            continue
        try:
            report = run(path, name=path.name, choices=_answers(run, path))
        except SourceFormatException:
            placements += 1
            continue
        kits += 1
        needed = sum(match.line.quantity for match in report.matches)
        query = "SELECT sum(required_per_unit) FROM kit_contents WHERE kit_id = (SELECT max(id) FROM kits)"
        assert rows(query) == [(needed,)]
    assert (kits, placements) == (22, 14)


def _answers(run, path):
    """New parts for what fits several."""
    checked = run(path, name=path.name, dry_run=True)
    return {match.line.where: "new" for match in checked.matches if match.state == "several"}


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_bills_never_crash_and_never_half_write(data, write, run, counts):
    lines = data.draw(st.permutations(BILL.splitlines(keepends=True)))
    content = "".join(lines).encode(data.draw(st.sampled_from(["utf-8", "utf-16", "cp1252"])))
    path, before = write(content[: data.draw(st.integers(0, len(content)))]), counts()
    try:
        report = run(path)
    except BinsightError:
        assert counts() == before
    else:
        assert counts()["kits"] == before["kits"] + (report.batch is not None)
