"""Pick lists: previewed and made for a kit, picked line by line, printed; and what was built of them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from app.api.dependencies import InContainer, InPaging, InWork, PartQuery, RecordId, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import cut_page, page_of
from app.api.routers.builds import build_response
from app.schemas.base import Page
from app.schemas.pick_list import (
    BuildRecord,
    BuildResponse,
    PickChangeResponse,
    PickLine,
    PickLineResponse,
    PickLineUpdate,
    PickListCreate,
    PickListDetailResponse,
    PickListPreview,
    PickListResponse,
    PickListUpdate,
    PickPreviewResponse,
    ShortPickResponse,
)
from app.services.pick_list_reader import PickLineRow, PickListDetail, PickListRow
from app.services.pick_service import PickChange
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix="/api", tags=["pick lists"])
Status = Annotated[Literal["open", "completed"] | None, Query(description="only lists in this state")]
LineStatus = Annotated[Literal["open", "completed"] | None, Query(description="only lines in this state")]
_SORTED = "Newest first, or by created_at, kit, requested_units or status as `sort` says."
LineOrder = Annotated[Literal["walking", "part"], Query(description="walking order, or by part")]


@router.post(
    "/kits/{kit_id}/pick-lists/preview",
    summary="What a pick list would lack",
    description="Parts of which fewer units may be picked than are needed; nothing is written.",
)
def preview_pick_list(kit_id: RecordId, body: PickListPreview, work: InWork) -> PickPreviewResponse:
    """What lacks for a number of units."""
    found = work.pick_lists.preview(kit_id, body.units)
    shortfalls = [ShortPickResponse.model_validate(entry) for entry in found]
    return PickPreviewResponse(kit_id=kit_id, units=body.units, shortfalls=shortfalls)


@router.post(
    "/kits/{kit_id}/pick-lists",
    status_code=201,
    summary="Create a pick list",
    description="Small remainders go first, so that slots become free, or slots in walking order (`slot_order`). "
    "Refused as a whole when a part lacks, unless `shortfall_actions` limits or omits it; a list without lines "
    "is never made.",
)
def create_pick_list(kit_id: RecordId, body: PickListCreate, work: InWorkOnce) -> PickListDetailResponse:
    """A new pick list."""
    actions: dict[str, str] = dict(body.shortfall_actions)
    made = work.pick_lists.create(kit_id, body.units, actions=actions, slot_order=body.slot_order, note=body.note)
    return _read(work, made.id)


@router.get("/kits/{kit_id}/pick-lists", summary="Pick lists of a kit", description=_SORTED)
def list_kit_pick_lists(
    kit_id: RecordId,
    work: InWork,
    container: InContainer,
    paging: InPaging,
    *,
    status: Status = None,
    sort: SortOrder = "-created_at",
) -> Page[PickListResponse]:
    """Pick lists of one kit."""
    work.kits.get(kit_id)
    rows, total = work.pick_list_reader.page(
        limit=paging.limit, offset=paging.offset, kit_id=kit_id, status=status, sort=sort
    )
    return _page(container, paging, rows, total)


@router.get("/pick-lists", summary="List pick lists", description=_SORTED)
def list_pick_lists(
    work: InWork, container: InContainer, paging: InPaging, status: Status = None, sort: SortOrder = "-created_at"
) -> Page[PickListResponse]:
    """A page of pick lists."""
    rows, total = work.pick_list_reader.page(limit=paging.limit, offset=paging.offset, status=status, sort=sort)
    return _page(container, paging, rows, total)


@router.get("/pick-lists/{pick_list_id}", summary="One pick list", description="Its lines in walking order.")
def get_pick_list(
    pick_list_id: RecordId, work: InWork, container: InContainer, sort: LineOrder = "walking"
) -> PickListDetailResponse:
    """One pick list."""
    container.metrics_service().kits.count("pick_list_detail_requests")
    return _detail(work.pick_list_reader.detail(pick_list_id, order=sort))


@router.get(
    "/pick-lists/{pick_list_id}/lines",
    summary="Lines of a pick list",
    description="In walking order, or by part, quantity_to_pick or status as `sort` says.",
)
def list_pick_lines(
    pick_list_id: RecordId,
    work: InWork,
    paging: InPaging,
    *,
    status: LineStatus = None,
    part: PartQuery = None,
    sort: SortOrder = "walking",
) -> Page[PickLineResponse]:
    """A page of lines."""
    page = cut_page(work.pick_list_reader.lines(pick_list_id, status=status, part_key=part, sort=sort), paging)
    return page_of((_line(row) for row in page.items), page.total, paging)


@router.get(
    "/pick-lists/{pick_list_id}/pdf",
    summary="A pick list on paper",
    description="One table per box in walking order, with room to write what was really taken.",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "The document"}},
)
def print_pick_list(pick_list_id: RecordId, work: InWork, container: InContainer) -> Response:
    """One pick list as PDF."""
    from app.services.pick_list_pdf import box_count, pick_list_pdf  # noqa: PLC0415 - loads FPDF, 26 MB a process

    detail = work.pick_list_reader.detail(pick_list_id)
    content = pick_list_pdf(detail, container.clock()())
    metrics = container.metrics_service().kits
    metrics.count("pick_list_pdf_generated")
    metrics.observe("pick_list_pdf_line_count", len(detail.lines))
    metrics.observe("pick_list_pdf_box_count", box_count(detail))
    disposition = f'attachment; filename="pick-list-{pick_list_id}.pdf"'
    return Response(content, media_type="application/pdf", headers={"Content-Disposition": disposition})


@router.patch(
    "/pick-lists/{pick_list_id}",
    summary="Note something on a pick list",
    description="In any state; null clears the note.",
)
def update_pick_list(pick_list_id: RecordId, body: PickListUpdate, work: InWork) -> PickListDetailResponse:
    """Change the note."""
    if "note" in body.model_fields_set:
        work.pick_lists.set_note(pick_list_id, body.note)
    return _read(work, pick_list_id)


@router.delete(
    "/pick-lists/{pick_list_id}",
    status_code=204,
    summary="Delete a pick list",
    description="In any state, unless a build used it; what was picked stays picked.",
    response_class=Response,
)
def delete_pick_list(pick_list_id: RecordId, work: InWork) -> None:
    """Delete a pick list."""
    work.pick_lists.delete(pick_list_id)


@router.post(
    "/pick-lists/{pick_list_id}/pick",
    summary="Pick all lines",
    description="Takes all open lines as planned and completes the list, as one batch; refused as a whole when a slot "
    "holds too few. Nothing happens to a list without open lines.",
)
def pick_all(pick_list_id: RecordId, work: InWorkOnce) -> PickChangeResponse:
    """Take the units of all open lines."""
    return _changed(work, work.picks.pick_all(pick_list_id))


@router.post(
    "/pick-lists/{pick_list_id}/lines/{line_id}/pick",
    summary="Pick a line",
    description="Takes units from the slot; `quantity` is what was really taken. The last line completes the list.",
)
def pick_line(
    pick_list_id: RecordId, line_id: RecordId, work: InWorkOnce, body: PickLine | None = None
) -> PickChangeResponse:
    """Take the units of a line."""
    return _changed(work, work.picks.pick(pick_list_id, line_id, body.quantity if body else None))


@router.post(
    "/pick-lists/{pick_list_id}/lines/{line_id}/undo",
    summary="Take a pick back",
    description="The units return to their slot and the list opens again; nothing happens to an open line.",
)
def undo_line(pick_list_id: RecordId, line_id: RecordId, work: InWorkOnce) -> PickChangeResponse:
    """Put the units of a line back."""
    return _changed(work, work.picks.undo(pick_list_id, line_id))


@router.patch(
    "/pick-lists/{pick_list_id}/lines/{line_id}",
    summary="Plan another quantity",
    description="Of an open line; at most what its slot holds and no other open list wants.",
)
def update_line(pick_list_id: RecordId, line_id: RecordId, body: PickLineUpdate, work: InWork) -> PickChangeResponse:
    """Plan another quantity for a line."""
    return _changed(work, work.picks.set_quantity(pick_list_id, line_id, body.quantity))


@router.post(
    "/pick-lists/{pick_list_id}/build",
    status_code=201,
    summary="Record the build of a completed list",
    description="What was picked counts as consumed; the kit's target falls by the units built.",
)
def record_build(pick_list_id: RecordId, work: InWorkOnce, body: BuildRecord | None = None) -> BuildResponse:
    """What became of a list."""
    given = body or BuildRecord()
    return build_response(work.builds.record(pick_list_id, units=given.units, note=given.note))


def _page(container: InContainer, paging: InPaging, rows: list[PickListRow], total: int) -> Page[PickListResponse]:
    container.metrics_service().kits.count("pick_list_list_requests")
    return page_of((PickListResponse.model_validate(_row(row)) for row in rows), total, paging)


def _read(work: UnitOfWork, pick_list_id: int) -> PickListDetailResponse:
    return _detail(work.pick_list_reader.detail(pick_list_id))


def _changed(work: UnitOfWork, change: PickChange) -> PickChangeResponse:
    pick_list = _read(work, change.pick_list.id)
    return PickChangeResponse(batch_id=change.batch_id, message=change.message, pick_list=pick_list)


def _row(row: PickListRow) -> dict[str, object]:
    source = {name: getattr(row.pick_list, name, None) for name in PickListResponse.model_fields}
    return source | {name: getattr(row, name) for name in PickListResponse.model_fields if hasattr(row, name)}


def _detail(detail: PickListDetail) -> PickListDetailResponse:
    return PickListDetailResponse.model_validate(_row(detail.row) | {"lines": [_line(row) for row in detail.lines]})


def _line(row: PickLineRow) -> PickLineResponse:
    line, box = row.line, row.line.location.box
    return PickLineResponse(
        id=line.id,
        part_key=line.part.key,
        description=line.part.description,
        stands_in_for=row.stands_in_for,
        location=line.location.label,
        box_no=box.box_no,
        box_description=box.description,
        loc_no=line.location.loc_no,
        quantity_to_pick=line.quantity_to_pick,
        quantity_picked=line.quantity_picked,
        status=line.status,
        picked_at=line.picked_at,
        in_slot=row.in_slot,
        shortfall=row.shortfall,
    )
