"""What the terms of a layout's cost weigh, all in metres a month so that they can be explained and compared."""

import math
from dataclasses import dataclass, fields

from app.exceptions import ValidationException


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
