"""What the terms of a layout's cost weigh, all in metres a month so that they can be explained and compared."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

from app.exceptions import ValidationException

LARGEST = 1_000_000.0
LONGEST_MONTHS = 1_200.0
MEANINGS: Mapping[str, str] = {
    "travel": "metres a month that each metre walked between the bench and a slot in a month counts for",
    "co_use": "metres a month that each metre walked between two slots of one walk in a month counts for",
    "spread": "metres a month for each further box over which a category is scattered",
    "handling": "metres that lifting, relabelling and checking one moved part is worth, once; spread over the horizon",
    "horizon_months": "months over which the metres of a move are spread, so that they count as metres a month",
    "misplaced": "metres a month for each part that lies where a rule forbids it",
}
"""Each weight in words."""


@dataclass(frozen=True)
class Weights:
    """Prices of a layout.

    Attributes:
        travel: metres that a metre between bench and slot counts for.
        co_use: metres that a metre between two slots counts for that are visited on the same walk.
        spread: metres a month for each further box over which a category is scattered.
        handling: metres that lifting, relabelling and checking one moved part is worth, once.
        horizon_months: months over which a move has to pay for itself.
        misplaced: metres a month for a part that stays where a rule forbids it; large, so that it is mended first.
    """

    travel: float = 1.0
    co_use: float = 1.0
    spread: float = 2.0
    handling: float = 20.0
    horizon_months: float = 12.0
    misplaced: float = 1000.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not math.isfinite(value) or value < 0:
                raise ValidationException(
                    f"The weight {field.name} must be a number of at least 0, not {value}", field=field.name
                )
        if self.horizon_months == 0:
            raise ValidationException("The horizon must be longer than 0 months", field="horizon_months")


def changed(weights: Weights, values: Mapping[str, float]) -> Weights:
    """The same weights with some of them replaced.

    Raises:
        ValidationException: a name that is none of a weight, or a value that is no number, negative, or so large that
            the other terms would be lost beside it.
    """
    for name, value in values.items():
        if name not in MEANINGS:
            raise ValidationException(f"There is no weight {name}; the weights are {', '.join(MEANINGS)}", field=name)
        most = LONGEST_MONTHS if name == "horizon_months" else LARGEST
        if value > most:
            raise ValidationException(f"The weight {name} must be at most {most:,.0f}, not {value:,.0f}", field=name)
    return replace(weights, **values)


def differences(old: Weights, new: Weights) -> str:
    """What changed, in words; empty when nothing did."""
    before, after = asdict(old), asdict(new)
    return ", ".join(
        f"{name} {after[name]:g} instead of {before[name]:g}" for name in MEANINGS if before[name] != after[name]
    )
