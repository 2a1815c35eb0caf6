"""Kits on shopping lists: netted, set rather than added up, with the reason kept."""

from types import SimpleNamespace

import pytest

from app.exceptions import InvalidOperationException, RecordNotFoundException, ValidationException
from app.services.shopping.kit_push_service import is_stale

pytestmark = pytest.mark.integration


@pytest.fixture
def kits(spring):
    """`radio` needs 2 ABCD and 1 EFGH a unit, `clock` 3 ABCD; both are to be built twice. `wanted()` is the list."""

    def make(work):
        radio, clock = (work.kits.create(name, build_target=2) for name in ("Radio", "Clock"))
        work.kit_contents.add(radio.id, "ABCD", 2, note="matched pair")
        work.kit_contents.add(radio.id, "EFGH", 1)
        work.kit_contents.add(clock.id, "ABCD", 3)
        return radio.id, clock.id

    radio, clock = spring.do(make)

    def push(kit, list_id=spring.list, **options):
        place = {"new_list": list_id} if isinstance(list_id, str) else {"list_id": list_id, **options}
        return spring.do(lambda work: work.kit_pushes.push(kit, **{"honor_reserved": False, **place}))

    def wanted(list_id=spring.list):
        board = spring.do(lambda work: work.boards.board(list_id))
        return {
            entry.name: (entry.line.needed, {s.kit_name: s.quantity for s in entry.shares}) for entry in board.lines
        }

    return SimpleNamespace(radio=radio, clock=clock, push=push, wanted=wanted)


@pytest.mark.rule(69)
def test_a_kit_puts_on_a_list_what_its_build_target_lacks_with_the_reason(spring, kits, undone):
    spring.do(lambda work: work.stock.receive("EFGH", "2-1", 5))
    spring.do(lambda work: work.stock.receive("ABCD", "1-1", 1))
    result = undone(lambda work: work.kit_pushes.push(kits.radio, list_id=spring.list, honor_reserved=False))
    assert kits.wanted() == {"ABCD": (3, {"Radio": 3})}
    assert (result.link.requested_units, result.is_new_list) == (2, False)
    assert [
        (demand.part.key, demand.required, demand.in_stock, demand.purchase.total) for demand in result.demands
    ] == [
        ("ABCD", 4, 1, 3),
        ("EFGH", 2, 5, 0),
    ]
    assert spring.state()["shopping_list_lines"][0][10] == "matched pair"


@pytest.mark.rule(69)
def test_pushing_twice_sets_and_does_not_double(spring, kits):
    spring.line("EFGH", 10)
    kits.push(kits.radio)
    once = spring.state()
    kits.push(kits.radio)
    assert spring.state() == once
    assert kits.wanted() == {"EFGH": (12, {"Radio": 2}), "ABCD": (4, {"Radio": 4})}
    kits.push(kits.clock)
    assert kits.wanted()["ABCD"] == (10, {"Radio": 4, "Clock": 6})
    kits.push(kits.radio, units=1)
    assert kits.wanted() == {"EFGH": (11, {"Radio": 1}), "ABCD": (8, {"Radio": 2, "Clock": 6})}


def test_what_a_kit_no_longer_needs_is_taken_back(spring, kits, undone):
    spring.line("EFGH", 10)
    kits.push(kits.radio)
    spring.do(lambda work: work.stock.receive("EFGH", "2-1", 2))
    spring.do(lambda work: work.stock.receive("ABCD", "1-1", 4))
    undone(lambda work: work.kit_pushes.push(kits.radio, list_id=spring.list, honor_reserved=False))
    assert kits.wanted() == {"EFGH": (10, {})}


@pytest.mark.rule(69)
def test_other_kits_claims_count_only_when_they_are_to_be_honoured(spring, kits):
    spring.do(lambda work: work.stock.receive("ABCD", "1-1", 7))
    kits.push(kits.radio, "Loose")
    kits.push(kits.radio, honor_reserved=True)
    assert kits.wanted()["ABCD"] == (3, {"Radio": 3})


