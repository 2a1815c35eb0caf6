"""Locations: one slot by its label."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.api.dependencies import InWork
from app.schemas.box import SlotResponse
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix="/api/locations", tags=["boxes"])
LabelPath = Annotated[str, Path(min_length=3, max_length=20, description="slot as box-slot", examples=["7-3"])]


@router.get("/{label}", summary="One slot", description="Where it lies in its box and what it holds.")
def get_location(label: LabelPath, work: InWork) -> SlotResponse:
    """One slot."""
    return _read(work, label)


@router.post("/{label}/lock", summary="Lock a slot", description="No new stock goes in; what lies there stays.")
def lock_location(label: LabelPath, work: InWork) -> SlotResponse:
    """Lock a slot."""
    work.boxes.lock_location(label)
    return _read(work, label)


@router.post("/{label}/unlock", summary="Unlock a slot", description="New stock may go in again.")
def unlock_location(label: LabelPath, work: InWork) -> SlotResponse:
    """Unlock a slot."""
    work.boxes.unlock_location(label)
    return _read(work, label)


def _read(work: UnitOfWork, label: str) -> SlotResponse:
    location = work.boxes.location(label)
    slots = work.boxes.contents(location.box.box_no)
    return SlotResponse.model_validate(next(slot for slot in slots if slot.loc_no == location.loc_no))
