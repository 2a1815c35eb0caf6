"""Dashboard: figures of the store as it is now."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import InPaging, InWork, SortOrder
from app.api.paging import cut_page, page_of
from app.schemas.base import Page
from app.schemas.dashboard import (
    BoxUsage,
    CategoryCount,
    DashboardStats,
    LowSlotResponse,
    LowStockPart,
    PartName,
)
from app.schemas.stock import MovementResponse
from app.services.dashboard_service import CATEGORY_SORTS
from app.services.sorting import sorted_by

router = APIRouter(prefix="/api/dashboard", tags=["dashboard"])


@router.get("/stats", summary="Counts", description="Parts, units, boxes, types, changes, and parts that run low.")
def get_stats(work: InWork) -> DashboardStats:
    """How much there is."""
    counts = work.dashboard.counts()
    return DashboardStats(
        total_parts=counts.parts,
        total_quantity=counts.units,
        total_boxes=counts.boxes,
        total_types=counts.types,
        changes_7d=counts.changes_7d,
        changes_30d=counts.changes_30d,
        low_stock_count=counts.low_stock,
    )


@router.get(
    "/recent-activity",
    summary="What happened last",
    description="Lines of the ledger, newest first, or by occurred_at, recorded_at, delta, reason or actor as `sort` "
    "says; `/api/movements` filters them.",
)
def list_recent_activity(work: InWork, paging: InPaging, sort: SortOrder = "-occurred_at") -> Page[MovementResponse]:
    """The latest lines."""
    lines, total = work.dashboard.recent_activity(limit=paging.limit, offset=paging.offset, sort=sort)
    return page_of((MovementResponse.model_validate(line) for line in lines), total, paging)


@router.get(
    "/storage-summary",
    summary="How full the boxes are",
    description="Boxes in use. `sort` by box_no, description, total_locations, occupied_locations or usage_percentage.",
)
def list_storage(work: InWork, paging: InPaging, sort: SortOrder = "box_no") -> Page[BoxUsage]:
    """Boxes and their slots in use."""
    rows = [
        BoxUsage(
            box_no=row.box.box_no,
            description=row.box.description,
            total_locations=row.capacity,
            occupied_locations=row.occupied,
            usage_percentage=round(row.usage_percent, 1),
        )
        for row in work.dashboard.storage(sort=sort)
    ]
    return cut_page(rows, paging)


@router.get(
    "/low-stock",
    summary="Parts that run low",
    description="Below their own minimum or, without one, at or below `threshold`; parts at zero included, emptiest "
    "first, or by quantity, part or description as `sort` says.",
)
def list_low_stock(
    work: InWork,
    paging: InPaging,
    threshold: Annotated[
        int | None, Query(ge=0, le=1_000_000, description="default: the setting", examples=[5])
    ] = None,
    sort: SortOrder = "quantity",
) -> Page[LowStockPart]:
    """What to buy next."""
    rows, total = work.dashboard.low_stock(threshold, limit=paging.limit, offset=paging.offset, sort=sort)
    items = [
        LowStockPart(
            part_key=row.part.key,
            description=row.part.description,
            type_name=row.part.type.name if row.part.type else None,
            quantity=row.quantity,
            minimum_quantity=row.minimum,
        )
        for row in rows
    ]
    return page_of(items, total, paging)


@router.get("/low-slots", summary="Slots below their minimum", description="By quantity, minimum_quantity or part.")
def list_low_slots(work: InWork, paging: InPaging, sort: SortOrder = "quantity") -> Page[LowSlotResponse]:
    """What to refill from where else it lies."""
    rows, total = work.minimums.low(limit=paging.limit, offset=paging.offset, sort=sort)
    items = [
        LowSlotResponse(
            part_key=row.part.key,
            location=row.location,
            quantity=row.quantity,
            minimum_quantity=row.minimum,
            elsewhere=row.elsewhere,
        )
        for row in rows
    ]
    return page_of(items, total, paging)


@router.get(
    "/category-distribution", summary="Parts by type", description="Types without parts, too; by part_count or type."
)
def list_categories(work: InWork, paging: InPaging, sort: SortOrder = "-part_count") -> Page[CategoryCount]:
    """How many parts each type has."""
    rows = [
        CategoryCount(type_id=type_.id, type_name=type_.name, part_count=count)
        for type_, count in sorted_by(reversed(work.dashboard.categories()), sort, CATEGORY_SORTS)
    ]
    return cut_page(rows, paging)


@router.get(
    "/parts-without-documents",
    summary="Parts without documents",
    description="Parts in use that have none. `sort` by key, description or created_at.",
)
def list_parts_without_documents(work: InWork, paging: InPaging, sort: SortOrder = "key") -> Page[PartName]:
    """What still needs a datasheet."""
    parts, total = work.dashboard.without_documents(limit=paging.limit, offset=paging.offset, sort=sort)
    return page_of((PartName.model_validate(part) for part in parts), total, paging)
