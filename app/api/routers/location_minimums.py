"""Minimums of single slots: how many units of a part a slot should never fall below."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.api.dependencies import InPaging, InWork, PartKey
from app.api.paging import cut_page
from app.models import LocationMinimum
from app.schemas.base import Page
from app.schemas.stock import LocationMinimumResponse, LocationMinimumUpdate

router = APIRouter(prefix="/api/parts/{key}/location-minimums", tags=["parts"])
Slot = Annotated[str, Path(min_length=3, max_length=20, description="slot as box-slot", examples=["7-3"])]


@router.get("", summary="Minimums by slot", description="Of one part, by box and slot number.")
def list_minimums(key: PartKey, work: InWork, paging: InPaging) -> Page[LocationMinimumResponse]:
    """The floors of one part."""
    return cut_page([_response(found) for found in work.minimums.of_part(key)], paging)


@router.put("/{location}", summary="Set a slot's minimum", description="In place of the one it had.")
def put_minimum(key: PartKey, location: Slot, body: LocationMinimumUpdate, work: InWork) -> LocationMinimumResponse:
    """Set a floor."""
    return _response(work.minimums.set(key, location, body.minimum_quantity))


@router.delete(
    "/{location}",
    status_code=204,
    summary="Clear a slot's minimum",
    description="The part's own minimum stays.",
    response_class=Response,
)
def delete_minimum(key: PartKey, location: Slot, work: InWork) -> None:
    """Take a floor away."""
    work.minimums.clear(key, location)


def _response(found: LocationMinimum) -> LocationMinimumResponse:
    return LocationMinimumResponse(location=found.location.label, minimum_quantity=found.minimum_quantity)
