from decimal import Decimal

import pytest

from app.exceptions import (
    InvalidOperationException,
    RecordNotFoundException,
    ResourceConflictException,
    UndoConflictException,
    ValidationException,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def kit(shop):
    """5 units to build of 3 ABCD (0.10 EUR) and 2 EFGH (no price); 10 and 8 are there."""

    def make(work):
        made = work.kits.create("Blinker", build_target=5)
        work.kit_contents.add(made.id, "ABCD", 3)
        work.kit_contents.add(made.id, "EFGH", 2)
        work.parts.update("ABCD", {"unit_price": Decimal("0.105"), "currency": "EUR"})
        work.stock.receive("ABCD", "1-1", 10)
        work.stock.receive("EFGH", "2-1", 8)
        return made.id

    return shop.do(make)


def state(shop):
    kits = "SELECT id, name, build_target, status FROM kits"
    tables = ("builds", "build_lines", "pick_lists", "pick_list_lines")
    return [shop.held(), shop.rows(kits), *(shop.rows(f"SELECT * FROM {table} ORDER BY id") for table in tables)]


def facts(build):
    lines = [(line.part.key, line.quantity, line.unit_price) for line in build.lines]
    return build.units, build.actor, build.cost, build.currency, build.unpriced_lines, lines


def test_a_build_from_stock_consumes_lowers_the_target_and_knows_its_cost(shop, kit):
    before = state(shop)

    def build(work):
        made = work.builds.build(kit, 2, note="first two")
        return facts(made), work.batches.open("build")

    found, batch = shop.do(build, actor="anna")
    price = Decimal("0.105")
    assert found == (2, "anna", 6 * price, "EUR", 1, [("ABCD", 6, price), ("EFGH", 4, None)])
    assert shop.held() == shop.ledger() == {("ABCD", "1-1"): 4, ("EFGH", "2-1"): 4}
    assert shop.do(lambda work: work.kits.get(kit).build_target) == 3
    assert batch.kind == "build"
    assert shop.rows("SELECT DISTINCT reason, reference FROM stock_movements WHERE delta < 0") == [
        ("pick", "kit Blinker")
    ]
    assert shop.do(lambda work: [claim.units for claim in work.reservations.claims("ABCD")]) == [9]
    shop.do(lambda work: work.undo.undo(batch.id))
    assert state(shop) == before


def test_a_build_from_a_picked_list_uses_what_was_really_taken(shop, kit):
    made = shop.do(lambda work: work.pick_lists.create(kit, 3).id)
    with pytest.raises(InvalidOperationException, match="it is not completed; pick its open lines first"):
        shop.do(lambda work: work.builds.record(made))
    first, second = (row[0] for row in shop.rows("SELECT id FROM pick_list_lines ORDER BY id"))
    shop.do(lambda work: work.picks.pick(made, first, 10))
    shop.do(lambda work: work.picks.pick(made, second))
    before = state(shop)

    def record(work):
        build = work.builds.record(made, units=2, note="one broke")
        return facts(build), work.batches.open("build").id

    found, batch = shop.do(record)
    assert found[:4] == (2, "test", Decimal("1.05"), "EUR")
    assert [line[:2] for line in found[5]] == [("ABCD", 10), ("EFGH", 6)]
    assert (shop.held(), shop.do(lambda work: work.kits.get(kit).build_target)) == ({("EFGH", "2-1"): 2}, 3)
    with pytest.raises(ResourceConflictException, match=f"pick list {made}"):
        shop.do(lambda work: work.builds.record(made))
    shop.do(lambda work: work.undo.undo(batch))
    assert state(shop) == before


def test_what_lacks_or_makes_no_sense_is_refused_and_nothing_is_taken(shop, kit):
    held = shop.held()
    with pytest.raises(InvalidOperationException, match=r"ABCD lacks 2 of 12"):
        shop.do(lambda work: work.builds.build(kit, 4))
    for units in (0, -1, 1_000_001):
        with pytest.raises(ValidationException):
            shop.do(lambda work, n=units: work.builds.build(kit, n))
    for act in (
        lambda work: work.builds.build(999, 1),
        lambda work: work.builds.record(999),
        lambda work: work.builds.get(999),
    ):
        with pytest.raises(RecordNotFoundException):
            shop.do(act)
    made = shop.do(lambda work: work.pick_lists.create(kit, 1).id)
    for (line,) in shop.rows("SELECT id FROM pick_list_lines"):
        shop.do(lambda work, line=line: work.picks.pick(made, line, 0))
    with pytest.raises(InvalidOperationException, match="nothing was picked"):
        shop.do(lambda work: work.builds.record(made))
    with pytest.raises(ValidationException):
        shop.do(lambda work: work.builds.record(made, units=0))
    assert shop.held() == held


def test_builds_are_listed_newest_first_and_undone_from_the_last(shop, kit):
    batches = []
    for units in (1, 2):

        def build(work, units=units):
            made = work.builds.build(kit, units)
            batches.append(work.batches.open("build").id)
            return made.id

        shop.do(build)
    found, total = shop.do(lambda work: work.builds.page(kit_id=kit))
    assert ([build.units for build in found], total) == ([2, 1], 2)
    assert shop.do(lambda work: work.builds.page(kit_id=kit + 1)) == ([], 0)
    with pytest.raises(UndoConflictException, match="build_target of kit Blinker was changed again since"):
        shop.do(lambda work: work.undo.undo(batches[0]))
    for batch in reversed(batches):
        shop.do(lambda work, batch=batch: work.undo.undo(batch))
    assert shop.do(lambda work: work.kits.get(kit).build_target) == 5
    assert shop.held() == {("ABCD", "1-1"): 10, ("EFGH", "2-1"): 8}


def test_the_target_never_falls_below_none(shop, kit):
    shop.do(lambda work: work.kits.update(kit, {"build_target": 1}))
    shop.do(lambda work: work.builds.build(kit, 3))
    assert shop.do(lambda work: work.kits.get(kit).build_target) == 0
