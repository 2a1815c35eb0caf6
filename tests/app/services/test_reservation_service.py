"""Claims on a real database; the arithmetic itself is tested in tests/app/domain/kits."""

from decimal import Decimal

import pytest
from sqlalchemy import event, select

from app.exceptions import RecordNotFoundException
from app.models import Build, Kit, KitContent, Location, PickList, PickListLine

pytestmark = pytest.mark.integration


@pytest.fixture
def kits(shop):
    """Two kits that need ABCD: "Lamp" (3 per unit, 4 units) and "alarm" (holds two lamps, 1 unit)."""

    def make(work):
        lamp, alarm = work.kits.create("Lamp", build_target=4), work.kits.create("alarm", build_target=1)
        work.kit_contents.add(lamp.id, "ABCD", 3)
        work.session.add(KitContent(kit_id=alarm.id, child_kit_id=lamp.id, required_per_unit=2))
        work.session.flush()
        return lamp.id, alarm.id

    return shop.do(make)


def claims(shop, key="ABCD"):
    return shop.do(lambda work: [(claim.kit.name, claim.units) for claim in work.reservations.claims(key)])


def pick_list(shop, kit_id, *, open_units=0, picked=None, part="ABCD"):
    """A pick list with at most one open and one completed line, written past the service."""

    def make(work):
        content = work.session.scalar(select(KitContent).where(KitContent.part_id.is_not(None)))
        places = work.session.scalars(select(Location).order_by(Location.id)).all()
        made = PickList(kit_id=kit_id, requested_units=1)
        common = {"kit_content": content, "part": work.parts.get(part)}
        if open_units:
            made.lines.append(PickListLine(**common, location=places[0], quantity_to_pick=open_units))
        if picked is not None:
            done = {"status": "completed", "quantity_picked": picked, "picked_at": shop.now}
            made.lines.append(PickListLine(**common, location=places[1], quantity_to_pick=9, **done))
        work.session.add(made)
        work.session.flush()
        return made.id

    return shop.do(make)


@pytest.mark.rule(42)
def test_active_kits_claim_what_their_target_needs_kits_inside_included_by_name(shop, kits):
    assert claims(shop) == [("alarm", 6), ("Lamp", 12)]
    shop.do(lambda work: work.kits.update(kits[0], {"build_target": 0}))
    assert claims(shop) == [("alarm", 6)]
    shop.do(lambda work: work.session.get(KitContent, 2).__setattr__("attrition_percent", Decimal(50)))
    assert claims(shop) == [("alarm", 9)]
    shop.do(lambda work: work.kits.archive(kits[1]))
    assert claims(shop) == claims(shop, "EFGH") == []
    with pytest.raises(RecordNotFoundException):
        claims(shop, "ZZZZ")


@pytest.mark.rule(47, 52)
def test_claims_fall_with_picks_and_an_open_list_is_not_counted_twice(shop, kits):
    pick_list(shop, kits[0], open_units=5, picked=4)
    assert claims(shop) == [("alarm", 6), ("Lamp", 8)]
    pick_list(shop, kits[0], open_units=6)
    assert claims(shop) == [("alarm", 6), ("Lamp", 11)]


def test_picks_that_a_build_used_no_longer_lower_the_claim_of_what_is_left_to_build(shop, kits):
    made = pick_list(shop, kits[0], picked=3)
    assert claims(shop) == [("alarm", 6), ("Lamp", 9)]
    shop.do(
        lambda work: work.session.add(Build(kit_id=kits[0], pick_list_id=made, units=1, actor="test", unpriced_lines=0))
    )
    shop.do(lambda work: work.kits.update(kits[0], {"build_target": 3}))
    assert claims(shop) == [("alarm", 6), ("Lamp", 9)]


def test_a_substitute_on_a_list_is_claimed_in_place_of_the_part(shop, kits):
    pick_list(shop, kits[0], open_units=5, part="EFGH")
    assert (claims(shop), claims(shop, "EFGH")) == ([("alarm", 6), ("Lamp", 7)], [("Lamp", 5)])


def test_all_parts_one_part_and_all_but_one_kit_agree_in_two_statements(shop, kits):
    pick_list(shop, kits[0], open_units=5, part="EFGH")
    with shop.container.unit_of_work() as work:
        abcd, efgh = work.parts.get("ABCD").id, work.parts.get("EFGH").id
        statements = []
        event.listen(work.session.get_bind(), "before_cursor_execute", lambda *given: statements.append(given[2]))
        assert work.reservations.reserved() == {abcd: 13, efgh: 5}
        assert len(statements) == 2
        assert work.reservations.reserved([efgh]) == {efgh: 5}
        assert work.reservations.reserved([abcd, efgh], but_kit=kits[0]) == {abcd: 6}
        assert work.reservations.reserved([]) == {}
        assert work.session.get(Kit, kits[0]).build_target == 4
