"""Lines of shopping lists: added, changed, received, completed."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from app.api.dependencies import InContainer, InPaging, InWork, RecordId, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import cut_page, page_of
from app.api.shopping_bodies import line_response
from app.domain.placement.putaway import NO_HABITS
from app.schemas.base import MAX_INTEGER, Page
from app.schemas.shopping import (
    LineComplete,
    LineCreate,
    LineReceive,
    LineResponse,
    LineUpdate,
    SlotSuggestionResponse,
)
from app.services.shopping.board_reader import LINE_SORTS
from app.services.shopping.receiving_service import Allocation
from app.services.sorting import sorted_by
from app.services.unit_of_work import UnitOfWork
from app.warehouse.queries.co_use import latest_habits

router = APIRouter(prefix="/api", tags=["shopping"])


@router.post(
    "/shopping-lists/{list_id}/lines",
    status_code=201,
    summary="Add a line",
    description="A part, or the draft of one that does not exist yet. A seller gets its group on the list.",
)
def create_line(list_id: RecordId, body: LineCreate, work: InWorkOnce) -> LineResponse:
    """A new line."""
    return _read(work, work.shopping_lines.add(list_id, **body.model_dump()).id)


@router.get(
    "/shopping-lists/{list_id}/lines",
    summary="Lines of a shopping list",
    description="By seller, then age, or by part, needed, ordered, received, status or created_at as `sort` says.",
)
def list_lines(  # noqa: PLR0917 - one parameter per query field
    list_id: RecordId,
    work: InWork,
    paging: InPaging,
    status: Annotated[Literal["new", "ordered", "done"] | None, Query()] = None,
    seller_id: Annotated[int | None, Query(ge=1, le=MAX_INTEGER, examples=[2])] = None,
    sort: SortOrder = "seller",
) -> Page[LineResponse]:
    """A page of lines."""
    chosen = [
        entry
        for entry in work.boards.board(list_id).lines
        if status in (None, entry.line.status) and seller_id in (None, entry.line.seller_id)
    ]
    page = cut_page(sorted_by(chosen, sort, LINE_SORTS), paging)
    return page_of((line_response(entry) for entry in page.items), page.total, paging)


@router.get("/shopping-list-lines/{line_id}", summary="One line", description="With stock, offer and reasons.")
def get_line(line_id: RecordId, work: InWork) -> LineResponse:
    """One line."""
    return _read(work, line_id)


@router.put(
    "/shopping-list-lines/{line_id}",
    summary="Change a line",
    description="Changes only the fields that are given; of an ordered or done line only the note.",
)
def update_line(line_id: RecordId, body: LineUpdate, work: InWork) -> LineResponse:
    """Change a line."""
    work.shopping_lines.update(line_id, body.model_dump(exclude_unset=True))
    return _read(work, line_id)


@router.delete(
    "/shopping-list-lines/{line_id}",
    status_code=204,
    summary="Delete a line",
    description="Refused when the list is done.",
    response_class=Response,
)
def delete_line(line_id: RecordId, work: InWork) -> None:
    """Take a line off its list."""
    work.shopping_lines.delete(line_id)


@router.get(
    "/shopping-list-lines/{line_id}/suggestions",
    summary="Where to put what arrives",
    description="Slots that hold the part, then free ones where keeping it costs least walking.",
)
def list_line_suggestions(
    line_id: RecordId, container: InContainer, work: InWork, paging: InPaging
) -> Page[SlotSuggestionResponse]:
    """Slots for a delivery."""
    part = work.shopping_lines.get(line_id).part
    habits = NO_HABITS if part is None else latest_habits(container.snapshots(), part.key)
    found = work.putaway.for_line(line_id, habits)
    return cut_page([SlotSuggestionResponse.model_validate(slot) for slot in found], paging)


@router.post(
    "/shopping-list-lines/{line_id}/receive",
    summary="Receive what arrived",
    description="Books it into slots; creates the part that a draft describes. The line stays ordered.",
)
def receive_line(line_id: RecordId, body: LineReceive, work: InWorkOnce) -> LineResponse:
    """Book a delivery."""
    allocations = [Allocation(slot.location, slot.quantity) for slot in body.allocations]
    work.receiving.receive(line_id, allocations, quantity=body.receive_qty)
    return _read(work, line_id)


@router.post(
    "/shopping-list-lines/{line_id}/complete",
    summary="Complete a line",
    description="Nothing more is expected; with another quantity than ordered a reason is required.",
)
def complete_line(line_id: RecordId, body: LineComplete, work: InWorkOnce) -> LineResponse:
    """Complete a line."""
    work.receiving.complete(line_id, reason=body.mismatch_reason)
    return _read(work, line_id)


def _read(work: UnitOfWork, line_id: int) -> LineResponse:
    work.session.flush()
    work.session.expire_all()
    return line_response(work.boards.entry(line_id))
