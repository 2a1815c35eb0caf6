"""Lines of shopping lists."""

from decimal import Decimal

import pytest

from app.exceptions import (
    InvalidOperationException,
    RecordNotFoundException,
    ResourceConflictException,
    ValidationException,
)
from app.services.shopping.receiving_service import Allocation

pytestmark = pytest.mark.integration
LENS = {"description": "Spare lens", "manufacturer_code": "SL-1", "tags": ["glass"]}


@pytest.mark.rule(62)
def test_a_part_is_added_once_with_the_group_of_its_seller(spring, undone):
    line = undone(lambda work: work.shopping_lines.add(spring.list, part_key="abcd", needed=5, seller_id=spring.corner))
    assert (line.part.key, line.status, line.ordered, line.received) == ("ABCD", "new", 0, 0)
    assert spring.shop.rows("SELECT seller_id, status FROM shopping_list_sellers") == [(spring.corner, "active")]
    with pytest.raises(ResourceConflictException, match="part ABCD on Spring"):
        spring.line("ABCD")
    spring.line("EFGH", seller_id=spring.corner)
    assert len(spring.state()["shopping_list_sellers"]) == 1


@pytest.mark.rule(62)
def test_every_line_is_in_exactly_one_group_also_when_its_seller_has_none(spring):
    held = spring.line("ABCD", seller_id=spring.corner)
    free = spring.line("EFGH")
    with spring.shop.container.engine().begin() as connection:  # as an import of another system's data might leave it
        connection.exec_driver_sql("DELETE FROM shopping_list_sellers")
    groups = spring.do(lambda work: work.boards.board(spring.list)).groups
    assert [(g.seller and g.seller.name, [entry.line.id for entry in g.lines]) for g in groups] == [
        ("Corner shop", [held]),
        (None, [free]),
    ]
    spring.do(lambda work: work.shopping_lines.update(held, {"ordered": 5}))
    assert spring.do(lambda work: work.orders.order(spring.list, spring.corner)).status == "ordered"


def test_a_part_that_does_not_exist_yet_is_described(spring, undone):
    line = undone(lambda work: work.shopping_lines.add(spring.list, draft=LENS, needed=2))
    assert (line.part, line.draft) == (None, LENS)
    changed = undone(lambda work: work.shopping_lines.update(line.id, {"draft": LENS | {"tags": None}}))
    assert "tags" not in changed.draft
    assert undone(lambda work: work.shopping_lines.update(line.id, {"part_key": "EFGH"})).part.key == "EFGH"
    with pytest.raises(InvalidOperationException, match="names a part of the catalogue already"):
        spring.do(lambda work: work.shopping_lines.update(line.id, {"draft": LENS}))


@pytest.mark.rule(62)
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"needed": 1}, "part_key"),
        ({"part_key": "ABCD", "draft": LENS, "needed": 1}, "part_key"),
        ({"part_key": "ABCD"}, "needed"),
        ({"part_key": "ABCD", "needed": 0}, "needed"),
        ({"part_key": "ABCD", "needed": 2**31}, "needed"),
        ({"part_key": "ABCD", "needed": 1, "ordered": -1}, "ordered"),
        ({"part_key": "ABCD", "needed": 1, "received": 1}, "received"),
        ({"part_key": "ABCD", "needed": 1, "unit_price": Decimal(1)}, "currency"),
        ({"part_key": "ABCD", "needed": 1, "unit_price": Decimal(1), "currency": "eur"}, "currency"),
        ({"part_key": "ABCD", "needed": 1, "note": "a\x00"}, "note"),
        ({"draft": {}, "needed": 1}, "description"),
        ({"draft": {"description": "x", "colour": "red"}, "needed": 1}, "colour"),
        ({"draft": {"description": "x", "pin_count": 0}, "needed": 1}, "pin_count"),
    ],
)
def test_impossible_lines_are_refused(spring, given, field):
    with pytest.raises(ValidationException) as caught:
        spring.do(lambda work: work.shopping_lines.add(spring.list, **given))
    assert caught.value.field == field
    assert spring.state()["shopping_list_lines"] == []


def test_unknown_lists_parts_sellers_types_and_lines_are_named(spring):
    line = spring.line("ABCD")
    for act in (
        lambda work: work.shopping_lines.add(999, part_key="EFGH", needed=1),
        lambda work: work.shopping_lines.add(spring.list, part_key="ZZZZ", needed=1),
        lambda work: work.shopping_lines.add(spring.list, part_key="EFGH", needed=1, seller_id=999),
        lambda work: work.shopping_lines.add(spring.list, draft={"description": "x", "type_id": 999}, needed=1),
        lambda work: work.shopping_lines.update(line, {"seller_id": 999}),
        lambda work: work.shopping_lines.update(2**40, {"needed": 1}),
        lambda work: work.shopping_lines.delete(0),
    ):
        with pytest.raises(RecordNotFoundException):
            spring.do(act)
    spring.do(lambda work: work.parts.archive("EFGH"))
    with pytest.raises(InvalidOperationException, match="archived"):
        spring.line("EFGH")


@pytest.mark.rule(63)
def test_quantities_and_seller_change_while_new_and_notes_always(spring, undone):
    line = spring.line("ABCD", note="soon")
    fields = {"needed": 7, "ordered": 10, "seller_id": spring.corner, "unit_price": Decimal("0.5"), "currency": "EUR"}
    changed = undone(lambda work: work.shopping_lines.update(line, fields))
    assert (changed.needed, changed.ordered, changed.seller.name) == (7, 10, "Corner shop")
    spring.do(lambda work: work.orders.order(spring.list, spring.corner))
    ordered = spring.state()
    for changes in ({"needed": 8}, {"ordered": 11}, {"seller_id": spring.attic}, {"seller_id": None}):
        with pytest.raises(InvalidOperationException, match="it is ordered; reopen the order first"):
            spring.do(lambda work, changes=changes: work.shopping_lines.update(line, changes))
    assert spring.state() == ordered
    same = {"seller_id": spring.corner, "needed": 7, "note": None}
    assert undone(lambda work: work.shopping_lines.update(line, same)).note is None
    spring.do(lambda work: work.receiving.receive(line, [Allocation("1-1", 10)]))
    spring.do(lambda work: work.receiving.complete(line))
    with pytest.raises(InvalidOperationException, match="only its note"):
        spring.do(lambda work: work.shopping_lines.update(line, {"needed": 8, "note": "x"}))
    assert undone(lambda work: work.shopping_lines.update(line, {"note": "thanks"})).note == "thanks"


@pytest.mark.rule(64)
def test_also_an_ordered_and_partly_received_line_is_deleted_and_comes_back(spring, undone):
    line = spring.ordered("ABCD", 5)
    spring.do(lambda work: work.receiving.receive(line, [Allocation("1-1", 2)]))
    undone(lambda work: work.shopping_lines.delete(line))
    assert spring.shop.held() == {("ABCD", "1-1"): 2}
    assert spring.state()["shopping_list_lines"] == []
