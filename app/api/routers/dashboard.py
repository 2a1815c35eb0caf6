"""Dashboard: figures of the store as it is now."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import InPaging, InWork
from app.api.paging import cut_page, page_of
from app.schemas.base import Page
from app.schemas.dashboard import (
    BoxUsage,
    CategoryCount,
    DashboardStats,
    LowSlotResponse,
    LowStockPart,
    PartName,
    PartsWithoutDocuments,
)
from app.schemas.stock import MovementResponse

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


@router.get("/recent-activity", summary="What happened last", description="Lines of the ledger, newest first.")
def list_recent_activity(
    work: InWork, limit: Annotated[int, Query(ge=1, le=100, description="most lines")] = 20
) -> list[MovementResponse]:
    """The latest lines."""
    return [MovementResponse.model_validate(line) for line in work.dashboard.recent_activity(limit)]


@router.get("/storage-summary", summary="How full the boxes are", description="Boxes in use, by number.")
def list_storage(work: InWork, paging: InPaging) -> Page[BoxUsage]:
    """Boxes and their slots in use."""
    rows = [
        BoxUsage(
            box_no=row.box.box_no,
            description=row.box.description,
            total_locations=row.capacity,
            occupied_locations=row.occupied,
            usage_percentage=round(row.usage_percent, 1),
        )
        for row in work.dashboard.storage()
    ]
    return cut_page(rows, paging)


@router.get(
    "/low-stock",
    summary="Parts that run low",
    description="Below their own minimum or, without one, at or below `threshold`; parts at zero included, emptiest "
    "first.",
)
def list_low_stock(
    work: InWork,
    paging: InPaging,
    threshold: Annotated[int | None, Query(ge=0, le=1_000_000, description="default: the setting")] = None,
) -> Page[LowStockPart]:
    """What to buy next."""
    rows, total = work.dashboard.low_stock(threshold, limit=paging.limit, offset=paging.offset)
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


@router.get("/low-slots", summary="Slots below their minimum", description="What to refill, the emptiest first.")
def list_low_slots(work: InWork, paging: InPaging) -> Page[LowSlotResponse]:
    """What to refill from where else it lies."""
    rows, total = work.minimums.low(limit=paging.limit, offset=paging.offset)
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
    "/category-distribution", summary="Parts by type", description="The largest type first, types without parts too."
)
def list_categories(work: InWork, paging: InPaging) -> Page[CategoryCount]:
    """How many parts each type has."""
    rows = [
        CategoryCount(type_id=type_.id, type_name=type_.name, part_count=count)
        for type_, count in work.dashboard.categories()
    ]
    return cut_page(rows, paging)


@router.get("/parts-without-documents", summary="Parts without documents", description="The count and the first ten.")
def get_parts_without_documents(work: InWork) -> PartsWithoutDocuments:
    """What still needs a datasheet."""
    found = work.dashboard.without_documents()
    return PartsWithoutDocuments(count=found.count, parts=[PartName.model_validate(part) for part in found.first])
