"""Each notebook runs from top to bottom and answers its question from the published snapshot alone."""

from datetime import timedelta
from pathlib import Path

import pytest

import notebooks
from app.services.container import Container
from app.services.placement.published_frames import published_frames
from app.services.placement.store_frames import read_store
from app.services.placement.store_problem import problem_of
from app.warehouse.snapshot import SnapshotStore

pytestmark = pytest.mark.integration
NAMES = ("layout_of_a_box", "usage_of_a_part", "what_if_weights")


def test_every_notebook_is_tested():
    found = {path.stem for path in Path(notebooks.__file__).parent.glob("*.py")} - {"__init__"}
    assert found == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_first_cell_says_which_snapshot_and_of_which_day(run, on_data, name):
    shown, _, _ = run(name)
    assert f"Snapshot {on_data.summary.snapshot}, data as of {on_data.started.date()}" in shown[0]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("layout_of_a_box", "There are no boxes to show yet."),
        ("usage_of_a_part", "There are no parts to show yet."),
        ("what_if_weights", "There is no stock to plan with yet."),
    ],
)
def test_with_nothing_published_a_notebook_says_so_and_what_to_do(run, on_nothing, name, sentence):
    shown, _, _ = run(name)
    assert "Nothing has been published yet; run <code>binsight run</code>" in shown[0]
    assert sentence in shown[-1]
    assert not on_nothing.home.exists(), "looking makes nothing"


def test_a_box_is_shown_slot_by_slot_with_its_empty_slots(run, on_data):
    _, defined, outputs = run("layout_of_a_box")
    assert list(outputs[1].options) == ["1: Drawer", "2: Shelf *high*"]
    layout = defined["layout"].select("loc_no", "grid_row", "grid_column", "part_key", "quantity").rows()
    assert layout == [
        (1, 1, 1, "EFGH", 7),
        (2, 1, 2, "ABCD", 3),
        (3, 2, 1, None, 0),
        (4, 2, 2, None, 0),
    ]


def test_another_box_can_be_chosen(run, on_data):
    _, defined, _ = run("layout_of_a_box", chosen=2)
    assert defined["layout"].select("grid_row", "grid_column", "part_key", "quantity").rows() == [
        (1, 1, "ABCD", 20),
        *((row, column, None, 0) for row, column in ((1, 2), (1, 3), (2, 1), (2, 2), (2, 3))),
    ]


def test_usage_begins_with_the_part_that_is_used_most(run, on_data):
    _, defined, outputs = run("usage_of_a_part")
    assert outputs[1].options.keys() == {"ABCD", "EFGH", "IJKL"}
    assert outputs[1].value == "ABCD"
    day = on_data.started.date()
    used = [(row["day"], row["used_qty"]) for row in defined["usage"].iter_rows(named=True) if row["used_qty"]]
    assert used == [(day - timedelta(days=40), 12), (day - timedelta(days=10), 5)]
    assert outputs[2].to_dict()["title"] == "Gadget 4k7 0603: 17 used in 365 days"


def test_a_part_that_was_never_used_has_an_empty_chart(run, on_data):
    _, defined, outputs = run("usage_of_a_part", chosen="IJKL")
    assert defined["usage"].is_empty()
    assert outputs[-1].to_dict()["title"] == "Spare lens: 0 used in 365 days"


def test_dearer_handling_leaves_fewer_moves(run, on_data):
    _, defined, outputs = run("what_if_weights")
    (names,) = (output.options for output in outputs if hasattr(output, "options"))
    assert {name.split(":")[0] for name in names} == {"travel", "co_use", "spread", "handling"}
    assert defined["plans"]["spread"].to_list() == [0.0, 1.0, 2.0, 4.0, 10.0]
    plans = run("what_if_weights", chosen="handling")[1]["plans"]
    assert plans["handling"].to_list() == [0.0, 10.0, 20.0, 40.0, 100.0]
    assert plans["moves"].is_sorted(descending=True)
    assert {"saved, m a month", "travel after", "moving after"} <= set(plans.columns)


def test_published_tables_hold_the_same_store_as_the_database(on_data):
    snapshot = SnapshotStore(on_data.settings.lake_path).open()
    published = problem_of(published_frames(snapshot))
    container = Container(settings=on_data.settings)
    with container.unit_of_work() as work:
        live = problem_of(read_store(work.session))
    container.engine().dispose()
    assert (published.slots, published.boxes, published.parts) == (live.slots, live.boxes, live.parts)
    assert (published.quantities, published.kinds) == (live.quantities, live.kinds)
    for name in ("distance", "box", "locked"):
        assert (getattr(published.problem.slots, name) == getattr(live.problem.slots, name)).all(), name
    assert (published.problem.legal == live.problem.legal).all()
