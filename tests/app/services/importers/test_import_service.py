import contextlib
import copy
import itertools
import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.exceptions import BinsightError, InvalidOperationException, SourceFormatException, ValidationException

pytestmark = pytest.mark.integration
_numbers = itertools.count()

FILES = {
    "boxes.json": [{"box_no": 1, "description": "Drawer", "capacity": 4}],
    "parts.json": [
        {
            "key": "ABCD",
            "description": "Red LED",
            "type": "LED",
            "tags": ["red"],
            "seller_links": [{"seller_id": 1, "link": "https://shop.example/1"}],
        },
        {"key": "EFGH", "description": "Resistor 10k"},
    ],
    "sellers.json": [{"id": 1, "name": "Corner shop", "website": "https://shop.example"}],
    "kits.json": [{"name": "Blinker", "description": "blinks", "build_target": 2, "status": "active"}],
    "kit_contents.json": [{"kit": "Blinker", "part": "ABCD", "required_per_unit": 3}],
    "part_locations.json": [
        {"part_key": "ABCD", "box_no": 1, "loc_no": 1, "qty": 8},
        {"part_key": "EFGH", "box_no": 1, "loc_no": 2, "qty": 5},
    ],
    "quantity_history.json": [
        {"part_key": "ABCD", "delta_qty": 10, "location_reference": "1-1", "timestamp": "2024-01-15T10:30:00"},
        {"part_key": "ABCD", "delta_qty": -2, "location_reference": "1-1", "timestamp": "2024-02-01T09:00:00"},
        {"part_key": "EFGH", "delta_qty": 9, "location_reference": "1-2", "timestamp": "2024-01-15T10:30:00"},
    ],
}


@pytest.fixture
def folder(tmp_path):
    def write(**changes):
        place = tmp_path / f"source-{next(_numbers)}"
        place.mkdir()
        for name, content in (FILES | {f"{name}.json": rows for name, rows in changes.items()}).items():
            if content is not None:
                (place / name).write_text(content if isinstance(content, str) else json.dumps(content))
        return place

    return write


@pytest.fixture
def run(container):
    def start(source, *, dry_run=False, kind="predecessor"):
        with container.unit_of_work(actor="test") as work:
            return work.imports.run(kind, source, dry_run=dry_run)

    return start


@pytest.fixture
def store(container):
    """Everything an import may touch, as plain rows."""

    def look():
        with container.engine().connect() as connection:
            names = ("parts", "boxes", "sellers", "part_sellers", "kits", "kit_contents", "stock_movements", "batches")
            counts = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() for name in names}
            stock = connection.execute(
                text(
                    "SELECT p.key, b.box_no, l.loc_no, pl.quantity FROM part_locations pl "
                    "JOIN parts p ON p.id = part_id "
                    "JOIN locations l ON l.id = location_id JOIN boxes b ON b.id = l.box_id ORDER BY 1, 2, 3"
                )
            ).all()
        return counts, [tuple(row) for row in stock]

    return look


def test_everything_lands_in_one_batch_and_disagreements_are_named(folder, run, store):
    report = run(folder())
    assert report.created == {"parts": 2, "boxes": 1, "sellers": 1, "part_sellers": 1, "kits": 1, "placements": 2}
    (warning,) = [p for p in report.problems if p.severity == "warning"]
    assert "EFGH" in warning.message
    assert "adds up to 9, stock says 5" in warning.message
    counts, stock = store()
    assert stock == [("ABCD", 1, 1, 8), ("EFGH", 1, 2, 5)]
    assert counts["batches"] == 1


