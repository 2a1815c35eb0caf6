"""Kits, their lines and coverage, what lacks over all of them, and how their pick lists are asked for in bulk."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from app.api.dependencies import InContainer, InPaging, InWork, PartQuery, RecordId, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import page_of
from app.exceptions import BinsightError
from app.models import KitContent
from app.schemas.base import Page
from app.schemas.kit import (
    CoverageLineResponse,
    KitContentCreate,
    KitContentResponse,
    KitContentUpdate,
    KitCreate,
    KitDetailResponse,
    KitDuplicate,
    KitIds,
    KitResponse,
    KitShareResponse,
    KitUpdate,
    ShortageResponse,
)
from app.schemas.pick_list import PickListMembership
from app.services.kit_coverage_service import CoverageRow, ShortPart
from app.services.kit_reader import KitDetail, KitRow
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix="/api/kits", tags=["kits"])
_FIGURES = ("in_stock", "reserved", "available", "picked", "substituted", "shortfall", "state")


@router.get(
    "",
    summary="List kits",
    description="Latest change first unless `sort` says otherwise (`name`, `priority`, `build_target`, `created_at`, "
    "`updated_at`, with a leading - for descending), with how each stands against its target.",
)
def list_kits(  # noqa: PLR0917 - one parameter per query field
    work: InWork,
    container: InContainer,
    paging: InPaging,
    status: Annotated[Literal["active", "archived", "all"], Query()] = "active",
    query: Annotated[
        str | None, Query(max_length=200, description="words of name or description", examples=["weather"])
    ] = None,
    sort: SortOrder = "-updated_at",
) -> Page[KitResponse]:
    """A page of kits."""
    rows, total = work.kit_reader.page(
        limit=paging.limit, offset=paging.offset, status=None if status == "all" else status, query=query, sort=sort
    )
    container.metrics_service().kits.count("kits_overview_requests", status)
    return page_of((KitResponse.model_validate(_kit(row)) for row in rows), total, paging)


@router.post("", status_code=201, summary="Create a kit", description="Without lines; add them with its contents.")
def create_kit(body: KitCreate, work: InWorkOnce) -> KitDetailResponse:
    """A new kit."""
    return _read(work, work.kits.create(**body.model_dump(exclude_unset=True)).id)


@router.get(
    "/shortages",
    summary="What lacks for all kits",
    description="Need of all active kits' targets - stock - on order + minimum, by part. Scarce units go to the kit "
    "with the first priority. `kit_id` keeps the parts that this kit goes short of. By part or units.",
)
def list_shortages(
    work: InWork,
    paging: InPaging,
    kit_id: Annotated[int | None, Query(ge=1, le=2**31 - 1, examples=[7])] = None,
    sort: SortOrder = "part",
) -> Page[ShortageResponse]:
    """What to buy so that every kit can be built."""
    rows, total = work.kit_coverage.shortages(kit_id=kit_id, limit=paging.limit, offset=paging.offset, sort=sort)
    return page_of((_shortage(row) for row in rows), total, paging)


@router.post(
    "/pick-list-memberships/query",
    summary="Pick lists of many kits",
    description="At most 250 kits at once, answered in the order asked.",
)
def query_pick_lists(body: KitIds, work: InWork) -> list[PickListMembership]:
    """Which pick lists these kits have."""
    found = work.kit_reader.pick_lists(body.kit_ids, include_done=body.include_done)
    return [PickListMembership(kit_id=row.kit_id, pick_lists=[one.id for one in row.pick_lists]) for row in found]


@router.get(
    "/{kit_id}",
    summary="One kit",
    description="With its lines and what is there for `units` of it (default: its target), kits inside included.",
)
def get_kit(
    kit_id: RecordId,
    work: InWork,
    container: InContainer,
    units: Annotated[int | None, Query(ge=0, le=1_000_000)] = None,
) -> KitDetailResponse:
    """One kit with its coverage."""
    container.metrics_service().kits.count("kit_detail_views")
    return _detail(work.kit_reader.detail(kit_id, units))


@router.patch("/{kit_id}", summary="Change a kit", description="Changes only the fields that are given.")
def update_kit(kit_id: RecordId, body: KitUpdate, work: InWork) -> KitDetailResponse:
    """Change a kit."""
    work.kits.update(kit_id, body.model_dump(exclude_unset=True))
    return _read(work, kit_id)


@router.delete(
    "/{kit_id}",
    status_code=204,
    summary="Delete a kit",
    description="With its lines and pick lists. A kit that was built is archived instead.",
    response_class=Response,
)
def delete_kit(kit_id: RecordId, work: InWork) -> None:
    """Delete a kit."""
    work.kits.delete(kit_id)


@router.post("/{kit_id}/archive", summary="Archive a kit", description="It claims nothing any more.")
def archive_kit(kit_id: RecordId, work: InWorkOnce) -> KitDetailResponse:
    """Put a kit out of use."""
    work.kits.archive(kit_id)
    return _read(work, kit_id)


@router.post("/{kit_id}/unarchive", summary="Unarchive a kit", description="Brings it back into use.")
def unarchive_kit(kit_id: RecordId, work: InWorkOnce) -> KitDetailResponse:
    """Bring a kit back."""
    work.kits.unarchive(kit_id)
    return _read(work, kit_id)


@router.post(
    "/{kit_id}/duplicate", status_code=201, summary="Copy a kit", description="Target, priority, lines and documents."
)
def duplicate_kit(kit_id: RecordId, body: KitDuplicate, work: InWorkOnce) -> KitDetailResponse:
    """A copy under another name."""
    return _read(work, work.kits.duplicate(kit_id, body.name).id)


@router.get(
    "/{kit_id}/contents",
    summary="Lines of a kit",
    description="As they were entered, or by id, part, description or required_per_unit as `sort` says; `part` keeps "
    "the lines that need it or that it may stand in for.",
)
def list_contents(
    kit_id: RecordId, work: InWork, paging: InPaging, part: PartQuery = None, sort: SortOrder = "id"
) -> Page[KitContentResponse]:
    """A page of lines."""
    lines, total = work.kit_content_reader.page(
        kit_id, limit=paging.limit, offset=paging.offset, part_key=part, sort=sort
    )
    return page_of((_content(line) for line in lines), total, paging)


@router.post(
    "/{kit_id}/contents",
    status_code=201,
    summary="Add a line to a kit",
    description="A part with its substitutes, or another kit; a kit inside itself is refused with the way.",
)
def add_content(kit_id: RecordId, body: KitContentCreate, work: InWorkOnce) -> KitContentResponse:
    """A new line."""
    fields = body.model_dump(exclude={"part_key", "child_kit_id", "substitutes"})
    if body.child_kit_id is not None:
        return _content(work.kit_contents.add_kit(kit_id, body.child_kit_id, **fields))
    return _content(work.kit_contents.add(kit_id, body.part_key or "", substitutes=body.substitutes, **fields))


@router.patch(
    "/{kit_id}/contents/{content_id}",
    summary="Change a line of a kit",
    description="Refused when somebody changed the line since the version you saw.",
)
def update_content(kit_id: RecordId, content_id: RecordId, body: KitContentUpdate, work: InWork) -> KitContentResponse:
    """Change a line."""
    work.kit_contents.get(content_id, kit_id)
    changes = body.model_dump(exclude_unset=True, exclude={"version"})
    return _content(work.kit_contents.update(content_id, body.version, changes))


@router.delete(
    "/{kit_id}/contents/{content_id}",
    status_code=204,
    summary="Remove a line from a kit",
    description="With `version` only if nobody changed it since.",
    response_class=Response,
)
def remove_content(
    kit_id: RecordId,
    content_id: RecordId,
    work: InWork,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> None:
    """Remove a line."""
    work.kit_contents.get(content_id, kit_id)
    work.kit_contents.remove(content_id, version)


def _read(work: UnitOfWork, kit_id: int) -> KitDetailResponse:
    return _detail(work.kit_reader.detail(kit_id))


def _kit(row: KitRow) -> dict[str, object]:
    return {name: getattr(row if hasattr(row, name) else row.kit, name) for name in KitResponse.model_fields}


def _detail(detail: KitDetail) -> KitDetailResponse:
    return KitDetailResponse.model_validate(
        _kit(detail.row)
        | {
            "units": detail.coverage.units,
            "contents": [_content(content) for content in detail.coverage.contents],
            "coverage": [_line(row) for row in detail.coverage.rows],
        }
    )


def _content(content: KitContent) -> KitContentResponse:
    child, part = content.child_kit, content.part
    return KitContentResponse(
        id=content.id,
        part_key=part.key if part is not None else None,
        child_kit_id=content.child_kit_id,
        child_kit_name=child.name if child is not None else None,
        description=part.description if part is not None else child.description if child is not None else None,
        required_per_unit=content.required_per_unit,
        attrition_percent=content.attrition_percent,
        attrition_fixed=content.attrition_fixed,
        substitutes=[substitute.part.key for substitute in content.substitutes],
        note=content.note,
        version=content.version,
    )


def _line(row: CoverageRow) -> CoverageLineResponse:
    figures, content = row.figures, row.content
    if content.part is None:
        raise BinsightError("Only lines with parts are covered")
    return CoverageLineResponse(
        content_id=content.id,
        kit_id=content.kit_id,
        kit_name=content.kit.name,
        part_key=content.part.key,
        description=content.part.description,
        required=figures.need.total,
        required_net=figures.need.net,
        attrition=figures.need.attrition,
        required_text=str(figures.need),
        **{name: getattr(figures, name) for name in _FIGURES},
    )


def _shortage(row: ShortPart) -> ShortageResponse:
    return ShortageResponse(
        part_key=row.part.key,
        description=row.part.description,
        in_stock=row.in_stock,
        on_order=row.on_order,
        minimum=row.part.minimum_quantity or 0,
        for_minimum=row.shortage.for_minimum,
        units=row.shortage.units,
        kits=[
            KitShareResponse(
                kit_id=outcome.kit.id,
                kit_name=outcome.kit.name,
                priority=outcome.kit.priority,
                wanted=outcome.share.wanted,
                from_stock=outcome.share.from_stock,
                from_orders=outcome.share.from_orders,
                short=outcome.share.short,
            )
            for outcome in row.kits
        ],
    )
