"""Seller links: who sells a part, under which number, at which price, how fast."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.api.dependencies import InPaging, InWork, PartKey, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import cut_page
from app.schemas.base import MAX_INTEGER, Page
from app.schemas.seller import SellerLinkCreate, SellerLinkResponse, SellerLinkUpdate

router = APIRouter(prefix="/api/parts/{key}/seller-links", tags=["sellers"])
LinkId = Annotated[int, Path(ge=1, le=MAX_INTEGER)]


@router.post("", status_code=201, summary="Link a part to a seller", description="One entry per seller and SKU.")
def create_seller_link(key: PartKey, body: SellerLinkCreate, work: InWorkOnce) -> SellerLinkResponse:
    """A new offer."""
    offer = work.sellers.link_part(key, **body.model_dump())
    return SellerLinkResponse.model_validate(offer)


@router.get(
    "",
    summary="Who sells a part",
    description="`sort` by seller, sku, minimum_quantity or lead_time_days; what is empty comes last.",
)
def list_seller_links(
    key: PartKey, work: InWork, paging: InPaging, sort: SortOrder = "seller"
) -> Page[SellerLinkResponse]:
    """Offers of a part."""
    offers = work.sellers.links_of(key, sort=sort)
    return cut_page([SellerLinkResponse.model_validate(offer) for offer in offers], paging)


@router.put("/{link_id}", summary="Change an offer", description="Changes only the fields that are given.")
def update_seller_link(key: PartKey, link_id: LinkId, body: SellerLinkUpdate, work: InWork) -> SellerLinkResponse:
    """Change an offer."""
    offer = work.sellers.update_link(key, link_id, body.model_dump(exclude_unset=True))
    return SellerLinkResponse.model_validate(offer)


@router.delete(
    "/{link_id}",
    status_code=204,
    summary="Unlink a part from a seller",
    description="Refused when the link belongs to another part.",
    response_class=Response,
)
def delete_seller_link(key: PartKey, link_id: LinkId, work: InWork) -> None:
    """Remove an offer."""
    work.sellers.unlink(key, link_id)