def test_history_keeps_its_own_time_and_reason(folder, run, container):
    run(folder())
    with container.unit_of_work() as work:
        lines, _ = work.history.of_part("ABCD")
    assert [(line.delta, line.reason, line.occurred_at.isoformat()) for line in lines] == [
        (-2, "use", "2024-02-01T09:00:00+00:00"),
        (10, "receive", "2024-01-15T10:30:00+00:00"),
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(folder, run, store):
    before = store()
    rehearsal = run(folder(), dry_run=True)
    assert store() == before
    real = run(folder())
    assert (rehearsal.batch, rehearsal.created, rehearsal.problems) == (None, real.created, real.problems)


def test_what_is_written_after_a_dry_run_is_found_by_the_search(folder, container):
    with container.unit_of_work() as work:
        work.imports.run("predecessor", folder(), dry_run=True)
        kept = work.parts.create(description="Written after a rehearsal")
        work.session.flush()
        indexed = "SELECT part_id FROM part_search WHERE document::text LIKE '%rehearsal%'"
        assert work.session.execute(text(indexed)).all() == [(kept.id,)]


def test_importing_twice_changes_nothing_and_keeps_what_people_did(folder, run, store, container):
    run(folder())
    with container.unit_of_work() as work:
        work.stock.use("ABCD", "1-1", 2)
    before = store()
    report = run(folder())
    assert (report.batch, report.created, report.updated) == (None, {}, {})
    assert store() == before


def test_a_changed_source_moves_the_stock_by_the_difference(folder, run, store):
    run(folder())
    changed = copy.deepcopy(FILES["part_locations.json"])
    changed[0]["qty"] = 11
    report = run(folder(part_locations=changed))
    assert report.updated == {"placements": 1}
    assert store()[1][0] == ("ABCD", 1, 1, 11)


def test_undo_takes_all_of_it_back_and_importing_again_restores_it(folder, run, store, container):
    report = run(folder())
    whole = store()
    with container.unit_of_work() as work:
        work.undo.undo(report.batch)
    counts, stock = store()
    assert stock == []
    assert (counts["sellers"], counts["kits"]) == (0, 0)
    with container.unit_of_work() as work:
        assert work.parts.list()[1] == 0
    run(folder())
    counts, stock = store()
    assert stock == whole[1]
    assert {name: counts[name] for name in ("parts", "boxes", "sellers", "kits", "part_sellers")} == {
        name: whole[0][name] for name in ("parts", "boxes", "sellers", "kits", "part_sellers")
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parts": None}, "there is no parts.json in it"),
        ({"parts": '[{"key": "ABCD"'}, "parts.json: it is not JSON"),
        ({"parts": '[{"key": NaN}]'}, "NaN, which is not a number"),
        ({"parts": {"key": "ABCD"}}, "must be a list of records"),
        ({"parts": ["ABCD"]}, "parts.json row 1: it must be a record"),
        ({"parts": "[" * 100_000}, "parts.json"),
    ],
)
def test_a_broken_source_is_refused_in_one_sentence(folder, run, store, changes, message):
    before = store()
    with pytest.raises(SourceFormatException, match=message):
        run(folder(**changes))
    assert store() == before


def test_other_encodings_and_wrong_places_are_refused(folder, run, tmp_path):
    place = folder()
    (place / "parts.json").write_bytes("[]".encode("utf-16"))
    with pytest.raises(SourceFormatException, match="is not UTF-8"):
        run(place)
    with pytest.raises(SourceFormatException, match="not a folder"):
        run(tmp_path / "nowhere")
    with pytest.raises(ValidationException, match="is not a format"):
        run(place, kind="spreadsheet")


