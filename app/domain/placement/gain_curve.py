"""What a plan saves when one stops after some of its steps."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.placement.plan import Plan  # loads Numba

MOST_POINTS = 60
"""Points that a curve has at most; more of them look the same."""


@dataclass(frozen=True)
class GainPoint:
    """Metres a month that the first `steps` steps of a plan save, moving and rules not counted."""

    steps: int
    saving_m_per_month: float


def gain_curve(plan: "Plan", most: int = MOST_POINTS) -> tuple[GainPoint, ...]:
    """The saving over the number of steps, from none to all.

    One can stop where nothing waits in a temporary slot: only there is a point. Of a long plan at most `most` of them
    are kept (at least 2), evenly over the steps, the first and the last among them.
    """
    points = [GainPoint(0, 0.0)]
    waiting: set[int] = set()
    saving = 0.0
    for number, step in enumerate(plan.steps, start=1):
        saving += step.saving
        if step.is_temporary:
            waiting.add(step.holding)
        else:
            waiting.discard(step.holding)
        if not waiting:
            points.append(GainPoint(number, saving))
    return _thinned(points, most)


def _thinned(points: list[GainPoint], most: int) -> tuple[GainPoint, ...]:
    if len(points) <= most:
        return tuple(points)
    last = len(points) - 1
    return tuple(points[round(turn * last / (most - 1))] for turn in range(most))