@pytest.mark.rule(69)
def test_what_is_on_order_or_planned_elsewhere_for_the_kit_is_not_bought_again(spring, kits):
    kits.push(kits.radio)
    assert kits.push(kits.radio, "Second").link is None
    spring.do(lambda work: work.orders.assign_remaining(spring.list, spring.corner))
    spring.do(lambda work: work.orders.fill(spring.list, spring.corner))
    spring.do(lambda work: work.orders.order(spring.list, spring.corner))
    assert kits.push(kits.radio, "Second").link is None
    other = kits.push(kits.clock, "Second")
    assert kits.wanted(other.link.shopping_list_id) == {"ABCD": (6, {"Clock": 6})}


def test_the_minimum_of_a_part_is_bought_once_for_all_kits(spring, kits):
    spring.do(lambda work: work.parts.update("ABCD", {"minimum_quantity": 5}))
    for _ in range(2):
        kits.push(kits.radio)
        kits.push(kits.clock)
    assert kits.wanted()["ABCD"] == (15, {"Radio": 4, "Clock": 6})


def test_kits_in_kits_and_attrition_are_bought_with_it(spring, kits):
    def extend(work):
        system = work.kits.create("System", build_target=2)
        work.kit_contents.add_kit(system.id, kits.radio, 2)
        led = next(line for line in work.kits.get(kits.radio).contents if line.part.key == "ABCD")
        work.kit_contents.update(led.id, led.version, {"attrition_percent": 10, "attrition_fixed": 1})
        return system.id

    kits.push(spring.do(extend))
    assert kits.wanted() == {"ABCD": (8 + 1 + 1, {"System": 10}), "EFGH": (4, {"System": 4})}


def test_what_substitutes_cover_is_not_bought_and_is_named(spring, kits, undone):
    def stand_in(work):
        line = next(one for one in work.kits.get(kits.clock).contents)
        work.kit_contents.update(line.id, line.version, {"substitutes": ["EFGH"]})
        work.stock.receive("EFGH", "2-1", 5)

    spring.do(stand_in)  # the clock needs 6 ABCD; 2 of the 5 EFGH are the radio's
    result = undone(lambda work: work.kit_pushes.push(kits.clock, list_id=spring.list))
    assert kits.wanted() == {"ABCD": (3, {"Clock": 3})}
    assert [(one.part.key, one.units) for one in result.demands[0].stand_ins] == [("EFGH", 3)]
    assert result.message == (
        "Put 1 part (3 pieces) for 2 x Clock on Spring; substitutes are used: 3 of EFGH instead of ABCD"
    )
    spring.do(lambda work: work.parts.update("EFGH", {"minimum_quantity": 1}))
    kits.push(kits.clock)
    assert kits.wanted() == {"ABCD": (4, {"Clock": 4})}, "a substitute keeps its minimum"
    spring.do(lambda work: work.stock.receive("EFGH", "2-1", 9))
    result = kits.push(kits.clock)
    assert kits.wanted() == {}
    assert result.message == ("Nothing has to be bought for 2 x Clock; substitutes are used: 6 of EFGH instead of ABCD")


@pytest.mark.rule(69)
def test_nothing_needed_writes_nothing(spring, kits):
    spring.do(lambda work: work.stock.receive("ABCD", "1-1", 6))
    before = spring.state()
    batches = spring.shop.rows("SELECT count(*) FROM batches")
    assert kits.push(kits.clock, "Never made").link is None
    assert kits.push(kits.clock).link is None
    assert (spring.state(), spring.shop.rows("SELECT count(*) FROM batches")) == (before, batches)


@pytest.mark.rule(69)
def test_a_new_list_is_made_for_a_push(spring, kits, undone):
    result = undone(lambda work: work.kit_pushes.push(kits.radio, new_list="Radios"))
    assert result.is_new_list
    assert kits.wanted(result.link.shopping_list_id) == {"ABCD": (4, {"Radio": 4}), "EFGH": (2, {"Radio": 2})}


