from decimal import Decimal

from app.domain.kits.build_cost import BuildCost, PricedLine, build_cost

EUR, USD, NONE = (Decimal("0.105"), "EUR"), (Decimal(2), "USD"), (None, None)


def cost(*lines):
    return build_cost(PricedLine(units, *price) for units, price in lines)


def test_the_cost_is_the_sum_of_the_priced_lines_and_says_how_many_it_leaves_out():
    assert cost((10, EUR), (3, EUR), (5, NONE)) == BuildCost(Decimal("1.365"), "EUR", 1)
    assert cost((10, EUR), (1, EUR), (2, USD), (5, NONE)) == BuildCost(Decimal("1.155"), "EUR", 2)
    assert cost((10, EUR), (2, USD)) == BuildCost(Decimal("1.050"), "EUR", 1)
    assert cost((5, NONE)) == BuildCost(None, None, 1)
    assert cost() == BuildCost(None, None, 0)
