"""Cost of a build: what the parts it consumed cost, at the prices known then."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class PricedLine:
    """Units of a part and its unit price; both price and currency, or neither."""

    units: int
    unit_price: Decimal | None
    currency: str | None


@dataclass(frozen=True)
class BuildCost:
    """The sum in one currency, and how many lines it leaves out; no sum when no line has a price."""

    amount: Decimal | None
    currency: str | None
    unpriced_lines: int


def build_cost(lines: Iterable[PricedLine]) -> BuildCost:
    """Sum of the lines in the currency most lines have (of several the first by letter); nothing is converted."""
    lines = list(lines)
    currencies = Counter(line.currency for line in lines if line.currency is not None)
    if not currencies:
        return BuildCost(None, None, len(lines))
    currency = min(currencies, key=lambda name: (-currencies[name], name))
    amount = sum(
        (line.unit_price * line.units for line in lines if line.currency == currency and line.unit_price is not None),
        Decimal(0),
    )
    return BuildCost(amount, currency, len(lines) - currencies[currency])