@pytest.mark.rule(69)
def test_a_part_that_is_ordered_on_the_list_is_not_changed_behind_its_back(spring, kits):
    spring.ordered("ABCD", 2)
    before = spring.state()
    with pytest.raises(InvalidOperationException, match=r"ordered or done there already: ABCD \(2 more\)"):
        kits.push(kits.radio)
    assert spring.state() == before
    spring.do(lambda work: work.stock.receive("ABCD", "1-1", 2))
    kits.push(kits.radio)
    assert kits.wanted() == {"ABCD": (2, {}), "EFGH": (2, {"Radio": 2})}


@pytest.mark.rule(70)
def test_unlinking_removes_the_link_only_and_a_changed_kit_makes_it_stale(spring, kits, undone):
    link = kits.push(kits.radio).link

    def stale():
        return spring.do(lambda work: [is_stale(one) for one in work.memberships.of_kit(kits.radio)])

    assert stale() == [False]
    spring.do(lambda work: work.kits.update(kits.radio, {"description": "louder"}))
    assert stale() == [True]
    kits.push(kits.radio)
    assert stale() == [False]
    undone(lambda work: work.kit_pushes.unlink(link.id))
    assert kits.wanted() == {"ABCD": (4, {"Radio": 4}), "EFGH": (2, {"Radio": 2})}
    with pytest.raises(RecordNotFoundException):
        spring.do(lambda work: work.kit_pushes.unlink(link.id))


@pytest.mark.rule(69)
def test_impossible_pushes_are_refused(spring, kits):
    for options, field in (
        ({}, "shopping_list_id"),
        ({"list_id": spring.list, "new_list": "x"}, "shopping_list_id"),
        ({"list_id": spring.list, "units": 0}, "requested_units"),
        ({"list_id": spring.list, "units": 10**7}, "requested_units"),
    ):
        with pytest.raises(ValidationException) as caught:
            spring.do(lambda work, options=options: work.kit_pushes.push(kits.radio, **options))
        assert caught.value.field == field
    for act in (
        lambda work: work.kit_pushes.push(999, list_id=spring.list),
        lambda work: work.kit_pushes.push(kits.radio, list_id=999),
    ):
        with pytest.raises(RecordNotFoundException):
            spring.do(act)
    spring.do(lambda work: work.kits.archive(kits.clock))
    with pytest.raises(InvalidOperationException, match="archived"):
        kits.push(kits.clock)
    spring.do(lambda work: work.shopping_lists.finish(spring.list))
    with pytest.raises(InvalidOperationException, match="done"):
        kits.push(kits.radio)


@pytest.mark.rule(70)
def test_memberships_leave_out_what_is_done_unless_asked_for(spring, kits):
    kits.push(kits.radio)
    line = spring.do(lambda work: work.memberships.of_part("ABCD")[0])
    assert (line.shopping_list.name, line.needed) == ("Spring", 4)
    assert list(spring.do(lambda work: work.memberships.of_parts(["EFGH", "abcd", "ZZZZ"]))) == ["EFGH", "ABCD", "ZZZZ"]
    assert [link.kit.name for link in spring.do(lambda work: work.memberships.kits_on(spring.list))] == ["Radio"]
    spring.do(lambda work: work.shopping_lists.finish(spring.list))
    assert spring.do(lambda work: work.memberships.of_part("ABCD")) == []
    assert len(spring.do(lambda work: work.memberships.of_part("ABCD", include_done=True))) == 1
    assert spring.do(lambda work: work.memberships.of_kits([kits.radio, 999])) == {kits.radio: [], 999: []}
    assert len(spring.do(lambda work: work.memberships.of_kits([kits.radio], include_done=True))[kits.radio]) == 1
    for keys in (["ABCD"] * 2, ["abcd", "ABCD"], [" "], [f"{n:04}" for n in range(251)]):
        with pytest.raises(ValidationException):
            spring.do(lambda work, keys=keys: work.memberships.of_parts(keys))