PARTS, PLACES, HISTORY = FILES["parts.json"], FILES["part_locations.json"], FILES["quantity_history.json"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"parts": [*PARTS, {"key": "abc", "description": "x"}]}, "parts.json row 3"),
        ({"parts": [*PARTS, {"key": "ABCD", "description": "again"}]}, "parts.json row 3"),
        ({"parts": [*PARTS, {"key": "WXYZ"}]}, "parts.json row 3"),
        ({"parts": [*PARTS, {"key": "WXYZ", "description": "a\x00b"}]}, "parts.json row 3"),
        ({"parts": [*PARTS, {"key": "WXYZ", "description": "x", "pin_count": 1.5}]}, "parts.json row 3"),
        (
            {"part_locations": [*PLACES, {"part_key": "ABCD", "box_no": 9, "loc_no": 1, "qty": 1}]},
            "part_locations.json row 3",
        ),
        (
            {"part_locations": [*PLACES, {"part_key": "ABCD", "box_no": 1, "loc_no": 9, "qty": 1}]},
            "part_locations.json row 3",
        ),
        (
            {"part_locations": [*PLACES, {"part_key": "ZZZZ", "box_no": 1, "loc_no": 1, "qty": 1}]},
            "part_locations.json row 3",
        ),
        (
            {"part_locations": [*PLACES, {"part_key": "ABCD", "box_no": 1, "loc_no": 3, "qty": -1}]},
            "part_locations.json row 3",
        ),
        (
            {"part_locations": [*PLACES, {"part_key": "ABCD", "box_no": 1, "loc_no": 3, "qty": 10**18}]},
            "part_locations.json row 3",
        ),
        (
            {
                "quantity_history": [
                    *HISTORY,
                    {"part_key": "ABCD", "delta_qty": 1, "location_reference": "1-1", "timestamp": "soon"},
                ]
            },
            "quantity_history.json row 4",
        ),
        ({"sellers": []}, "parts.json row 1"),
    ],
)
def test_a_bad_row_is_named_in_the_dry_run_and_stops_the_import(folder, run, store, changes, where):
    source = folder(**changes)
    report = run(source, dry_run=True)
    assert where in {problem.where for problem in report.errors}
    before = store()
    with pytest.raises(InvalidOperationException, match="Nothing was written"):
        run(source)
    assert store() == before


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.tuples(
        st.sampled_from(sorted(FILES)),
        st.integers(0, 400),
        st.binary(max_size=6),
        st.sampled_from(["cut", "insert", "shuffle"]),
    )
)
def test_damaged_files_never_crash_and_never_half_write(folder, run, counts, damage):
    name, position, noise, how = damage
    source = folder()
    content = (source / name).read_bytes()
    if how == "cut":
        damaged = content[: position % (len(content) + 1)]
    elif how == "insert":
        place = position % (len(content) + 1)
        damaged = content[:place] + noise + content[place:]
    else:
        rows = list(FILES[name])
        random.Random(position).shuffle(rows)
        damaged = json.dumps(rows).encode()
    (source / name).write_bytes(damaged)
    before = counts()
    with contextlib.suppress(BinsightError):  # a refusal in a sentence is a good answer, a crash is not
        run(source, dry_run=True)
    assert counts() == before
    try:
        report = run(source)
    except BinsightError:
        assert counts() == before
    else:
        assert counts()["batches"] == before["batches"] + (report.batch is not None)


def test_the_predecessors_own_folder(run, store, shared_data):
    report = run(shared_data / "inventory" / "electronics-inventory")
    assert report.created["parts"] == 53
    assert report.created["placements"] == 50
    lists = {name: report.created[name] for name in LIST_TABLES if name in report.created}
    assert lists == dict(zip(LIST_TABLES, (3, 5, 4, 10, 3, 4), strict=True))
    named = {problem.message.split(":")[0][-4:] for problem in report.problems if problem.severity == "warning"}
    assert named == {"QRST", "UVWX", "CDEF", "ZABC", "DEFG", "JJKE"}


LIST_TABLES = ("pick_lists", "pick_list_lines", "shopping_lists", "shopping_list_lines", "shopping_list_sellers",
               "kit_shopping_links")  # fmt: skip
LISTS = {
    "kit_pick_lists": [
        {"key": "a", "kit_name": "Blinker", "requested_units": 2, "status": "open"},
        {"key": "b", "kit_name": "Blinker", "requested_units": 1, "status": "completed"},
    ],
    "kit_pick_list_lines": [
        {"pick_list_key": key, "kit_content_part_key": "ABCD", "location": {"box_no": 1, "loc_no": 1},
         "quantity_to_pick": 3, "status": status}
        for key, status in (("a", "open"), ("b", "completed"))
    ],
    "shopping_lists": [{"name": "Spring", "status": "active"}, {"name": "Old", "status": "done"}],
    "shopping_list_lines": [
        {"shopping_list_name": "Spring", "part_key": "ABCD", "needed": 4, "seller_id": 1, "status": "ordered"},
        {"shopping_list_name": "Old", "part_key": "EFGH", "needed": 2, "ordered": 2, "received": 1, "status": "done"},
    ],
    "shopping_list_sellers": [
        {"shopping_list_name": "Spring", "seller_id": 1, "note": "with the reels", "status": "ordered"}
    ],
    "kit_shopping_list_links": [
        {"kit_name": "Blinker", "shopping_list_name": "Spring", "requested_units": 3,
         "snapshot_kit_updated_at": "2024-04-10T09:00:00"}
    ],
}  # fmt: skip


