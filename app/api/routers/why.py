"""Why a figure is what it is: its contract, its run, and the source rows that make it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.api.dependencies import InContainer
from app.schemas.insight import WhyResponse
from app.warehouse.why.explain import explain

MAX_ROWS = 1000
router = APIRouter(prefix="/api/why", tags=["insight"])


@router.get(
    "/{table}/{column}",
    summary="Why is this figure what it is",
    description="One figure of a published table back to its source rows: `key` names the row, once per key column.",
)
def get_why(
    table: Annotated[str, Path(max_length=100, examples=["marts.usage_daily_v1"])],
    column: Annotated[str, Path(max_length=100, examples=["used_qty"])],
    container: InContainer,
    *,
    key: Annotated[
        list[Annotated[str, Query(max_length=300)]],
        Query(min_length=1, max_length=10, examples=[["part=ABCD", "day=2026-01-05"]]),
    ],
    limit: Annotated[int, Query(ge=1, le=MAX_ROWS, description="most source rows")] = 50,
    snapshot_id: Annotated[str | None, Query(alias="snapshot", max_length=100)] = None,
) -> WhyResponse:
    """The rows that make a figure."""
    snapshot = container.snapshots().open(snapshot_id)
    return WhyResponse.model_validate(explain(snapshot, table, column, key, limit=limit).as_json())
