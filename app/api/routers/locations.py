"""Locations: slots over all boxes, and one by its label."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.api.dependencies import InPaging, InWork, PartQuery, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import page_of
from app.schemas.base import Page
from app.schemas.box import SlotResponse
from app.services.box_service import MAX_BOX_NO
from app.services.location_reader import SlotFilter
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix="/api/locations", tags=["boxes"])
LabelPath = Annotated[str, Path(min_length=3, max_length=20, description="slot as box-slot", examples=["7-3"])]
IsLocked = Annotated[bool | None, Query(description="true: only locked slots; false: only others")]
IsEmpty = Annotated[bool | None, Query(description="true: only empty slots; false: only others")]


@router.get(
    "",
    summary="List slots",
    description="Of all boxes, empty ones too, with what they hold. `locked`, `empty`, `box` and `part` keep only such "
    "slots; those of archived boxes are left out unless asked for. `sort` by location or units.",
)
def list_locations(
    work: InWork,
    paging: InPaging,
    *,
    box: Annotated[int | None, Query(ge=1, le=MAX_BOX_NO, description="number of the box", examples=[7])] = None,
    part: PartQuery = None,
    locked: IsLocked = None,
    empty: IsEmpty = None,
    include_archived: Annotated[bool, Query()] = False,
    sort: SortOrder = "location",
) -> Page[SlotResponse]:
    """A page of slots."""
    wanted = SlotFilter(box, part, locked, empty, include_archived)
    slots, total = work.locations.page(wanted, limit=paging.limit, offset=paging.offset, sort=sort)
    return page_of((SlotResponse.model_validate(slot) for slot in slots), total, paging)


@router.get("/{label}", summary="One slot", description="Where it lies in its box and what it holds.")
def get_location(label: LabelPath, work: InWork) -> SlotResponse:
    """One slot."""
    return _read(work, label)


@router.post("/{label}/lock", summary="Lock a slot", description="No new stock goes in; what lies there stays.")
def lock_location(label: LabelPath, work: InWorkOnce) -> SlotResponse:
    """Lock a slot."""
    work.boxes.lock_location(label)
    return _read(work, label)


@router.post("/{label}/unlock", summary="Unlock a slot", description="New stock may go in again.")
def unlock_location(label: LabelPath, work: InWorkOnce) -> SlotResponse:
    """Unlock a slot."""
    work.boxes.unlock_location(label)
    return _read(work, label)


def _read(work: UnitOfWork, label: str) -> SlotResponse:
    location = work.boxes.location(label)
    slots = work.boxes.contents(location.box.box_no)
    return SlotResponse.model_validate(next(slot for slot in slots if slot.loc_no == location.loc_no))
