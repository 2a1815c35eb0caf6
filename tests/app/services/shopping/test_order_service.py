"""Orders: the share of a list that goes to one seller."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.exceptions import DependencyException, InvalidOperationException, ResourceConflictException
from app.services.shopping.receiving_service import Allocation

pytestmark = pytest.mark.integration


@pytest.mark.rule(65)
def test_a_group_is_planned_once_and_given_up_with_its_new_lines_set_free(spring, undone):
    undone(lambda work: work.orders.add_group(spring.list, spring.corner, note="ask for samples"))
    with pytest.raises(ResourceConflictException, match="seller Corner shop on Spring"):
        spring.do(lambda work: work.orders.add_group(spring.list, spring.corner))
    line = spring.line("ABCD", seller_id=spring.corner, ordered=3)
    undone(lambda work: work.orders.remove_group(spring.list, spring.corner))
    freed = spring.do(lambda work: work.shopping_lines.get(line))
    assert (freed.seller_id, freed.ordered, freed.status) == (None, 0, "new")
    assert spring.state()["shopping_list_sellers"] == []


@pytest.mark.rule(65)
def test_an_order_needs_lines_and_a_quantity_on_each_of_them(spring, undone):
    for seller in (spring.corner, spring.attic):
        with pytest.raises(InvalidOperationException, match="no line of Spring waits"):
            spring.do(lambda work, seller=seller: work.orders.order(spring.list, seller))
    first = spring.line("ABCD", seller_id=spring.corner, ordered=5)
    spring.line("EFGH", seller_id=spring.corner)
    with pytest.raises(InvalidOperationException, match="no quantity to order: EFGH"):
        spring.do(lambda work: work.orders.order(spring.list, spring.corner))
    assert undone(lambda work: work.orders.fill(spring.list, spring.corner)) == 1
    group = undone(lambda work: work.orders.order(spring.list, spring.corner))
    assert group.status == "ordered"
    assert spring.do(lambda work: work.shopping_lines.get(first)).ordered_at == group.ordered_at
    with pytest.raises(InvalidOperationException, match="no line of Spring waits"):
        spring.do(lambda work: work.orders.order(spring.list, spring.corner))


@pytest.mark.rule(65)
def test_an_order_is_reopened_until_something_arrived(spring, undone):
    line = spring.ordered("ABCD", 5)
    reopened = undone(lambda work: work.orders.reopen(spring.list, spring.corner))
    assert (reopened.status, reopened.ordered_at) == ("active", None)
    with pytest.raises(InvalidOperationException, match="it is not ordered"):
        spring.do(lambda work: work.orders.reopen(spring.list, spring.corner))
    spring.do(lambda work: work.orders.order(spring.list, spring.corner))
    with pytest.raises(InvalidOperationException, match="reopen the order first"):
        spring.do(lambda work: work.orders.remove_group(spring.list, spring.corner))
    spring.do(lambda work: work.receiving.receive(line, [Allocation("1-1", 1)]))
    with pytest.raises(InvalidOperationException, match="arrived already: ABCD"):
        spring.do(lambda work: work.orders.reopen(spring.list, spring.corner))


def test_prices_and_the_promised_day_come_from_the_offer_unless_they_are_given(spring):
    breaks = [{"quantity": 1, "price": 0.5, "currency": "EUR"}, {"quantity": 20, "price": 0.25, "currency": "EUR"}]
    offer = {"sku": "C-1", "price_breaks": breaks, "minimum_quantity": 20, "lead_time_days": 7}
    spring.do(lambda work: work.sellers.link_part("ABCD", spring.corner, **offer))
    spring.do(lambda work: work.sellers.link_part("EFGH", spring.corner, price_breaks=breaks))
    led = spring.line("ABCD", 5, seller_id=spring.corner)
    resistor = spring.line("EFGH", 5, seller_id=spring.corner, unit_price=Decimal(2), currency="USD")
    spring.do(lambda work: work.orders.fill(spring.list, spring.corner))
    spring.do(lambda work: work.orders.order(spring.list, spring.corner))
    lines = {line: spring.do(lambda work, line=line: work.shopping_lines.get(line)) for line in (led, resistor)}
    assert (lines[led].ordered, lines[led].unit_price, lines[led].currency) == (20, Decimal("0.25"), "EUR")
    assert lines[led].expected_on == spring.shop.now.date() + timedelta(days=7)
    assert (lines[resistor].unit_price, lines[resistor].expected_on) == (Decimal(2), None)
    spring.do(lambda work: work.orders.reopen(spring.list, spring.corner))
    spring.do(lambda work: work.orders.order(spring.list, spring.corner, expected_on=date(2026, 4, 1)))
    assert spring.do(lambda work: work.shopping_lines.get(led)).expected_on == date(2026, 4, 1)


def test_what_is_added_to_an_ordered_group_is_ordered_by_itself(spring):
    first = spring.ordered("ABCD", 5)
    before = spring.do(lambda work: work.shopping_lines.get(first)).ordered_at
    second = spring.line("EFGH", ordered=2, seller_id=spring.corner)
    spring.do(lambda work: work.orders.order(spring.list, spring.corner))
    assert spring.do(lambda work: work.shopping_lines.get(first)).ordered_at == before
    assert spring.do(lambda work: work.shopping_lines.get(second)).ordered_at > before


def test_lines_without_a_seller_are_assigned_at_once(spring, undone):
    spring.line("ABCD", seller_id=spring.attic)
    spring.line("EFGH")
    spring.line({"description": "Spare lens"})
    assert undone(lambda work: work.orders.assign_remaining(spring.list, spring.corner)) == 2
    groups = spring.do(lambda work: work.boards.board(spring.list)).groups
    assert [(group.seller.name, len(group.lines)) for group in groups] == [("Attic sales", 1), ("Corner shop", 2)]
    assert spring.do(lambda work: work.orders.assign_remaining(spring.list, spring.corner)) == 0


@pytest.mark.rule(68)
def test_the_board_shows_sellers_by_name_and_lines_without_one_last(spring):
    spring.shop.do(lambda work: work.stock.receive("EFGH", "2-1", 8))
    led = spring.line("ABCD", 5, seller_id=spring.corner, ordered=4)
    resistor = spring.line("EFGH", 3, seller_id=spring.corner, ordered=3)
    spring.do(lambda work: work.orders.add_group(spring.list, spring.attic))
    board = spring.do(lambda work: work.boards.board(spring.list))
    assert [group.seller.name for group in board.groups] == ["Attic sales", "Corner shop"]
    corner = board.groups[1]
    assert [entry.line.id for entry in corner.lines] == [led, resistor]
    assert (corner.needed, corner.ordered, corner.received, corner.is_completed) == (8, 7, 0, False)
    assert [entry.is_short for entry in corner.lines] == [True, False]
    assert [(slot.location, slot.quantity) for slot in corner.lines[1].locations] == [("2-1", 8)]
    spring.line({"description": "Spare lens"})
    assert spring.do(lambda work: work.boards.board(spring.list)).groups[-1].seller is None


@pytest.mark.rule(36)
def test_a_seller_with_something_still_to_deliver_stays_and_another_leaves_undoably(spring, undone):
    spring.ordered("ABCD", 5)
    with pytest.raises(DependencyException, match="ordered from it on Spring"):
        spring.do(lambda work: work.sellers.delete(spring.corner))
    line = spring.line("EFGH", seller_id=spring.attic, ordered=3)
    undone(lambda work: work.sellers.delete(spring.attic))
    freed = spring.do(lambda work: work.shopping_lines.get(line))
    assert (freed.seller_id, freed.ordered) == (None, 0)


@pytest.mark.rule(36)
def test_a_seller_that_delivered_everything_leaves_its_receipts_behind(spring, undone):
    line = spring.ordered("ABCD", 5)
    spring.do(lambda work: work.receiving.receive(line, [Allocation("1-1", 5)]))
    spring.do(lambda work: work.receiving.complete(line))
    undone(lambda work: work.sellers.delete(spring.corner))
    assert [row[3:5] for row in spring.state()["receipts"]] == [(None, 5)]
