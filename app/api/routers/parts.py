"""Parts: the catalogue, and what is known about one part."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.dependencies import InContainer, InPaging, InWork, PartKey, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import cut_page, page_of
from app.schemas.base import MAX_INTEGER, Page
from app.schemas.kit import ClaimResponse, PartReservations
from app.schemas.part import KitNameResponse, PartCreate, PartResponse, PartUpdate
from app.schemas.stock import MovementResponse, StockLocation
from app.services.part_reader import PartRow
from app.services.part_service import KIT_SORTS
from app.services.sorting import sorted_by
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix="/api/parts", tags=["parts"])


@router.post(
    "", status_code=201, summary="Create a part", description="A new catalogue entry; its four-letter key is chosen."
)
def create_part(body: PartCreate, work: InWorkOnce) -> PartResponse:
    """A new part."""
    part = work.parts.create(**body.model_dump(exclude_unset=True))
    return _read(work, part.key)


@router.get(
    "",
    summary="List parts",
    description="Parts with stock, slots and kits. `query` must be found word by word in key, description, codes, "
    "tags, package or type; a value such as `0.1uF` also finds `100nF`.",
)
def list_parts(
    work: InWork,
    paging: InPaging,
    *,
    type_id: Annotated[int | None, Query(ge=1, le=MAX_INTEGER, examples=[3])] = None,
    query: Annotated[str | None, Query(max_length=200, examples=["4k7 0603"])] = None,
    include_archived: Annotated[bool, Query()] = False,
    sort: SortOrder = "-created_at",
) -> Page[PartResponse]:
    """A page of parts."""
    rows, total = work.parts.list(
        limit=paging.limit,
        offset=paging.offset,
        type_id=type_id,
        query=query,
        include_archived=include_archived,
        sort=sort,
    )
    return page_of((_response(row) for row in rows), total, paging)


@router.get("/{key}", summary="One part", description="With its stock by slot and the kits that need it.")
def get_part(key: PartKey, work: InWork) -> PartResponse:
    """One part."""
    return _read(work, key)


@router.put("/{key}", summary="Change a part", description="Changes only the fields that are given; null clears one.")
def update_part(key: PartKey, body: PartUpdate, work: InWork) -> PartResponse:
    """Change a part."""
    work.parts.update(key, body.model_dump(exclude_unset=True))
    return _read(work, key)


@router.delete(
    "/{key}",
    status_code=204,
    summary="Delete a part",
    description="Only a part that was never stocked and that no kit needs; archive others.",
    response_class=Response,
)
def delete_part(key: PartKey, work: InWork) -> None:
    """Delete a part."""
    work.parts.delete(key)


@router.post("/{key}/archive", summary="Archive a part", description="Out of lists and suggestions; history stays.")
def archive_part(key: PartKey, work: InWorkOnce) -> PartResponse:
    """Archive a part."""
    work.parts.archive(key)
    return _read(work, key)


@router.post("/{key}/restore", summary="Restore a part", description="Brings an archived part back.")
def restore_part(key: PartKey, work: InWorkOnce) -> PartResponse:
    """Restore a part."""
    work.parts.restore(key)
    return _read(work, key)


@router.get("/{key}/locations", summary="Stock of a part by slot", description="Live. `sort` by location or quantity.")
def list_part_locations(
    key: PartKey, work: InWork, paging: InPaging, sort: SortOrder = "location"
) -> Page[StockLocation]:
    """Where the part lies."""
    balances = work.stock.stock_of(key, sort=sort)
    return cut_page(
        [
            StockLocation(
                location=balance.location.label,
                box_no=balance.location.box.box_no,
                loc_no=balance.location.loc_no,
                quantity=balance.quantity,
            )
            for balance in balances
        ],
        paging,
    )


@router.get(
    "/{key}/history",
    summary="History of a part",
    description="Its ledger lines, newest first, or by occurred_at, recorded_at, delta, reason or actor as `sort` "
    "says.",
)
def list_part_history(
    key: PartKey, work: InWork, paging: InPaging, sort: SortOrder = "-occurred_at"
) -> Page[MovementResponse]:
    """What happened to the part."""
    lines, total = work.history.of_part(key, limit=paging.limit, offset=paging.offset, sort=sort)
    return page_of((MovementResponse.model_validate(line) for line in lines), total, paging)


@router.get("/{key}/kits", summary="Kits that need a part", description="Active ones first, or by name.")
def list_part_kits(
    key: PartKey, work: InWork, container: InContainer, paging: InPaging, sort: SortOrder = "status"
) -> Page[KitNameResponse]:
    """Where the part is needed."""
    kits = sorted_by(work.parts.kits_using(key), sort, KIT_SORTS)
    container.metrics_service().kits.count("part_kit_usage_requests", "true" if kits else "false")
    return cut_page([KitNameResponse.model_validate(kit) for kit in kits], paging)


@router.get(
    "/{key}/kit-reservations",
    summary="Kits that claim a part",
    description="Units that each active kit still needs or holds on its pick lists, by name of the kit.",
)
def list_part_reservations(key: PartKey, work: InWork) -> PartReservations:
    """Where the part is reserved."""
    claims = [
        ClaimResponse(
            kit_id=claim.kit.id, kit_name=claim.kit.name, build_target=claim.kit.build_target, units=claim.units
        )
        for claim in work.reservations.claims(key)
    ]
    return PartReservations(
        part_key=work.parts.get(key).key, total_reserved=sum(claim.units for claim in claims), claims=claims
    )


def _read(work: UnitOfWork, key: str) -> PartResponse:
    work.session.flush()
    return _response(work.parts.row(key))


def _response(row: PartRow) -> PartResponse:
    facts = {name: getattr(row.part, name) for name in PartResponse.model_fields if hasattr(row.part, name)}
    merged = {"merged_into": None if row.part.merged_into is None else row.part.merged_into.key}
    stock = {"quantity": row.quantity, "locations": row.locations, "kits": row.kits}
    return PartResponse.model_validate(facts | merged | stock)
