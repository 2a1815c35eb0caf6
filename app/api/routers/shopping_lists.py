"""Shopping lists: made, changed, finished, deleted, looked at, exported."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from app.api.dependencies import InPaging, InWork, RecordId, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import cut_page, page_of
from app.api.shopping_bodies import group_response, link_response, list_response
from app.exceptions import InvalidOperationException
from app.schemas.base import Page
from app.schemas.shopping import (
    KitLinkResponse,
    ShoppingListCreate,
    ShoppingListDetail,
    ShoppingListResponse,
    ShoppingListUpdate,
    StatusUpdate,
)
from app.services.shopping.memberships import LINK_SORTS
from app.services.shopping.order_export import export_csv
from app.services.sorting import sorted_by
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix="/api/shopping-lists", tags=["shopping"])


@router.post("", status_code=201, summary="Create a shopping list", description="Names are unique whatever their case.")
def create_list(body: ShoppingListCreate, work: InWorkOnce) -> ShoppingListResponse:
    """A new list."""
    return _read(work, work.shopping_lists.create(**body.model_dump()).id)


@router.get("", summary="List shopping lists", description="Worked on last first; done ones only when asked for.")
def list_lists(
    work: InWork,
    paging: InPaging,
    *,
    status: Annotated[
        list[Literal["active", "done"]] | None, Query(description="may be repeated", examples=[["active"]])
    ] = None,
    include_done: Annotated[bool, Query(description="the same as both statuses")] = False,
    query: Annotated[
        str | None, Query(max_length=200, description="words of name or description", examples=["spring"])
    ] = None,
    sort: Annotated[
        str, Query(max_length=30, description="updated_at, created_at or name; a leading - sorts descending")
    ] = "-updated_at",
) -> Page[ShoppingListResponse]:
    """A page of lists."""
    statuses = ("active", "done") if include_done else tuple(status or ["active"])
    rows, total = work.shopping_lists.list(
        limit=paging.limit, offset=paging.offset, statuses=statuses, query=query, sort=sort
    )
    return page_of((list_response(row) for row in rows), total, paging)


@router.get("/{list_id}", summary="One shopping list", description="With all its lines by seller.")
def get_list(list_id: RecordId, work: InWork) -> ShoppingListDetail:
    """One list."""
    groups = [group_response(group) for group in work.boards.board(list_id).groups]
    return ShoppingListDetail(**_read(work, list_id).model_dump(), seller_groups=groups)


@router.put("/{list_id}", summary="Change a shopping list", description="Changes only the fields that are given.")
def update_list(list_id: RecordId, body: ShoppingListUpdate, work: InWork) -> ShoppingListResponse:
    """Change a list."""
    work.shopping_lists.update(list_id, body.model_dump(exclude_unset=True))
    return _read(work, list_id)


@router.delete(
    "/{list_id}",
    status_code=204,
    summary="Delete a shopping list",
    description="Also a done one; what was received from it stays in stock.",
    response_class=Response,
)
def delete_list(list_id: RecordId, work: InWork) -> None:
    """Delete a list."""
    work.shopping_lists.delete(list_id)


@router.put(
    "/{list_id}/status", summary="Finish a shopping list", description="From active to done; undo takes it back."
)
def set_status(list_id: RecordId, body: StatusUpdate, work: InWork) -> ShoppingListResponse:
    """Declare a list done."""
    if body.status == "done":
        work.shopping_lists.finish(list_id)
    elif work.shopping_lists.get(list_id).status == "done":
        raise InvalidOperationException("reopen the list", "it is done; undo the batch that finished it")
    return _read(work, list_id)


@router.get(
    "/{list_id}/kits",
    summary="Kits on a shopping list",
    description="Stale when the kit was changed since. By kit or created_at.",
)
def list_kits(list_id: RecordId, work: InWork, paging: InPaging, sort: SortOrder = "kit") -> Page[KitLinkResponse]:
    """Which kits the list is for."""
    links = sorted_by(work.memberships.kits_on(list_id), sort, LINK_SORTS)
    return cut_page([link_response(link) for link in links], paging)


@router.get(
    "/{list_id}/export",
    summary="A shopping list as CSV",
    description="All lines, or those of one seller that are not done. Safe to open in a spreadsheet.",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
def export_list(
    list_id: RecordId, work: InWork, seller_id: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> Response:
    """A list as a file."""
    if seller_id is not None:
        work.sellers.get(seller_id)
    content = export_csv(work.boards.board(list_id), seller_id)
    name = f"shopping-list-{list_id}" + (f"-seller-{seller_id}" if seller_id else "")
    return Response(
        content, media_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}.csv"'}
    )


def _read(work: UnitOfWork, list_id: int) -> ShoppingListResponse:
    work.session.flush()
    return list_response(work.shopping_lists.row(list_id))
