"""Movements: the journal of all stock changes, filtered, and the undo of one line."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import InPaging, InWork, RecordId, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import page_of
from app.schemas.base import MAX_INTEGER, Instant, Page
from app.schemas.batch import UndoResponse
from app.schemas.stock import MovementResponse
from app.services.stock_history_service import JournalFilter

router = APIRouter(prefix="/api/movements", tags=["stock"])


@router.get(
    "",
    summary="The stock journal",
    description="Lines of the ledger, newest first, or by occurred_at, recorded_at, delta, reason or actor as `sort` "
    "says. `since` is included, `until` is not; without an offset they are UTC.",
)
def list_movements(
    work: InWork,
    paging: InPaging,
    *,
    part: Annotated[str | None, Query(max_length=20, description="key of a part", examples=["ABCD"])] = None,
    location: Annotated[str | None, Query(max_length=20, description="slot as box-slot", examples=["7-3"])] = None,
    reason: Annotated[str | None, Query(max_length=20, examples=["use"])] = None,
    actor: Annotated[
        str | None, Query(max_length=200, description="part of the name of who acted", examples=["anna"])
    ] = None,
    batch: Annotated[int | None, Query(ge=1, le=MAX_INTEGER, examples=[812])] = None,
    since: Annotated[Instant | None, Query(examples=["2026-02-01T00:00:00Z"])] = None,
    until: Annotated[Instant | None, Query(examples=["2026-03-01T00:00:00Z"])] = None,
    sort: SortOrder = "-occurred_at",
) -> Page[MovementResponse]:
    """What happened to the stock."""
    wanted = JournalFilter(part, location, reason, actor, batch, since, until)
    lines, total = work.history.journal(wanted, limit=paging.limit, offset=paging.offset, sort=sort)
    return page_of((MovementResponse.model_validate(line) for line in lines), total, paging)


@router.post(
    "/{movement_id}/undo",
    summary="Undo one line",
    description="Takes one line of the ledger back and leaves the rest of its batch; of a move both lines. 409 where "
    "the batch changed other records with it, or the units are gone.",
)
def undo_movement(movement_id: RecordId, work: InWorkOnce) -> UndoResponse:
    """Take one line back."""
    return UndoResponse.model_validate(work.undo.undo_line(movement_id))
