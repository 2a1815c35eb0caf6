"""The undo bar and the Undo buttons of the history: taken back, done again, refused, and never both at once."""

import pytest
from sqlalchemy import text

from tests.app.ui.screen import Screen

pytestmark = pytest.mark.integration

HELD = {"1-2": 3, "2-1": 20}


@pytest.fixture
def used(screen):
    """A session that has just used 5 of ABCD from 2-1."""
    screen.open("part", part="ABCD").set("use-slot", "2-1").set("use-quantity", 5)
    return screen.press("use-submit")


def offered(screen):
    """Keys of the Undo buttons in the history, newest line first."""
    return [button.key for button in screen.at.button if button.key.startswith("undo-") and button.key != "undo-last"]


def has_bar(screen):
    return any(button.key == "undo-last" for button in screen.at.button)


def test_there_is_no_bar_before_the_first_write(screen):
    assert not has_bar(screen.open("part", part="ABCD"))


def test_undo_redo_undo(used, data_store):
    assert "Used 5 of ABCD from 2-1" in used.said
    assert used.button("undo-last").label == "Undo"
    assert data_store.held("ABCD") == {"1-2": 3, "2-1": 15}

    used.press("undo-last")
    assert "Taken back: Used 5 of ABCD from 2-1" in used.said
    assert used.button("undo-last").label == "Redo"
    assert data_store.held("ABCD") == HELD

    used.press("undo-last")
    assert "Taken back" not in used.said
    assert "Used 5 of ABCD from 2-1" in used.said
    assert used.button("undo-last").label == "Undo"
    assert data_store.held("ABCD") == {"1-2": 3, "2-1": 15}

    used.press("undo-last")
    assert "Taken back: Used 5 of ABCD from 2-1" in used.said
    assert data_store.held("ABCD") == HELD
    assert data_store.balanced()


def test_every_undo_is_a_batch_of_its_own(used, data_store):
    before = data_store.counts()
    used.press("undo-last").press("undo-last")
    after = data_store.counts()
    assert after["batches"] == before["batches"] + 2
    assert after["stock_movements"] == before["stock_movements"] + 2


def test_the_bar_follows_to_every_page_and_works_there(used, data_store):
    used.open("boxes")
    assert "Used 5 of ABCD from 2-1" in used.said
    used.press("undo-last")
    assert data_store.held("ABCD") == HELD


def test_the_bar_belongs_to_its_session(used):
    assert has_bar(used)
    assert not has_bar(Screen())


def test_the_next_write_takes_its_place(used):
    used.set("use-slot", "1-2").press("use-submit")
    assert "Used 1 of ABCD from 1-2" in used.said
    assert "Used 5 of ABCD from 2-1" not in used.said


def test_an_undo_that_would_take_what_is_gone_is_refused_and_names_what_stands_in_the_way(screen, data_store):
    screen.open("part", part="IJKL").set("receive-slot", "2-2").set("receive-quantity", 5).press("receive-submit")
    with data_store.container.unit_of_work() as work:
        taken = work.stock.use("IJKL", "2-2", 2).batch_id
    screen.press("undo-last")
    (error,) = screen.errors
    assert error.endswith(f"5 of IJKL at 2-2 would have to go back and 3 are left: undo batch {taken} (use 2) first")
    assert data_store.held("IJKL") == {"2-2": 3}
    assert screen.button("undo-last").label == "Undo"


def test_what_was_undone_elsewhere_is_not_undone_twice(used, data_store):
    with data_store.container.unit_of_work() as work:
        (latest, *_), _ = work.batches.latest()
        work.undo.undo(latest.id)
    used.press("undo-last")
    (error,) = used.errors
    assert "undid it already" in error
    assert data_store.held("ABCD") == HELD


def test_the_history_offers_undo_once_per_batch_and_not_for_what_was_taken_back(screen):
    screen.open("part", part="ABCD")
    # The undo as a batch; the move's two lines and its batch; the delivery and its two uses, and their batch.
    assert offered(screen) == [f"undo-{name}" for name in (
        "batch-8", "line-6", "batch-6", "line-5", "line-4", "batch-4", "line-3", "line-1"
    )]  # fmt: skip


def test_one_line_of_a_batch_is_taken_back_and_the_rest_of_it_stays(screen, data_store):
    screen.open("part", part="ABCD").press("undo-line-4")
    assert data_store.held("ABCD") == {"1-2": 3, "2-1": 25}
    assert "Taken back: ABCD: -5 used from 2-1" in screen.said
    screen.press("undo-last")
    assert data_store.held("ABCD") == HELD
    assert data_store.balanced()


def test_demo_data_offers_no_undo(screen, data_store):
    with data_store.container.engine().begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE batches SET kind = 'demo' WHERE id = 2"))
    assert offered(screen.open("part", part="ABCD")) == ["undo-batch-8", "undo-line-6", "undo-batch-6", "undo-line-5"]


def test_undo_from_the_history_takes_the_whole_move_back_and_the_bar_offers_to_redo_it(screen, data_store):
    screen.open("part", part="ABCD")
    screen.press("undo-batch-6")
    assert data_store.held("ABCD") == {"2-1": 23}
    assert "Taken back: batch 3 (ABCD: +3 moved into 1-2)" in screen.said
    assert screen.said.count("*taken back later*") == 3
    screen.press("undo-last")
    assert data_store.held("ABCD") == HELD
    assert data_store.balanced()


def test_undo_from_the_history_is_refused_beside_its_line(screen, data_store):
    screen.open("part", part="ABCD")
    screen.press("undo-batch-4")
    (error,) = screen.errors
    assert "23 of ABCD at 2-1 would have to go back and 20 are left: undo batch 3 (move_out 3) first" in error
    assert data_store.held("ABCD") == HELD


def test_a_day_at_the_shelf_taken_back_step_by_step_leaves_the_store_as_it_was(screen, data_store):
    screen.open("part", part="ABCD")
    steps = [
        ("Receive", {"receive-slot": "1-3", "receive-quantity": 50}),
        ("Move", {"move-from": "1-3", "move-to": "2-1", "move-quantity": 30}),
        ("Use", {"use-slot": "2-1", "use-quantity": 45}),
        ("Count", {"count-slot": "2-1", "count-quantity": 0}),
    ]
    taken = []
    for action, values in steps:
        earlier = data_store.held("ABCD")
        screen.press(f"choose-{action}-")
        for key, value in values.items():
            screen.set(key, value)
        screen.press(f"{action.lower()}-submit")
        taken.append((offered(screen)[0], earlier))
    assert data_store.held("ABCD") == {"1-2": 3, "1-3": 20}
    for button, earlier in reversed(taken):
        screen.press(button)
        assert data_store.held("ABCD") == earlier
        assert data_store.balanced()
    assert data_store.held("ABCD") == HELD
