"""Stock operations: add, remove, move, count, adjust, split. Each is one batch that can be undone."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app.api.dependencies import InWork, PartKey
from app.api.idempotency import IdempotencyKey
from app.schemas.stock import (
    StockAdd,
    StockAdjust,
    StockChangeResponse,
    StockCount,
    StockMove,
    StockRemove,
    StockShare,
    StockSplit,
    StockTake,
)
from app.services.split_service import Share
from app.services.stock_service import StockChange
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix="/api/inventory/parts/{key}", tags=["stock"])


def get_removal(  # noqa: PLR0917 - one parameter per query field
    body: StockRemove | None = None,
    location: Annotated[str | None, Query(description="instead of a body")] = None,
    quantity: Annotated[int | None, Query(description="instead of a body")] = None,
    reason: Annotated[str, Query(description="instead of a body")] = "use",
    note: Annotated[str | None, Query(description="instead of a body")] = None,
    reference: Annotated[str | None, Query(description="instead of a body")] = None,
    *,
    beyond_reserved: Annotated[bool, Query(description="instead of a body")] = False,
) -> StockRemove:
    """What to remove, from the JSON body or, for clients that cannot send one with DELETE, from the query."""
    if body is not None:
        return body
    given = {
        "location": location,
        "quantity": quantity,
        "reason": reason,
        "note": note,
        "reference": reference,
        "beyond_reserved": beyond_reserved,
    }
    try:
        return StockRemove.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        problems: list[Any] = [{**problem, "loc": ("query", *problem["loc"])} for problem in error.errors()]
        raise RequestValidationError(problems) from error


@router.post("/stock", status_code=201, summary="Add stock", description="Units arrive in a slot.")
def add_stock(
    key: PartKey, body: StockAdd, work: InWork, idempotency_key: IdempotencyKey = None
) -> StockChangeResponse:
    """Put units of a part into a slot."""
    return _once(
        work,
        key,
        "receive",
        idempotency_key,
        lambda: work.stock.receive(
            key,
            body.location,
            body.quantity,
            note=body.note,
            reference=body.reference,
            occurred_at=body.occurred_at,
        ),
    )


@router.delete(
    "/stock",
    summary="Remove stock",
    description="Units are consumed from a slot: used, scrapped or needed for a repair. The fields may be given as a "
    "JSON body or in the query.",
)
def remove_stock(
    key: PartKey,
    removal: Annotated[StockRemove, Depends(get_removal)],
    work: InWork,
    idempotency_key: IdempotencyKey = None,
) -> StockChangeResponse:
    """Take units of a part out of a slot."""
    return _once(
        work,
        key,
        removal.reason,
        idempotency_key,
        lambda: work.stock.use(
            key,
            removal.location,
            removal.quantity,
            reason=removal.reason,
            note=removal.note,
            reference=removal.reference,
            occurred_at=removal.occurred_at,
            beyond_reserved=removal.beyond_reserved,
        ),
    )


@router.post("/move", summary="Move stock", description="Units change their slot; this is not usage.")
def move_stock(
    key: PartKey, body: StockMove, work: InWork, idempotency_key: IdempotencyKey = None
) -> StockChangeResponse:
    """Carry units of a part from one slot to another."""
    return _once(
        work,
        key,
        "move",
        idempotency_key,
        lambda: work.stock.move(
            key,
            body.source,
            body.destination,
            body.quantity,
            note=body.note,
            beyond_reserved=body.beyond_reserved,
        ),
    )


@router.post(
    "/count", summary="Count stock", description="Records what was found; the difference becomes a correction."
)
def count_stock(
    key: PartKey, body: StockCount, work: InWork, idempotency_key: IdempotencyKey = None
) -> StockChangeResponse:
    """Record a count."""
    return _once(
        work,
        key,
        "count",
        idempotency_key,
        lambda: work.stock.count(key, body.location, body.counted, note=body.note),
    )


@router.post("/adjust", summary="Adjust stock", description="Corrects a balance, with the reason in words.")
def adjust_stock(
    key: PartKey, body: StockAdjust, work: InWork, idempotency_key: IdempotencyKey = None
) -> StockChangeResponse:
    """Correct a balance."""
    return _once(
        work,
        key,
        "adjust",
        idempotency_key,
        lambda: work.stock.adjust(key, body.location, body.delta, note=body.note),
    )


@router.post(
    "/split",
    summary="Split stock over slots",
    description="Units go into several slots in one batch: newly received, or carried there from `source`. "
    "All of it happens or none.",
)
def split_stock(
    key: PartKey, body: StockSplit, work: InWork, idempotency_key: IdempotencyKey = None
) -> StockChangeResponse:
    """Put units of a part into several slots."""
    return _once(
        work,
        key,
        "receive" if body.source is None else "move",
        idempotency_key,
        lambda: work.splits.put(
            key,
            _shares(body.shares),
            source=body.source,
            note=body.note,
            reference=body.reference,
            beyond_reserved=body.beyond_reserved,
        ),
    )


@router.post("/take", summary="Take from several slots", description="Units are consumed from several slots at once.")
def take_stock(
    key: PartKey, body: StockTake, work: InWork, idempotency_key: IdempotencyKey = None
) -> StockChangeResponse:
    """Take units of a part out of several slots."""
    return _once(
        work,
        key,
        body.reason,
        idempotency_key,
        lambda: work.splits.take(
            key,
            _shares(body.shares),
            reason=body.reason,
            note=body.note,
            reference=body.reference,
            beyond_reserved=body.beyond_reserved,
        ),
    )


def _shares(given: Sequence[StockShare]) -> list[Share]:
    return [Share(share.location, share.quantity) for share in given]


def _once(
    work: UnitOfWork, part_key: str, kind: str, idempotency_key: str | None, act: Callable[[], StockChange]
) -> StockChangeResponse:
    """Do it, unless the same was done to the part under this key before.

    Raises:
        UsedKeyException: the key was used for something else.
    """
    part = part_key.strip().upper()
    earlier = None if idempotency_key is None else work.batches.once(idempotency_key, f"{kind} {part}")
    if earlier is None:
        return StockChangeResponse.model_validate(act())
    return StockChangeResponse(
        batch_id=earlier.id,
        part_key=part,
        movement_ids=[line.id for line in work.batches.movements(earlier.id)],
        message=f"This was done before, in batch {earlier.id}; nothing was done now",
        repeated=True,
    )
