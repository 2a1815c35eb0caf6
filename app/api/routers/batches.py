"""Batches: what was done, by whom, and undo."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import InPaging, InWork, RecordId, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import page_of
from app.models import StockMovement
from app.models.batch import BATCH_KINDS
from app.schemas.base import Page
from app.schemas.batch import BatchDetail, BatchMovement, BatchResponse, BatchRowChange, UndoResponse

MAX_LISTED = 500
BatchKind = Annotated[
    str | None, Query(max_length=20, description=f"one of {', '.join(BATCH_KINDS)}", examples=["receive"])
]
router = APIRouter(prefix="/api/batches", tags=["batches"])


@router.get(
    "",
    summary="List batches",
    description="Of one kind where it is given; newest first, or by id, created_at, kind or actor as `sort` says.",
)
def list_batches(
    work: InWork, paging: InPaging, kind: BatchKind = None, sort: SortOrder = "-id"
) -> Page[BatchResponse]:
    """What was done lately."""
    batches, total = work.batches.latest(kind=kind, limit=paging.limit, offset=paging.offset, sort=sort)
    return page_of((BatchResponse.model_validate(batch) for batch in batches), total, paging)


@router.get("/{batch_id}", summary="One batch", description="With its ledger lines and changed rows.")
def get_batch(batch_id: RecordId, work: InWork) -> BatchDetail:
    """What one batch changed."""
    batch = work.batches.get(batch_id)
    contents = work.batches.contents(batch_id, limit=MAX_LISTED)
    undo = work.batches.undone_by(batch_id)
    return BatchDetail(
        **BatchResponse.model_validate(batch).model_dump(),
        undone_by=undo.id if undo else None,
        movement_count=contents.movement_count,
        movements=[_movement(line) for line in contents.movements],
        change_count=contents.change_count,
        changes=[BatchRowChange.model_validate(change) for change in contents.changes],
    )


@router.post(
    "/{batch_id}/undo",
    summary="Undo a batch",
    description="Takes the whole batch back by compensating movements and reversed changes, as a batch of its own. "
    "409 names what stands in the way when later changes make it impossible.",
)
def undo_batch(batch_id: RecordId, work: InWorkOnce) -> UndoResponse:
    """Take a batch back."""
    return UndoResponse.model_validate(work.undo.undo(batch_id))


def _movement(line: StockMovement) -> BatchMovement:
    return BatchMovement(
        id=line.id,
        part_key=line.part.key,
        location=line.location.label,
        delta=line.delta,
        reason=line.reason,
        occurred_at=line.occurred_at,
    )
