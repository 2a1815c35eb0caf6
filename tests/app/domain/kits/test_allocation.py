from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.kits.allocation import Demand, Share, Shelf, Taking, assign, lacking, take
from app.domain.kits.walking import Stop, walking_order

DEMANDS = st.lists(st.tuples(st.permutations(range(1, 5)), st.integers(1, 4), st.integers(0, 9)), max_size=5).map(
    lambda rows: [Demand(number, tuple(parts[:length]), units) for number, (parts, length, units) in enumerate(rows)]
)
FREE = st.dictionaries(st.integers(1, 4), st.integers(0, 12))
UNITS = st.lists(st.integers(-2, 9), max_size=6)


def naive_assign(demands, free):
    """One unit at a time."""
    left, given_units = Counter(free), Counter()
    for choose in (lambda parts: parts[:1], lambda parts: parts[1:]):
        for demand in demands:
            for part in choose(demand.part_ids):
                while (
                    left[part] > 0
                    and sum(n for (c, _), n in given_units.items() if c == demand.content_id) < demand.units
                ):
                    left[part] -= 1
                    given_units[demand.content_id, part] += 1
    return given_units


@given(DEMANDS, FREE)
def test_sharing_out_equals_giving_unit_by_unit(demands, free):
    shares = assign(demands, free)
    assert {(share.content_id, share.part_id): share.units for share in shares} == dict(naive_assign(demands, free))
    short = lacking(demands, shares)
    for demand in demands:
        got = sum(share.units for share in shares if share.content_id == demand.content_id)
        assert got + short.get(demand.content_id, 0) == demand.units
        if demand.content_id in short:  # nobody goes short while something that would do is left over
            used = Counter({part: sum(s.units for s in shares if s.part_id == part) for part in demand.part_ids})
            assert all(used[part] == free.get(part, 0) for part in demand.part_ids)


@given(DEMANDS, FREE, st.lists(st.integers(0, 3), min_size=5, max_size=5))
def test_what_suffices_suffices_for_less(demands, free, less):
    fewer = [Demand(d.content_id, d.part_ids, max(d.units - n, 0)) for d, n in zip(demands, less, strict=False)]
    if not lacking(demands, assign(demands, free)):
        assert not lacking(fewer, assign(fewer, free))


def shelf(location_id, box_no, loc_no, units, zone=None):
    return Shelf(location_id, Stop(zone, None, None, None, box_no, loc_no), units)


def naive_take(units, shelves, held_back):
    """Units of one part laid out in the order they go, the held back ones struck off the front."""
    laid_out = [
        shelf.location_id
        for shelf in sorted(shelves, key=lambda one: (one.units, one.stop.box_no, one.stop.loc_no, one.location_id))
        for _ in range(shelf.units)
    ]
    return Counter(laid_out[held_back : held_back + units])


@pytest.mark.rule(51)
@given(UNITS, st.integers(0, 12), st.integers(0, 30), st.integers(0, 10))
def test_small_remainders_go_first_and_what_others_claim_is_skipped_from_the_front(stock, held_back, wanted, split):
    shelves = [shelf(number, number % 3, number, units) for number, units in enumerate(stock, 1)]
    usable = max(sum(max(units, 0) for units in stock) - held_back, 0)
    wanted = min(wanted, usable)
    shares = [Share(1, 7, min(split, wanted)), Share(2, 7, wanted - min(split, wanted))]
    takings = take(shares, {7: shelves}, {7: held_back})
    found = Counter()
    for taking in takings:
        found[taking.location_id] += taking.units
    assert found == naive_take(wanted, shelves, held_back)
    for share in shares:
        assert sum(taking.units for taking in takings if taking.share is share) == share.units


@pytest.mark.rule(51)
def test_order_is_by_units_then_box_then_slot():
    shelves = {7: [shelf(1, 2, 1, 5), shelf(2, 1, 9, 5), shelf(3, 1, 2, 5), shelf(4, 9, 9, 2)]}
    share = Share(1, 7, 13)
    assert take([share], shelves, {7: 3}) == [Taking(share, 3, 4), Taking(share, 2, 5), Taking(share, 1, 4)]


@given(UNITS, st.integers(0, 12), st.integers(1, 30))
def test_in_walking_order_no_earlier_slot_is_passed_by(stock, held_back, wanted):
    shelves = [shelf(number, 9 - number, number, units, "AB"[number % 2]) for number, units in enumerate(stock, 1)]
    wanted = min(wanted, max(sum(max(units, 0) for units in stock) - held_back, 0))
    found = take([Share(1, 7, wanted)], {7: shelves}, {7: held_back}, "walking")
    walked = sorted(shelves, key=lambda one: walking_order(one.stop))
    units = [one.location_id for one in walked for _ in range(one.units)][held_back : held_back + wanted]
    assert Counter({taking.location_id: taking.units for taking in found}) == Counter(units)
