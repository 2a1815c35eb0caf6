from hypothesis import given
from hypothesis import strategies as st

from app.domain.kits.allocation import Demand
from app.domain.kits.shortage import KitDemand, KitShare, shortages

UNITS = st.dictionaries(st.integers(1, 4), st.integers(0, 20))
KITS = st.lists(
    st.tuples(st.integers(1, 9), st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9)), max_size=3)), max_size=4
).map(
    lambda rows: [
        KitDemand(kit, priority, [Demand(kit * 10 + n, (part,), units) for n, (part, units) in enumerate(lines)])
        for kit, (priority, lines) in enumerate(rows)
    ]
)


@given(KITS, UNITS, UNITS, UNITS)
def test_without_substitutes_a_shortage_is_need_less_stock_less_orders_plus_minimum(kits, stock, orders, minimums):
    found = {shortage.part_id: shortage.units for shortage in shortages(kits, stock, orders, minimums)}
    for part in range(1, 5):
        need = sum(demand.units for kit in kits for demand in kit.demands if demand.part_ids == (part,))
        lack = need - stock.get(part, 0) - orders.get(part, 0) + minimums.get(part, 0)
        assert found.get(part, 0) == max(lack, 0)


def test_the_kit_with_the_first_priority_gets_the_stock_and_the_next_the_order():
    kits = [
        KitDemand(1, 5, [Demand(1, (7,), 6)]),
        KitDemand(2, 1, [Demand(2, (7,), 4), Demand(3, (7,), 2)]),
        KitDemand(3, 9, [Demand(4, (7,), 3)]),
    ]
    (shortage,) = shortages(kits, {7: 8}, {7: 5}, {7: 2})
    assert shortage.kits == (KitShare(2, 6, 6, 0, 0), KitShare(1, 6, 2, 4, 0), KitShare(3, 3, 0, 1, 2))
    assert (shortage.for_minimum, shortage.units) == (2, 4)


def test_a_substitute_spares_the_order():
    assert shortages([KitDemand(1, 5, [Demand(1, (7, 8), 6)])], {7: 1, 8: 2}, {8: 3}, {}) == []
    (shortage,) = shortages([KitDemand(1, 5, [Demand(1, (7, 8), 7)])], {7: 1, 8: 2}, {8: 3}, {8: 1})[:1]
    assert (shortage.part_id, shortage.units) == (7, 1)
