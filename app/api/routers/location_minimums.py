"""Minimums of single slots: how many units of a part a slot should never fall below."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.api.dependencies import InPaging, InWork, PartKey, SortOrder
from app.api.paging import cut_page
from app.models import LocationMinimum
from app.schemas.base import Page
from app.schemas.stock import LocationMinimumResponse, LocationMinimumUpdate
from app.services.location_minimum_service import SORTS
from app.services.sorting import sorted_by

router = APIRouter(prefix="/api/parts/{key}/location-minimums", tags=["parts"])
Slot = Annotated[str, Path(min_length=3, max_length=20, description="slot as box-slot", examples=["7-3"])]


@router.get("", summary="Minimums by slot", description="Of one part, by location or minimum_quantity.")
def list_minimums(
    key: PartKey, work: InWork, paging: InPaging, sort: SortOrder = "location"
) -> Page[LocationMinimumResponse]:
    """The floors of one part."""
    found = sorted_by(work.minimums.of_part(key), sort, SORTS)
    return cut_page([_response(one) for one in found], paging)


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
