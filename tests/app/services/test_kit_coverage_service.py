"""Coverage and shortages on a real database; the arithmetic itself is tested in tests/app/domain/kits."""

import pytest
from sqlalchemy import event

from app.exceptions import RecordNotFoundException, ValidationException
from app.models import ShoppingList, ShoppingListLine

pytestmark = pytest.mark.integration


@pytest.fixture
def kit(shop):
    """Two units of a kit that needs 3 ABCD and 2 EFGH each; 7 and 3 are there."""

    def make(work):
        made = work.kits.create("Blinker", build_target=2)
        work.kit_contents.add(made.id, "EFGH", 2)
        work.kit_contents.add(made.id, "ABCD", 3)
        return made.id

    made = shop.do(make)
    for key, slot, quantity in (("ABCD", "1-1", 4), ("ABCD", "2-1", 3), ("EFGH", "1-2", 3)):
        shop.do(lambda work, k=key, s=slot, q=quantity: work.stock.receive(k, s, q))
    return made


def shown(shop, kit, units=None):
    def look(work):
        coverage = work.kit_coverage.of_kit(kit, units)
        rows = [
            (row.content.label, str(row.figures.need), row.figures.available, row.figures.shortfall, row.figures.state)
            for row in coverage.rows
        ]
        return rows, coverage.max_buildable, coverage.state

    return shop.do(look)


@pytest.mark.rule(43, 44, 45)
def test_coverage_says_what_is_there_what_lacks_and_what_can_be_built(shop, kit):
    assert shown(shop, kit) == ([("ABCD", "6", 7, 0, "enough"), ("EFGH", "4", 3, 1, "partial")], 1, "partial")
    assert shown(shop, kit, 0)[2] == "enough"
    for units in (-1, 1_000_001):
        with pytest.raises(ValidationException):
            shop.do(lambda work, n=units: work.kit_coverage.of_kit(kit, n))
    with pytest.raises(RecordNotFoundException):
        shop.do(lambda work: work.kit_coverage.of_kit(999))


@pytest.mark.rule(43)
def test_what_other_kits_claim_is_not_available_and_kits_inside_count(shop, kit):
    outer = shop.do(lambda work: work.kits.create("House", build_target=1).id)
    shop.do(lambda work: work.kit_contents.add_kit(outer, kit, 1, attrition_fixed=1))
    assert shown(shop, outer) == (
        [("ABCD", "6 (3+3)", 1, 5, "partial"), ("EFGH", "4 (2+2)", 0, 4, "missing")],
        0,
        "missing",
    )
    assert shown(shop, kit) == ([("ABCD", "6", 1, 5, "partial"), ("EFGH", "4", 0, 4, "missing")], 0, "missing")
    assert shop.do(lambda work: {key: str(need) for key, need in work.kit_coverage.needs(outer, 2).items()}) == {
        1: "9 (6+3)",
        2: "6 (4+2)",
    }


def test_shortages_serve_the_first_priority_and_count_orders_and_minimums(shop, kit):
    def prepare(work):
        urgent = work.kits.create("Urgent", build_target=1, priority=1)
        work.kit_contents.add(urgent.id, "EFGH", 2)
        work.parts.update("EFGH", {"minimum_quantity": 4})
        wanted = ShoppingList(name="Next order")
        part = work.parts.get("EFGH")
        wanted.lines.append(
            ShoppingListLine(part=part, needed=9, ordered=3, received=1, status="ordered", ordered_at=shop.now)
        )
        work.session.add(wanted)
        return urgent.id

    urgent = shop.do(prepare)

    def look(work, **given):
        rows, total = work.kit_coverage.shortages(**given)
        return total, [
            (
                row.part.key,
                row.in_stock,
                row.on_order,
                row.shortage.units,
                [
                    (o.kit.name, o.share.wanted, o.share.from_stock, o.share.from_orders, o.share.short)
                    for o in row.kits
                ],
            )
            for row in rows
        ]

    # 2 + 4 needed, 3 in stock, 2 on order, a minimum of 4: 6 - 3 - 2 + 4
    expected = ("EFGH", 3, 2, 5, [("Urgent", 2, 2, 0, 0), ("Blinker", 4, 1, 2, 1)])
    assert shop.do(look) == (1, [expected])
    assert shop.do(lambda work: look(work, kit_id=kit)) == (1, [expected])
    assert shop.do(lambda work: look(work, kit_id=urgent)) == (0, [])
    assert shop.do(lambda work: look(work, offset=1)) == (1, [])
    with pytest.raises(RecordNotFoundException):
        shop.do(lambda work: look(work, kit_id=999))


def test_the_number_of_statements_does_not_grow_with_lines_and_kits(shop, kit):
    def fill(work):
        for number in range(40):
            part = work.parts.create(description=f"Part {number}").key
            work.kit_contents.add(kit, part, 1, substitutes=["ABCD"] if number % 2 else [])
            other = work.kits.create(f"Kit {number}").id
            work.kit_contents.add(other, part, 1)
            if number < 5:
                work.kit_contents.add_kit(kit, other, 1)

    def statements(act):
        with shop.container.unit_of_work() as work:
            counted = []
            event.listen(work.session.get_bind(), "before_cursor_execute", lambda *given: counted.append(given[2]))
            act(work)
            return len(counted)

    asked = {
        "detail": lambda work: work.kit_reader.detail(kit),
        "list": lambda work: work.kit_reader.page(),
        "shortages": lambda work: work.kit_coverage.shortages(),
    }
    few = {name: statements(act) for name, act in asked.items()}
    shop.do(fill)
    assert {name: statements(act) for name, act in asked.items()} == few == {"detail": 6, "list": 6, "shortages": 5}