@pytest.fixture
def lists_held(container):
    def look():
        with container.engine().connect() as connection:
            return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() for name in LIST_TABLES}

    return look


def test_lists_arrive_with_their_lines_and_twice_changes_nothing_and_undo_takes_them_back(
    folder, run, lists_held, container
):
    report = run(folder(**LISTS))
    whole = dict(zip(LIST_TABLES, (2, 2, 2, 2, 1, 1), strict=True))
    assert {name: report.created[name] for name in LIST_TABLES} == lists_held() == whole
    assert any("give no date of their completion" in problem.message for problem in report.problems)
    with container.unit_of_work() as work:
        rows = work.session.execute(
            text("SELECT status, received, completion_mismatch FROM shopping_list_lines ORDER BY 1")
        )
        assert [tuple(row) for row in rows] == [("done", 1, True), ("ordered", 0, False)]
    again = run(folder(**LISTS))
    assert (again.batch, again.created, lists_held()) == (None, {}, whole)
    with container.unit_of_work() as work:
        work.undo.undo(report.batch)
    assert lists_held() == dict.fromkeys(LIST_TABLES, 0)


@pytest.mark.parametrize(
    "case",
    [
        ("kit_pick_list_lines", {"pick_list_key": "z"}, "pick list z"),
        ("kit_pick_list_lines", {"kit_content_part_key": "EFGH"}, "no line for part EFGH"),
        ("kit_pick_list_lines", {"location": {"box_no": 1, "loc_no": 99}}, "no location 99"),
        ("kit_pick_lists", {"kit_name": "Nope"}, "kit Nope"),
        ("kit_pick_lists", {"key": "b"}, "comes twice"),
        ("shopping_list_lines", {"seller_id": 9}, "seller 9"),
        ("shopping_list_lines", {"shopping_list_name": "Nope"}, "shopping list Nope"),
        ("shopping_lists", {"name": "old"}, "comes twice"),
    ],
)
def test_a_row_of_a_list_that_names_what_is_not_there_is_refused(folder, run, store, case):
    file, change, message = case
    files = LISTS | {file: [LISTS[file][0] | change, *LISTS[file][1:]]}
    report, before = run(folder(**files), dry_run=True), store()
    assert any(error.where.startswith(f"{file}.json row") and message in error.message for error in report.errors)
    with pytest.raises(InvalidOperationException):
        run(folder(**files))
    assert store() == before


@pytest.mark.parametrize(("year", "parts"), [("2021", 109), ("2024", 414)])
def test_inventrees_own_dumps(run, store, shared_data, year, parts):
    (path,) = (shared_data / "inventory" / "inventree-demo").glob(f"{year}*.json")
    report = run(path, kind="inventree")
    assert report.created["parts"] == parts
    unlocated = [p for p in report.problems if p.field == "location"]
    fractional = [
        p
        for p in report.problems
        if p.where.startswith("stock.stockitem ") and p.field == "quantity" and "left over" in p.message
    ]
    if year == "2024":
        assert len(unlocated) == 51
        assert len(fractional) == 4
    again = run(path, kind="inventree")
    assert (again.batch, again.created, again.updated) == (None, {}, {})


def test_one_dump_after_the_other_updates_by_reference(run, store, shared_data):
    for year in ("2021", "2024"):
        (path,) = (shared_data / "inventory" / "inventree-demo").glob(f"{year}*.json")
        report = run(path, kind="inventree")
    assert report.created["parts"] == 414 - 109
    assert store()[0]["parts"] == 414
