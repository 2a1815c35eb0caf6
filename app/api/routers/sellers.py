"""Sellers: who sells, with logo, offers and record."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile

from app.api.dependencies import InPaging, InWork, RecordId, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import page_of
from app.models import PartSeller, Seller
from app.schemas.base import Page
from app.schemas.seller import (
    OfferResponse,
    ReliabilityResponse,
    SellerCreate,
    SellerLinkResponse,
    SellerListItem,
    SellerResponse,
    SellerUpdate,
)
from app.services.seller_logo_service import MAX_LOGO_BYTES

router = APIRouter(prefix="/api/sellers", tags=["sellers"])
MULTIPART_OVERHEAD = 64 * 1024


@router.post("", status_code=201, summary="Create a seller", description="Names are unique whatever their case.")
def create_seller(body: SellerCreate, work: InWorkOnce) -> SellerResponse:
    """A new seller."""
    return _response(work.sellers.create(**body.model_dump()))


@router.get(
    "",
    summary="List sellers",
    description="With the number of parts each offers. `sort` by name, link_count or created_at.",
)
def list_sellers(
    work: InWork,
    paging: InPaging,
    query: Annotated[str | None, Query(max_length=200, description="words of the name", examples=["corner"])] = None,
    sort: SortOrder = "name",
) -> Page[SellerListItem]:
    """A page of sellers."""
    rows, total = work.sellers.list(limit=paging.limit, offset=paging.offset, query=query, sort=sort)
    items = (SellerListItem(**_response(row.seller).model_dump(), link_count=row.link_count) for row in rows)
    return page_of(items, total, paging)


@router.get("/{seller_id}", summary="One seller", description="By its id.")
def get_seller(seller_id: RecordId, work: InWork) -> SellerResponse:
    """One seller."""
    return _response(work.sellers.get(seller_id))


@router.put(
    "/{seller_id}", summary="Change a seller", description="Changes only the fields that are given; null clears one."
)
def update_seller(seller_id: RecordId, body: SellerUpdate, work: InWork) -> SellerResponse:
    """Change a seller."""
    seller = work.sellers.update(seller_id, body.model_dump(exclude_unset=True))
    work.session.refresh(seller)
    return _response(seller)


@router.delete(
    "/{seller_id}",
    status_code=204,
    summary="Delete a seller",
    description="Refused while parts are linked to it or it has still to deliver; other lines go on without a seller.",
    response_class=Response,
)
def delete_seller(seller_id: RecordId, work: InWork) -> None:
    """Delete a seller."""
    work.sellers.delete(seller_id)


@router.get(
    "/{seller_id}/parts",
    summary="What a seller offers",
    description="`sort` by part, description, sku, minimum_quantity or lead_time_days; what is empty comes last.",
)
def list_offers(seller_id: RecordId, work: InWork, paging: InPaging, sort: SortOrder = "part") -> Page[OfferResponse]:
    """A page of offers."""
    offers, total = work.sellers.offers_of(seller_id, limit=paging.limit, offset=paging.offset, sort=sort)
    return page_of((_offer(offer) for offer in offers), total, paging)


@router.get(
    "/{seller_id}/reliability",
    summary="How reliable a seller is",
    description="Lead time, punctuality and fill rate, from what was ordered and what arrived.",
)
def get_reliability(seller_id: RecordId, work: InWork) -> ReliabilityResponse:
    """The record of a seller."""
    return ReliabilityResponse.model_validate(work.seller_records.of_seller(seller_id))


@router.get(
    "/{seller_id}/logo",
    summary="Logo of a seller",
    description="The picture; 404 when there is none.",
    response_class=Response,
    responses={200: {"content": {"image/png": {}, "image/jpeg": {}, "image/webp": {}}}},
)
def get_logo(seller_id: RecordId, work: InWork) -> Response:
    """The picture of a seller."""
    stored = work.seller_logos.read(seller_id)
    return Response(stored.data, media_type=stored.content_type, headers={"X-Content-Type-Options": "nosniff"})


@router.put(
    "/{seller_id}/logo",
    summary="Set the logo of a seller",
    description="A PNG, JPEG or WebP picture of at most 10 MB as multipart field `file`.",
    max_body_size=MAX_LOGO_BYTES + MULTIPART_OVERHEAD,
)
def put_logo(seller_id: RecordId, file: UploadFile, work: InWork) -> SellerResponse:
    """Give a seller a picture."""
    return _response(work.seller_logos.put(seller_id, file.file.read(MAX_LOGO_BYTES + 1)))


@router.delete("/{seller_id}/logo", summary="Remove the logo of a seller", description="Undo brings it back.")
def delete_logo(seller_id: RecordId, work: InWork) -> SellerResponse:
    """Take the picture away."""
    return _response(work.seller_logos.clear(seller_id))


def _response(seller: Seller) -> SellerResponse:
    facts = {name: getattr(seller, name) for name in SellerResponse.model_fields if hasattr(seller, name)}
    return SellerResponse.model_validate(facts | {"has_logo": seller.logo_s3_key is not None})


def _offer(offer: PartSeller) -> OfferResponse:
    link = SellerLinkResponse.model_validate(offer)
    return OfferResponse(**link.model_dump(), part_key=offer.part.key, description=offer.part.description)
