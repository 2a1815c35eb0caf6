"""What the published snapshot knows: usage, stock as of an instant, placement suggestions."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import polars as pl
from fastapi import APIRouter, Path, Query

from app.api.dependencies import InContainer, InPaging, InWork, Paging, PartKey
from app.api.paging import cut_page
from app.schemas.base import Page
from app.schemas.insight import AsOfPage, FactsAtInstant, SnapshotPage, StockAtInstant, SuggestionResponse, UsageDay
from app.schemas.shopping import SlotSuggestionResponse
from app.services.container import Container
from app.utils.time import parse_instant
from app.warehouse.queries.co_use import latest_habits
from app.warehouse.queries.facts_as_of import device_as_of, part_as_of
from app.warehouse.queries.stock_as_of import stock_as_of
from app.warehouse.queries.suggestions import best_moves, suggestions_for_part
from app.warehouse.queries.usage_by_day import usage_of_all, usage_of_part
from app.warehouse.snapshot import Snapshot

MAX_SUGGESTIONS = 10_000
router = APIRouter(prefix="/api", tags=["insight"])

SnapshotId = Annotated[
    str | None, Query(alias="snapshot", max_length=100, description="another snapshot than the one in force")
]
PartQuery = Annotated[str | None, Query(max_length=20, description="four-letter key; all parts when left out")]
DeviceKey = Annotated[str, Path(min_length=1, max_length=20, description="eight-character key")]
Instant = Annotated[str, Query(max_length=40, examples=["2026-01-31", "2026-01-31T09:30:00Z"])]
Method = Annotated[Literal["same_type_first", "usage_sorted"], Query(description="how slots are chosen")]


@router.get("/usage", summary="Usage by day", description="Consumption by day, of one part or of all; days inclusive.")
def list_usage(
    container: InContainer,
    paging: InPaging,
    *,
    part: PartQuery = None,
    start: Annotated[date | None, Query(alias="from", examples=["2026-01-01"])] = None,
    end: Annotated[date | None, Query(alias="to", examples=["2026-01-31"])] = None,
    snapshot_id: SnapshotId = None,
) -> SnapshotPage[UsageDay]:
    """How much was used, by day."""
    snapshot = _open(container, snapshot_id)
    rows = usage_of_all(snapshot, start, end) if part is None else usage_of_part(snapshot, _key(part), start, end)
    items = [UsageDay.model_validate(row) for row in _cut(rows, paging)]
    return SnapshotPage(items=items, total=rows.height, limit=paging.limit, offset=paging.offset, snapshot=snapshot.id)


@router.get("/asof", summary="Stock as of an instant", description="What lay where; a bare date is its midnight, UTC.")
def list_stock_as_of(
    container: InContainer,
    paging: InPaging,
    *,
    at: Instant,
    part: PartQuery = None,
    snapshot_id: SnapshotId = None,
) -> AsOfPage:
    """Stock as it was."""
    instant = parse_instant(at)
    snapshot = _open(container, snapshot_id)
    rows = stock_as_of(snapshot, instant, None if part is None else _key(part))
    items = [
        StockAtInstant(part=row["part_key"], location=row["location"], quantity=row["quantity"])
        for row in _cut(rows, paging)
    ]
    return AsOfPage(
        items=items,
        total=rows.height,
        limit=paging.limit,
        offset=paging.offset,
        snapshot=snapshot.id,
        at=instant,
        known_until=snapshot.manifest.known_until,
    )


@router.get(
    "/parts/{key}/asof",
    summary="A part as of an instant",
    description="The part's facts as they held; a bare date is its midnight, UTC.",
)
def get_part_as_of(
    key: PartKey, container: InContainer, *, at: Instant, snapshot_id: SnapshotId = None
) -> FactsAtInstant:
    """A part as it was."""
    instant, snapshot = parse_instant(at), _open(container, snapshot_id)
    return _facts(snapshot, instant, part_as_of(snapshot, _key(key), instant))


@router.get(
    "/devices/{key}/asof",
    summary="A device as of an instant",
    description="Firmware, configuration and state as they held; a bare date is its midnight, UTC.",
)
def get_device_as_of(
    key: DeviceKey, container: InContainer, *, at: Instant, snapshot_id: SnapshotId = None
) -> FactsAtInstant:
    """A device as it was."""
    instant, snapshot = parse_instant(at), _open(container, snapshot_id)
    return _facts(snapshot, instant, device_as_of(snapshot, key, instant))


@router.get(
    "/parts/{key}/suggestions",
    summary="Where a part could live",
    description="Free slots that fit, best first, with reasons; empty when the snapshot is older than the part.",
)
def list_part_suggestions(
    key: PartKey,
    container: InContainer,
    work: InWork,
    paging: InPaging,
    *,
    method: Method = "same_type_first",
    snapshot_id: SnapshotId = None,
) -> SnapshotPage[SuggestionResponse]:
    """Slots for one part."""
    part = work.parts.get(key)
    snapshot = _open(container, snapshot_id)
    return _suggestions(snapshot, suggestions_for_part(snapshot, part.key, method), paging)


@router.get(
    "/parts/{key}/putaway",
    summary="Where to put a part now",
    description="Up to five free slots, in as many boxes as can be, by the store as it is now: near the bench, near "
    "what the snapshot knows it to be fetched with, beside its type.",
)
def list_putaway_slots(
    key: PartKey, container: InContainer, work: InWork, paging: InPaging
) -> Page[SlotSuggestionResponse]:
    """Slots for what arrives of a part."""
    habits = latest_habits(container.snapshots(), _key(key))
    found = work.putaway.for_part(key, habits)
    return cut_page([SlotSuggestionResponse.model_validate(slot) for slot in found], paging)


@router.get(
    "/suggestions",
    summary="What to move",
    description="Moves that save walking, most first: one slot for every part that lies worse than it could.",
)
def list_suggestions(
    container: InContainer, paging: InPaging, *, method: Method = "usage_sorted", snapshot_id: SnapshotId = None
) -> SnapshotPage[SuggestionResponse]:
    """The best moves over all parts."""
    snapshot = _open(container, snapshot_id)
    return _suggestions(snapshot, best_moves(snapshot, method, limit=MAX_SUGGESTIONS), paging)


def _suggestions(snapshot: Snapshot, rows: pl.DataFrame, paging: Paging) -> SnapshotPage[SuggestionResponse]:
    items = [SuggestionResponse(part=row["part_key"], **_known(row)) for row in _cut(rows, paging)]
    return SnapshotPage(items=items, total=rows.height, limit=paging.limit, offset=paging.offset, snapshot=snapshot.id)


def _known(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in SuggestionResponse.model_fields if name in row}


def _open(container: Container, snapshot_id: str | None) -> Snapshot:
    return container.snapshots().open(snapshot_id)


def _cut(rows: pl.DataFrame, paging: Paging) -> list[dict[str, object]]:
    return rows.slice(paging.offset, paging.limit).to_dicts()


def _key(part: str) -> str:
    return part.strip().upper()


def _facts(snapshot: Snapshot, at: datetime, facts: dict[str, Any] | None) -> FactsAtInstant:
    return FactsAtInstant(at=at, snapshot=snapshot.id, known_until=snapshot.manifest.known_until, facts=facts)
