"""A plan of moves: made by a job of its own, because a search has no place in the minutes between two snapshots."""

from time import perf_counter
from typing import TYPE_CHECKING, Any

import dagster as dg
import polars as pl

from app.config import Settings
from app.contracts.placement_plan import PLACEMENT_PLAN
from app.services.container import Container
from app.warehouse.open_lake import open_lake
from app.warehouse.snapshot import SnapshotStore
from assets.io.contract_spec import contract_spec

if TYPE_CHECKING:
    from app.services.placement.proposal import Proposal

_MOST_EVALUATIONS = 5_000_000
"""Enough for stores of some thousand parts; a larger one gets a good plan, not the best."""


class PlanConfig(dg.Config):
    """How long the plan may be, and where its search begins."""

    moves: int = 50
    """Most steps."""
    seed: int = 0
    """The same store, snapshot and seed give the same plan."""


@dg.asset(deps=[["core", "movement_v1"]], **contract_spec(PLACEMENT_PLAN))
def placement_plan_v1(config: PlanConfig, settings: dg.ResourceParam[Settings]) -> dg.Output[pl.DataFrame]:
    """The moves that save most walking, by the store as it is and the walks of the published snapshot."""
    from app.domain.placement.search import usual_evaluations  # noqa: PLC0415 - loads SciPy and Numba
    from app.services.placement.proposal import propose  # noqa: PLC0415

    container = Container(settings=settings)
    try:
        with container.unit_of_work(actor="plan") as work:
            store = work.placement.read(SnapshotStore(open_lake(settings)).open())
            weights = work.placement_weights.get()
    finally:
        container.engine().dispose()
    evaluations = min(usual_evaluations(store.problem), _MOST_EVALUATIONS)
    plan = propose(store, config.moves, clock=perf_counter, weights=weights, seed=config.seed, evaluations=evaluations)
    return dg.Output(_rows(plan), metadata=_told(plan))


def _rows(plan: "Proposal") -> pl.DataFrame:
    rows = [
        {
            "step": move.step,
            "part_key": move.part,
            "from_location": move.origin,
            "to_location": move.target,
            "quantity": move.quantity,
            "saving_m_per_month": move.saving_m_per_month,
            "is_temporary": move.is_temporary,
            "reason": move.reason,
        }
        for move in plan.moves
    ]
    return pl.DataFrame(rows, schema=PLACEMENT_PLAN.schema)


def _told(plan: "Proposal") -> dict[str, Any]:
    """What Dagster shows of a plan: its sentence, its cost by cause, and what its first moves bring."""
    terms = [(name, before, after) for name, (before, after) in plan.terms.items()]
    curve = [(point.steps, point.saving_m_per_month) for point in plan.curve]
    return {
        "plan": plan.message,
        "saving_m_per_month": plan.saving_m_per_month,
        "gap": plan.gap,
        "cost": dg.MetadataValue.md(_table(("term", "before, m a month", "after, m a month"), terms)),
        "gain_curve": dg.MetadataValue.md(_table(("moves done", "saved, m a month"), curve)),
        "notes": dg.MetadataValue.json(list(plan.notes)),
    }


def _table(heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(value: Any) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
