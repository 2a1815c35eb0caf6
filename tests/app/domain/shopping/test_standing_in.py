"""Which substitutes spare a kit from buying."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.kits.allocation import Demand, Share, assign, lacking
from app.domain.shopping.standing_in import stand_ins

DEMANDS = st.lists(st.tuples(st.permutations(range(1, 5)), st.integers(1, 4), st.integers(0, 9)), max_size=5).map(
    lambda rows: [Demand(number, tuple(parts[:length]), units) for number, (parts, length, units) in enumerate(rows)]
)
PIECES = st.fixed_dictionaries({part: st.integers(0, 12) for part in range(1, 5)})


@pytest.mark.parametrize(
    ("own", "spare", "helped"),
    [
        ({1: 0, 2: 10}, {1: 0, 2: 10}, [Share(7, 2, 5)]),
        ({1: 4, 2: 10}, {1: 4, 2: 10}, [Share(7, 2, 1)]),
        ({1: 5, 2: 10}, {1: 0, 2: 10}, []),  # its own part is on its way
        ({1: 0, 2: 10}, {1: 0, 2: 3}, [Share(7, 2, 3)]),  # the other seven are on their way only
        ({1: 0, 2: 0}, {1: 0, 2: 0}, []),
    ],
)
def test_a_substitute_stands_in_for_what_the_own_part_does_not_cover(own, spare, helped):
    assert stand_ins([Demand(7, (1, 2), 5)], own, spare) == helped


def test_a_piece_that_its_own_line_takes_stands_in_nowhere_else():
    demands = [Demand(1, (1, 2), 5), Demand(2, (2,), 4)]
    assert stand_ins(demands, {1: 0, 2: 6}, {1: 0, 2: 6}) == [Share(1, 2, 2)]


@given(DEMANDS, PIECES)
def test_with_everything_in_stock_it_is_what_coverage_gives(demands, stock):
    helped = Counter({(s.content_id, s.part_id): s.units for s in stand_ins(demands, stock, stock)})
    own = {demand.content_id: demand.part_ids[0] for demand in demands}
    shares = [share for share in assign(demands, stock) if share.part_id != own[share.content_id]]
    assert helped == Counter({(s.content_id, s.part_id): s.units for s in shares})


@given(DEMANDS, PIECES, PIECES)
def test_nobody_is_helped_beyond_what_lacks_and_nothing_is_used_that_is_not_spare(demands, stock, coming):
    own = {part: stock[part] + coming[part] for part in stock}
    helped = stand_ins(demands, own, stock)
    served = assign([Demand(d.content_id, d.part_ids[:1], d.units) for d in demands], own)
    open_units = Counter(lacking(demands, served))
    used = Counter()
    for share in helped:
        open_units[share.content_id] -= share.units
        used[share.part_id] += share.units
    assert all(units >= 0 for units in open_units.values())
    assert all(units <= stock[part] for part, units in used.items())
