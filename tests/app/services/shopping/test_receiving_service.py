"""What arrives goes into slots; a line is completed when nothing more is expected."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest

from app.exceptions import InvalidOperationException, RecordNotFoundException, ValidationException
from app.services.shopping.receiving_service import Allocation

pytestmark = pytest.mark.integration


def slots(**pieces):
    return [Allocation(slot.replace("_", "-").removeprefix("s"), quantity) for slot, quantity in pieces.items()]


@pytest.mark.rule(66)
def test_a_delivery_goes_into_slots_and_the_line_stays_ordered(spring, undone):
    line = spring.ordered("ABCD", 5)
    undone(lambda work: work.receiving.receive(line, slots(s1_1=2, s1_2=1), quantity=3))
    assert spring.shop.held() == {("ABCD", "1-1"): 2, ("ABCD", "1-2"): 1}
    undone(lambda work: work.receiving.receive(line, slots(s1_1=4)))
    received = spring.do(lambda work: work.shopping_lines.get(line))
    assert (received.received, received.status) == (7, "ordered")
    assert spring.shop.ledger() == spring.shop.held()
    assert spring.shop.rows("SELECT DISTINCT reason, reference FROM stock_movements WHERE reason <> 'undo'") == [
        ("receive", f"shopping line {line}")
    ]


@pytest.mark.rule(66)
@pytest.mark.parametrize(
    ("allocations", "quantity", "field"),
    [
        ([], 1, "allocations"),
        (slots(s1_1=0), None, "allocations"),
        (slots(s1_1=-1, s1_2=2), None, "allocations"),
        ([Allocation("1-1", 1), Allocation(" 1 - 1 ", 1)], None, "allocations"),
        (slots(s1_1=2, s1_2=2), 5, "quantity"),
        ([Allocation("box 1", 1)], None, "location"),
    ],
)
def test_allocations_that_make_no_sense_change_nothing(spring, allocations, quantity, field):
    line = spring.ordered("ABCD", 5)
    before = spring.state()
    with pytest.raises(ValidationException) as caught:
        spring.do(lambda work: work.receiving.receive(line, allocations, quantity=quantity))
    assert caught.value.field == field
    with pytest.raises(RecordNotFoundException):
        spring.do(lambda work: work.receiving.receive(line, slots(s1_1=1, s9_9=1)))
    assert spring.state() == before


@pytest.mark.rule(66, 67)
def test_only_ordered_lines_of_open_lists_are_received_and_completed(spring):
    new = spring.line("EFGH", seller_id=spring.attic)
    line = spring.ordered("ABCD", 1)
    for act in (
        lambda work: work.receiving.receive(new, slots(s1_1=1)),
        lambda work: work.receiving.complete(new, reason="x"),
    ):
        with pytest.raises(InvalidOperationException, match="not ordered"):
            spring.do(act)
    spring.do(lambda work: work.shopping_lists.finish(spring.list))
    with pytest.raises(InvalidOperationException, match="the list Spring is done"):
        spring.do(lambda work: work.receiving.receive(line, slots(s1_1=1)))


@pytest.mark.rule(67)
def test_completing_with_another_quantity_needs_a_reason_and_can_be_undone(spring, undone):
    line = spring.ordered("ABCD", 5)
    spring.do(lambda work: work.receiving.receive(line, slots(s1_1=4)))
    for reason in (None, "  "):
        with pytest.raises(ValidationException, match="4 of 5 arrived"):
            spring.do(lambda work, reason=reason: work.receiving.complete(line, reason=reason))
    done = undone(lambda work: work.receiving.complete(line, reason="one broken"))
    assert (done.status, done.completion_mismatch, done.completion_note) == ("done", True, "one broken")
    with pytest.raises(InvalidOperationException, match="it is done"):
        spring.do(lambda work: work.receiving.receive(line, slots(s1_1=1)))


@pytest.mark.rule(67)
def test_completing_with_the_ordered_quantity_needs_none(spring):
    line = spring.ordered("ABCD", 5)
    spring.do(lambda work: work.receiving.receive(line, slots(s1_1=5)))
    assert spring.do(lambda work: work.receiving.complete(line)).completion_mismatch is False


def test_receiving_creates_the_part_that_did_not_exist(spring):
    draft = {"description": "Spare lens 4k7", "package": "0603", "tags": ["glass"]}
    line = spring.line(draft, 2, ordered=2, seller_id=spring.corner, unit_price=Decimal("1.5"), currency="EUR")
    spring.do(lambda work: work.orders.order(spring.list, spring.corner))
    before = spring.state()
    received, batch = spring.do(
        lambda work: (work.receiving.receive(line, slots(s2_1=2)), work.batches.open("edit").id)
    )
    part = spring.do(lambda work: work.parts.get(received.part.key))
    assert (part.description, part.package, part.tags, part.unit_price) == (
        *draft.values(),
        Decimal("1.5"),
    )
    assert spring.shop.held() == {(part.key, "2-1"): 2}
    undo = spring.do(lambda work: work.undo.undo(batch))
    assert spring.state() == before
    assert undo.left == (f"part {part.key} has history and was archived",)


def test_receipts_remember_the_order_and_tell_how_reliable_a_seller_is(spring):
    spring.do(lambda work: work.sellers.link_part("ABCD", spring.corner, lead_time_days=3))
    line = spring.ordered("ABCD", 10)
    spring.shop.now += timedelta(days=2)
    spring.do(lambda work: work.receiving.receive(line, slots(s1_1=6)))
    figures = spring.do(lambda work: work.seller_records.of_seller(spring.corner))
    assert (figures.orders, figures.deliveries, figures.on_time_share, figures.fill_rate) == (1, 1, None, None)
    assert figures.median_lead_days == pytest.approx(2, abs=0.01)
    spring.shop.now += timedelta(days=4)
    late = spring.do(lambda work: work.seller_records.of_seller(spring.corner))
    assert (late.on_time_share, late.promised) == (0.0, 1)
    spring.do(lambda work: work.receiving.complete(line, reason="the rest never came"))
    closed = spring.do(lambda work: work.seller_records.of_seller(spring.corner))
    assert closed.fill_rate == 0.6
    spring.do(lambda work: work.shopping_lists.delete(spring.list))
    assert spring.do(lambda work: work.seller_records.of_seller(spring.corner)) == closed


def test_two_deliveries_of_the_same_line_cannot_be_undone_out_of_order(spring):
    line = spring.ordered("ABCD", 5)
    first = spring.do(lambda work: (work.receiving.receive(line, slots(s1_1=1)), work.batches.open("edit").id)[1])
    spring.do(lambda work: work.receiving.receive(line, slots(s1_1=1)))
    with pytest.raises(InvalidOperationException, match="received of shopping list line"):
        spring.do(lambda work: work.undo.undo(first))


def test_deliveries_booked_at_the_same_time_are_all_kept(spring):
    line = spring.ordered("ABCD", 40)

    def book(slot):
        with spring.shop.container.unit_of_work() as work:
            work.receiving.receive(line, [Allocation(slot, 1)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(book, ["1-1", "1-2", "2-1", "2-2"] * 3))
    assert spring.do(lambda work: work.shopping_lines.get(line)).received == 12
    assert spring.shop.held() == {("ABCD", slot): 3 for slot in ("1-1", "1-2", "2-1", "2-2")}
