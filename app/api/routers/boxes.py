"""Boxes and their slots."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.api.dependencies import InPaging, InWork, PartQuery, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import page_of
from app.api.routers.locations import IsEmpty, IsLocked
from app.schemas.base import Page
from app.schemas.box import BoxCreate, BoxResponse, BoxUpdate, BoxUsage, SlotResponse
from app.services.box_reader import BoxRow
from app.services.location_reader import SlotFilter
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix="/api/boxes", tags=["boxes"])
BoxNo = Annotated[int, Path(ge=1, le=999_999, description="the number on the box", examples=[7])]


@router.post("", status_code=201, summary="Create a box", description="With slots 1 to `capacity`.")
def create_box(body: BoxCreate, work: InWorkOnce) -> BoxResponse:
    """A new box."""
    box = work.boxes.create(**body.model_dump(exclude_unset=True))
    return _read(work, box.box_no)


@router.get(
    "",
    summary="List boxes",
    description="With how full they are. `sort` by box_no, description, capacity, occupied or created_at.",
)
def list_boxes(
    work: InWork,
    paging: InPaging,
    query: Annotated[str | None, Query(max_length=200, examples=["resistors"])] = None,
    include_archived: Annotated[bool, Query()] = False,
    sort: SortOrder = "box_no",
) -> Page[BoxResponse]:
    """A page of boxes."""
    rows, total = work.boxes.list(
        limit=paging.limit, offset=paging.offset, query=query, include_archived=include_archived, sort=sort
    )
    return page_of((_response(row) for row in rows), total, paging)


@router.get("/{box_no}", summary="One box", description="With how full it is.")
def get_box(box_no: BoxNo, work: InWork) -> BoxResponse:
    """One box."""
    return _read(work, box_no)


@router.put(
    "/{box_no}",
    summary="Change a box",
    description="Changes only the fields that are given. A smaller capacity is refused while the slots that would be "
    "cut off hold stock or have a history; they are named.",
)
def update_box(box_no: BoxNo, body: BoxUpdate, work: InWork) -> BoxResponse:
    """Change a box."""
    work.boxes.update(box_no, body.model_dump(exclude_unset=True))
    return _read(work, box_no)


@router.delete(
    "/{box_no}",
    status_code=204,
    summary="Delete a box",
    description="Only a box that never held anything; archive others.",
    response_class=Response,
)
def delete_box(box_no: BoxNo, work: InWork) -> None:
    """Delete a box."""
    work.boxes.delete(box_no)


@router.post("/{box_no}/archive", summary="Archive a box", description="Only an empty box; its history stays.")
def archive_box(box_no: BoxNo, work: InWorkOnce) -> BoxResponse:
    """Archive a box."""
    work.boxes.archive(box_no)
    return _read(work, box_no)


@router.post("/{box_no}/restore", summary="Restore a box", description="Brings an archived box back into use.")
def restore_box(box_no: BoxNo, work: InWorkOnce) -> BoxResponse:
    """Restore a box."""
    work.boxes.restore(box_no)
    return _read(work, box_no)


@router.get("/{box_no}/usage", summary="How full a box is", description="Occupied and free slots.")
def get_box_usage(box_no: BoxNo, work: InWork) -> BoxUsage:
    """How full a box is."""
    row = work.boxes.usage(box_no)
    return BoxUsage(box_no=row.box.box_no, **_usage(row), capacity=row.capacity)


@router.get(
    "/{box_no}/locations",
    summary="Slots of a box",
    description="All slots in order, or by location or units as `sort` says, with what they hold; `locked`, `empty` "
    "and `part` keep only such slots.",
)
def list_box_locations(
    box_no: BoxNo,
    work: InWork,
    paging: InPaging,
    *,
    part: PartQuery = None,
    locked: IsLocked = None,
    empty: IsEmpty = None,
    sort: SortOrder = "location",
) -> Page[SlotResponse]:
    """What lies where in a box."""
    wanted = SlotFilter(box_no, part, locked, empty, include_archived=True)
    slots, total = work.locations.page(wanted, limit=paging.limit, offset=paging.offset, sort=sort)
    return page_of((SlotResponse.model_validate(slot) for slot in slots), total, paging)


def _read(work: UnitOfWork, box_no: int) -> BoxResponse:
    return _response(work.boxes.usage(box_no))


def _response(row: BoxRow) -> BoxResponse:
    facts = {name: getattr(row.box, name) for name in BoxResponse.model_fields if hasattr(row.box, name)}
    return BoxResponse.model_validate(facts | _usage(row))


def _usage(row: BoxRow) -> dict[str, float]:
    return {
        "occupied": row.occupied,
        "available": row.capacity - row.occupied,
        "usage_percent": row.usage_percent,
    }
