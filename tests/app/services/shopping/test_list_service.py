"""Shopping lists as a whole."""

import pytest

from app.exceptions import (
    InvalidOperationException,
    RecordNotFoundException,
    ResourceConflictException,
    ValidationException,
)
from app.services.shopping.receiving_service import Allocation

pytestmark = pytest.mark.integration


@pytest.mark.rule(60)
def test_a_list_is_made_changed_finished_and_deleted_each_undoable(spring, undone):
    made = undone(lambda work: work.shopping_lists.create("Winter", description="heating")).id
    undone(lambda work: work.shopping_lists.update(made, {"name": "Autumn", "description": None}))
    undone(lambda work: work.shopping_lists.finish(made))
    undone(lambda work: work.shopping_lists.delete(made))
    with pytest.raises(RecordNotFoundException):
        spring.do(lambda work: work.shopping_lists.get(made))


@pytest.mark.rule(60)
def test_names_are_unique_whatever_their_case(spring):
    other = spring.do(lambda work: work.shopping_lists.create("Winter").id)
    for act in (
        lambda work: work.shopping_lists.create("SPRING"),
        lambda work: work.shopping_lists.update(other, {"name": "spring"}),
    ):
        with pytest.raises(ResourceConflictException, match="the name Spring"):
            spring.do(act)
    assert spring.do(lambda work: work.shopping_lists.update(other, {"name": "WINTER"})).name == "WINTER"


@pytest.mark.rule(60, 65)
def test_of_a_done_list_only_notes_are_changed(spring):
    line = spring.line("ABCD", seller_id=spring.corner)
    spring.do(lambda work: work.shopping_lists.finish(spring.list))
    finished = spring.state()
    spring.do(lambda work: work.shopping_lists.finish(spring.list))
    assert spring.state() == finished
    for act in (
        lambda work: work.shopping_lists.update(spring.list, {"name": "x"}),
        lambda work: work.shopping_lines.add(spring.list, part_key="EFGH", needed=1),
        lambda work: work.shopping_lines.update(line, {"needed": 2}),
        lambda work: work.shopping_lines.delete(line),
        lambda work: work.orders.add_group(spring.list, spring.attic),
        lambda work: work.orders.order(spring.list, spring.corner),
        lambda work: work.orders.remove_group(spring.list, spring.corner),
        lambda work: work.orders.fill(spring.list, spring.corner),
    ):
        with pytest.raises(InvalidOperationException, match="done"):
            spring.do(act)
    assert spring.state() == finished
    spring.do(lambda work: work.shopping_lines.update(line, {"note": "late"}))
    spring.do(lambda work: work.orders.set_note(spring.list, spring.corner, "paid"))
    spring.do(lambda work: work.shopping_lists.delete(spring.list))


@pytest.mark.rule(61)
def test_lists_worked_on_last_come_first_and_done_ones_only_when_asked_for(spring):
    winter = spring.do(lambda work: work.shopping_lists.create("Winter").id)
    summer = spring.do(lambda work: work.shopping_lists.create("Summer").id)

    def names(**wanted):
        rows, total = spring.do(lambda work: work.shopping_lists.list(**wanted))
        return [row.shopping_list.name for row in rows], total

    assert names() == (["Summer", "Winter", "Spring"], 3)
    line = spring.line("ABCD", seller_id=spring.corner)
    assert names()[0] == ["Spring", "Summer", "Winter"]
    spring.do(lambda work: work.shopping_lists.update(winter, {"description": "cold"}))
    assert names()[0] == ["Winter", "Spring", "Summer"]
    spring.do(lambda work: work.orders.set_note(spring.list, spring.corner, "call first"))
    assert names(limit=1) == (["Spring"], 3)
    spring.do(lambda work: work.shopping_lists.finish(summer))
    spring.do(lambda work: work.shopping_lines.update(line, {"needed": 6}))
    assert names() == (["Spring", "Winter"], 2)
    assert names(statuses=("done",)) == (["Summer"], 1)
    assert names(statuses=("active", "done"), sort="name")[0] == ["Spring", "Summer", "Winter"]
    assert names(query="COLD") == (["Winter"], 1)
    (row,) = spring.do(lambda work: work.shopping_lists.list(query="spring")[0])
    assert (row.line_counts, row.total) == ({"new": 1, "ordered": 0, "done": 0}, 1)


@pytest.mark.parametrize(
    "wanted", [{"statuses": ("closed",)}, {"sort": "colour"}, {"limit": 0}, {"offset": -1}, {"query": "x" * 201}]
)
def test_impossible_questions_are_refused(spring, wanted):
    with pytest.raises(ValidationException):
        spring.do(lambda work: work.shopping_lists.list(**wanted))


def test_a_deleted_list_leaves_stock_and_receipts_and_comes_back_with_both(spring, undone):
    line = spring.ordered("ABCD", 5)
    spring.do(lambda work: work.receiving.receive(line, [Allocation("1-1", 3)]))
    undone(lambda work: work.shopping_lists.delete(spring.list))
    assert spring.shop.held() == {("ABCD", "1-1"): 3}
    assert [row[1] for row in spring.state()["receipts"]] == [None]
    assert spring.do(lambda work: work.seller_records.of_seller(spring.corner)).fill_rate == 3 / 5


def test_undoing_the_making_of_a_list_takes_its_lines_and_kits_along_and_brings_them_back(spring):
    kit = spring.do(lambda work: work.kits.create("Radio", build_target=1).id)
    spring.do(lambda work: work.kit_contents.add(kit, "ABCD", 2))
    before = spring.state()
    made = spring.do(lambda work: (work.shopping_lists.create("Winter").id, work.batches.open("edit").id))
    spring.do(lambda work: work.kit_pushes.push(kit, list_id=made[0]))
    full = spring.state()
    undo = spring.do(lambda work: work.undo.undo(made[1]).undo_batch)
    assert spring.state() == before
    spring.do(lambda work: work.undo.undo(undo))
    assert spring.state() == full


def test_a_list_something_was_received_for_stays_when_its_making_is_undone(spring):
    line = spring.ordered("ABCD", 5)
    spring.do(lambda work: work.receiving.receive(line, [Allocation("1-1", 3)]))
    (batch,) = spring.shop.rows(
        "SELECT batch_id FROM batch_changes WHERE table_name = 'shopping_lists' AND action = 'insert'"
    )[0]
    before = spring.state()
    assert spring.do(lambda work: work.undo.undo(batch)).left == (
        "shopping list Spring is still needed by other records and stays",
    )
    assert spring.state() == before
