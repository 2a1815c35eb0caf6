"""Batches: what was done, by whom, and undo."""

from fastapi import APIRouter

from app.api.dependencies import InPaging, InWork, RecordId
from app.models import StockMovement
from app.schemas.base import Page
from app.schemas.batch import BatchDetail, BatchMovement, BatchResponse, BatchRowChange, UndoResponse

MAX_LISTED = 500
router = APIRouter(prefix="/api/batches", tags=["batches"])


@router.get("", summary="List batches", description="Newest first.")
def list_batches(work: InWork, paging: InPaging) -> Page[BatchResponse]:
    """What was done lately."""
    batches, total = work.batches.latest(limit=paging.limit, offset=paging.offset)
    items = [BatchResponse.model_validate(batch) for batch in batches]
    return Page(items=items, total=total, limit=paging.limit, offset=paging.offset)


@router.get("/{batch_id}", summary="One batch", description="With its ledger lines and changed rows.")
def get_batch(batch_id: RecordId, work: InWork) -> BatchDetail:
    """What one batch changed."""
    batch = work.batches.get(batch_id)
    movements = work.batches.movements(batch_id)
    undo = work.batches.undone_by(batch_id)
    return BatchDetail(
        **BatchResponse.model_validate(batch).model_dump(),
        undone_by=undo.id if undo else None,
        movement_count=len(movements),
        movements=[_movement(line) for line in movements[:MAX_LISTED]],
        change_count=len(batch.changes),
        changes=[BatchRowChange.model_validate(change) for change in batch.changes[:MAX_LISTED]],
    )


@router.post(
    "/{batch_id}/undo",
    summary="Undo a batch",
    description="Takes the whole batch back by compensating movements and reversed changes, as a batch of its own. "
    "409 names what stands in the way when later changes make it impossible.",
)
def undo_batch(batch_id: RecordId, work: InWork) -> UndoResponse:
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
