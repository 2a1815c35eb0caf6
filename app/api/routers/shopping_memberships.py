"""On which shopping lists parts and kits are, and putting them there."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.dependencies import InPaging, InWork, PartKey, RecordId, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import cut_page
from app.api.shopping_bodies import link_response, membership_response
from app.schemas.base import Page
from app.schemas.shopping import (
    DemandResponse,
    KitLinkResponse,
    KitMembershipQuery,
    KitMemberships,
    KitPush,
    KitPushResponse,
    MembershipCreate,
    MembershipQuery,
    MembershipResponse,
    PartMemberships,
    StandInResponse,
)
from app.services.shopping.memberships import LINK_SORTS, PART_SORTS
from app.services.sorting import sorted_by

router = APIRouter(prefix="/api", tags=["shopping"])
IncludeDone = Annotated[bool, Query(description="also done lines and lists")]


@router.get(
    "/parts/{key}/shopping-list-memberships", summary="Lists that name a part", description="By list or needed."
)
def list_part_memberships(
    key: PartKey, work: InWork, paging: InPaging, sort: SortOrder = "list", *, include_done: IncludeDone = False
) -> Page[MembershipResponse]:
    """Where a part is to be bought."""
    lines = sorted_by(work.memberships.of_part(key, include_done=include_done), sort, PART_SORTS)
    return cut_page([membership_response(line) for line in lines], paging)


@router.post(
    "/parts/{key}/shopping-list-memberships",
    status_code=201,
    summary="Put a part on a list",
    description="Only on an active list, once per list.",
)
def create_part_membership(key: PartKey, body: MembershipCreate, work: InWorkOnce) -> MembershipResponse:
    """Put a part on a list."""
    given = body.model_dump(exclude={"shopping_list_id"})
    return membership_response(work.shopping_lines.add(body.shopping_list_id, part_key=key, **given))


@router.post(
    "/parts/shopping-list-memberships/query",
    summary="Lists that name parts",
    description="For up to 250 parts at once, in the order asked for.",
)
def query_part_memberships(body: MembershipQuery, work: InWork) -> list[PartMemberships]:
    """Where parts are to be bought."""
    found = work.memberships.of_parts(body.part_keys, include_done=body.include_done)
    return [
        PartMemberships(part_key=key, memberships=[membership_response(line) for line in lines])
        for key, lines in found.items()
    ]


@router.get("/kits/{kit_id}/shopping-lists", summary="Lists a kit is on", description="By list or created_at.")
def list_kit_links(
    kit_id: RecordId, work: InWork, paging: InPaging, sort: SortOrder = "list", *, include_done: IncludeDone = True
) -> Page[KitLinkResponse]:
    """On which lists a kit is."""
    links = sorted_by(work.memberships.of_kit(kit_id, include_done=include_done), sort, LINK_SORTS)
    return cut_page([link_response(link) for link in links], paging)


@router.post(
    "/kits/{kit_id}/shopping-lists",
    summary="Put a kit on a list",
    description="Puts what is still lacking on an active list (200) or a new one (201): need - stock - on order + "
    "minimum, less what substitutes in stock cover. "
    "Again sets, it does not add up. When nothing is needed nothing is written and `link` is null.",
    responses={201: {"model": KitPushResponse, "description": "A new list was made"}},
)
def push_kit(kit_id: RecordId, body: KitPush, work: InWorkOnce, response: Response) -> KitPushResponse:
    """Put a kit on a list."""
    result = work.kit_pushes.push(
        kit_id,
        list_id=body.shopping_list_id,
        new_list=body.new_list_name,
        units=body.requested_units,
        honor_reserved=body.honor_reserved,
    )
    response.status_code = 201 if result.is_new_list else 200
    demands = [
        DemandResponse(
            part_key=demand.part.key,
            required=demand.required,
            in_stock=demand.in_stock,
            on_order=demand.on_order,
            stand_ins=[StandInResponse(part_key=one.part.key, units=one.units) for one in demand.stand_ins],
            to_buy=demand.purchase.total,
        )
        for demand in result.demands
    ]
    link = link_response(result.link) if result.link else None
    return KitPushResponse(link=link, batch_id=result.batch_id, message=result.message, demands=demands)


@router.delete(
    "/kit-shopping-list-links/{link_id}",
    status_code=204,
    summary="Unlink a kit from a list",
    description="Removes the link only; the lines stay with their reason.",
    response_class=Response,
)
def delete_kit_link(link_id: RecordId, work: InWork) -> None:
    """Unlink a kit."""
    work.kit_pushes.unlink(link_id)


@router.post(
    "/kits/shopping-list-memberships/query",
    summary="Lists that kits are on",
    description="For up to 250 kits at once, in the order asked for.",
)
def query_kit_memberships(body: KitMembershipQuery, work: InWork) -> list[KitMemberships]:
    """On which lists kits are."""
    found = work.memberships.of_kits(body.kit_ids, include_done=body.include_done)
    return [
        KitMemberships(kit_id=kit_id, memberships=[link_response(link) for link in links])
        for kit_id, links in found.items()
    ]
