"""Seller groups: the share of a shopping list that goes to one seller as one order."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.api.dependencies import InPaging, InWork, RecordId, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import cut_page
from app.api.shopping_bodies import group_response
from app.exceptions import RecordNotFoundException
from app.schemas.base import MAX_INTEGER, Page
from app.schemas.shopping import GroupCreate, GroupResponse, GroupUpdate
from app.services.shopping.board_reader import GROUP_SORTS
from app.services.sorting import sorted_by
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix="/api/shopping-lists/{list_id}/seller-groups", tags=["shopping"])
SellerId = Annotated[int, Path(ge=1, le=MAX_INTEGER)]


@router.post("", status_code=201, summary="Add a seller to a shopping list", description="Once per seller.")
def create_group(list_id: RecordId, body: GroupCreate, work: InWorkOnce) -> GroupResponse:
    """A seller to order from."""
    work.orders.add_group(list_id, body.seller_id, note=body.note)
    return _read(work, list_id, body.seller_id)


@router.get("", summary="A shopping list by seller", description="By seller, lines without one last, or by status.")
def list_groups(list_id: RecordId, work: InWork, paging: InPaging, sort: SortOrder = "seller") -> Page[GroupResponse]:
    """All groups of a list."""
    groups = sorted_by(work.boards.board(list_id).groups, sort, GROUP_SORTS)
    return cut_page([group_response(group) for group in groups], paging)


@router.get("/{seller_id}", summary="One seller's share", description="With its lines.")
def get_group(list_id: RecordId, seller_id: SellerId, work: InWork) -> GroupResponse:
    """One group."""
    return _read(work, list_id, seller_id)


@router.put(
    "/{seller_id}",
    summary="Order, reopen, or note something",
    description="`ordered` needs a quantity on every line that waits; `active` is refused once something arrived.",
)
def update_group(list_id: RecordId, seller_id: SellerId, body: GroupUpdate, work: InWork) -> GroupResponse:
    """Place or reopen an order."""
    if "note" in body.model_fields_set:
        work.orders.set_note(list_id, seller_id, body.note)
    if body.status == "ordered":
        work.orders.order(list_id, seller_id, expected_on=body.expected_on)
    elif body.status == "active":
        work.orders.reopen(list_id, seller_id)
    return _read(work, list_id, seller_id)


@router.delete(
    "/{seller_id}",
    status_code=204,
    summary="Take a seller off a shopping list",
    description="Refused when it is ordered; lines that are not done are without a seller again.",
    response_class=Response,
)
def delete_group(list_id: RecordId, seller_id: SellerId, work: InWork) -> None:
    """Give up on a seller."""
    work.orders.remove_group(list_id, seller_id)


@router.post(
    "/{seller_id}/fill",
    summary="Order what is needed",
    description="Gives every new line without a quantity the needed one, at least the seller's minimum.",
)
def fill_group(list_id: RecordId, seller_id: SellerId, work: InWorkOnce) -> GroupResponse:
    """Fill in quantities."""
    work.orders.fill(list_id, seller_id)
    return _read(work, list_id, seller_id)


@router.post(
    "/{seller_id}/assign-remaining",
    summary="Give a seller what has none",
    description="All lines without a seller become this one's.",
)
def assign_remaining(list_id: RecordId, seller_id: SellerId, work: InWorkOnce) -> GroupResponse:
    """Assign the lines that have no seller."""
    work.orders.assign_remaining(list_id, seller_id)
    return _read(work, list_id, seller_id)


def _read(work: UnitOfWork, list_id: int, seller_id: int) -> GroupResponse:
    work.session.expire_all()
    for group in work.boards.board(list_id).groups:
        if group.seller is not None and group.seller.id == seller_id:
            return group_response(group)
    raise RecordNotFoundException(f"Seller group of shopping list {list_id}", seller_id)
