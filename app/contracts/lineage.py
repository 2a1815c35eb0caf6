"""Which columns each published column is taken or computed from, one step back, as Dagster shows it.

Only what decides a value is named: a column that rows were merely joined or filtered by is not.
"""

from collections.abc import Mapping

from app.contracts.base import Contract
from app.contracts.column_sources import Sources, same
from app.contracts.history import HISTORIES
from app.contracts.lineage_fleet import FLEET_LINEAGE

_SLOT = {
    "location": ("raw.boxes.box_no", "raw.locations.loc_no"),
    "box_no": ("raw.boxes.box_no",),
    "loc_no": ("raw.locations.loc_no",),
}
_LEDGER, _PART, _PLACE = "core.movement_v1", "core.part_v1", "core.location_v1"
_STOCK, _USAGE = "marts.stock_current_v1", "marts.usage_daily_v1"
_CONSUMED = (f"{_LEDGER}.delta", f"{_LEDGER}.root_reason", f"{_LEDGER}.root_occurred_at")
_HELD = (f"{_STOCK}.quantity",)
_FOREIGN_STOCK, _FOREIGN_MOVEMENT = "core.foreign_stock_v1", "core.foreign_movement_v1"
_FOREIGN_PART = "core.foreign_part_v1"
_EVENT_PART = (f"{_FOREIGN_MOVEMENT}.part_id", f"{_FOREIGN_STOCK}.part_id")
_TAKEN = tuple(f"{_FOREIGN_MOVEMENT}.{column}" for column in ("taken", "is_consumption", "occurred_at"))
_WALKED = (*_CONSUMED, f"{_LEDGER}.reference")
_READ_AT = ("raw.watermark.exported_at",)


def _history(table: Contract) -> Sources:
    """The columns of the table as each run saw them, and when it looked."""
    columns = [column.name for column in table.columns]
    made = (f"{table.table}.created_at",) if "created_at" in columns else ()
    span = {"valid_from": (*made, *_READ_AT), "valid_to": _READ_AT, "observed_at": _READ_AT}
    return {**same(table.table, *columns), **span}


LINEAGE: Mapping[str, Sources] = {
    _PART: {
        "part_key": ("raw.parts.key",),
        "type_name": ("raw.types.name",),
        "is_archived": ("raw.parts.archived_at",),
        **same("raw.parts", "description", "manufacturer", "manufacturer_code", "package", "tags", "size_class"),
        **same("raw.parts", "storage_needs", "si_value", "si_unit", "unit_price", "currency", "minimum_quantity"),
        **same("raw.parts", "created_at"),
    },
    _PLACE: {
        **_SLOT,
        **same("raw.locations", "is_locked"),
        **same("raw.boxes", "description", "grid_rows", "grid_columns", "zone", "aisle", "bay", "level", "size_class"),
        **same("raw.boxes", "storage_properties", "x_m", "y_m", "z_m"),
        "distance_m": ("raw.boxes.x_m", "raw.boxes.y_m", "raw.boxes.z_m"),
        "designated_type": ("raw.types.name",),
        "is_archived": ("raw.boxes.archived_at",),
    },
    _LEDGER: {
        **_SLOT,
        "part_key": ("raw.parts.key",),
        **same("raw.stock_movements", "id", "delta", "reason", "occurred_at", "recorded_at", "actor", "batch_id"),
        **same("raw.stock_movements", "reference", "note", "undoes_movement_id"),
        "root_id": ("raw.stock_movements.id", "raw.stock_movements.undoes_movement_id"),
        "root_reason": ("raw.stock_movements.reason", "raw.stock_movements.undoes_movement_id"),
        "root_occurred_at": ("raw.stock_movements.occurred_at", "raw.stock_movements.undoes_movement_id"),
    },
    "core.batch_v1": {
        "batch_id": ("raw.batches.id",),
        **same("raw.batches", "kind", "actor", "reference", "note", "undoes_batch_id", "created_at"),
        "undone_by_batch_id": ("raw.batches.id", "raw.batches.undoes_batch_id"),
        "movements": ("raw.stock_movements.batch_id",),
    },
    "core.receipt_v1": {
        "receipt_id": ("raw.receipts.id",),
        "part_key": ("raw.parts.key",),
        "seller": ("raw.sellers.name",),
        **same("raw.receipts", "quantity", "ordered_at", "ordered_quantity", "expected_on", "received_at", "batch_id"),
    },
    "core.kit_content_v1": {
        "kit_name": ("raw.kits.name",),
        "part_key": ("raw.parts.key",),
        "required_per_unit": ("raw.kit_contents.required_per_unit", "raw.kit_contents.child_kit_id"),
        **same("raw.kits", "build_target"),
        "is_archived": ("raw.kits.status",),
    },
    _STOCK: {
        **same(_LEDGER, "part_key", "location", "box_no", "loc_no"),
        "quantity": (f"{_LEDGER}.delta",),
        "part_total": (f"{_LEDGER}.delta",),
        **same(_PART, "description", "type_name"),
        "last_movement_at": (f"{_LEDGER}.occurred_at",),
    },
    "marts.stock_asof_v1": {
        **same(_LEDGER, "part_key", "location", "box_no", "loc_no"),
        "valid_from": (f"{_LEDGER}.occurred_at",),
        "valid_to": (f"{_LEDGER}.occurred_at",),
        "quantity": (f"{_LEDGER}.delta",),
    },
    "marts.stock_period_v1": {
        **same(_LEDGER, "part_key", "location", "box_no", "loc_no"),
        "period": (f"{_LEDGER}.occurred_at",),
        "quantity": (f"{_LEDGER}.delta", f"{_LEDGER}.occurred_at"),
    },
    _USAGE: {
        **same(_LEDGER, "part_key"),
        "day": (f"{_LEDGER}.root_occurred_at",),
        **dict.fromkeys(("used_qty", "pick_qty", "use_qty", "scrap_qty", "repair_qty", "undone_qty"), _CONSUMED),
        "movements": (f"{_LEDGER}.id", f"{_LEDGER}.root_reason"),
    },
    "marts.part_activity_v1": {
        **same(_PART, "part_key", "description", "type_name", "minimum_quantity"),
        "total_quantity": _HELD,
        "first_movement_on": (f"{_LEDGER}.occurred_at",),
        "last_received_on": (f"{_LEDGER}.occurred_at", f"{_LEDGER}.reason"),
        "last_used_on": (f"{_USAGE}.day", f"{_USAGE}.used_qty"),
        **dict.fromkeys(("used_30d", "used_90d", "used_365d", "abc_class"), (f"{_USAGE}.used_qty", f"{_USAGE}.day")),
        "daily_rate": (f"{_USAGE}.used_qty", f"{_LEDGER}.occurred_at"),
        "rate_note": (f"{_LEDGER}.occurred_at",),
        "days_of_stock": (*_HELD, f"{_USAGE}.used_qty"),
        "is_dead_stock": (*_HELD, f"{_USAGE}.used_qty", f"{_LEDGER}.occurred_at"),
    },
    "marts.box_utilisation_v1": {
        **same(_PLACE, "box_no", "description", "zone", "aisle", "bay", "level", "distance_m", "designated_type"),
        "capacity": (f"{_PLACE}.location",),
        "locked": (f"{_PLACE}.is_locked",),
        "occupied": (f"{_STOCK}.loc_no",),
        "utilisation": (f"{_STOCK}.loc_no", f"{_PLACE}.location"),
        "parts": (f"{_STOCK}.part_key",),
        "units": _HELD,
        "used_90d": _CONSUMED,
    },
    "marts.category_spread_v1": {
        **same(_PART, "type_name"),
        "parts": (f"{_STOCK}.part_key",),
        "units": _HELD,
        "boxes": (f"{_STOCK}.box_no",),
        "main_box_no": (f"{_STOCK}.box_no",),
        "main_box_share": (f"{_STOCK}.box_no",),
        "used_90d": (f"{_USAGE}.used_qty", f"{_USAGE}.day"),
    },
    "marts.co_use_v1": {
        "part_key": (f"{_LEDGER}.part_key",),
        "other_key": (f"{_LEDGER}.part_key",),
        **dict.fromkeys(("shared_walks", "walks", "walks_per_month", "ways_per_month"), _WALKED),
    },
    "marts.foreign_stock_current_v1": {
        **same(_FOREIGN_STOCK, "source", "part_id", "location", "quantity"),
        **same(_FOREIGN_PART, "name"),
        "part_total": (f"{_FOREIGN_STOCK}.quantity",),
        "records": (f"{_FOREIGN_STOCK}.stock_id",),
    },
    "marts.foreign_usage_daily_v1": {
        **same(_FOREIGN_MOVEMENT, "source"),
        "part_id": _EVENT_PART,
        "day": (f"{_FOREIGN_MOVEMENT}.occurred_at",),
        **dict.fromkeys(("used_qty", "returned_qty", "unknown_events"), _TAKEN[:2]),
        "events": (f"{_FOREIGN_MOVEMENT}.movement_id", f"{_FOREIGN_MOVEMENT}.is_consumption"),
    },
    "marts.foreign_part_activity_v1": {
        **same(_FOREIGN_PART, "source", "name", "is_active"),
        "part_id": (f"{_FOREIGN_PART}.part_id", *_EVENT_PART),
        "quantity": (f"{_FOREIGN_STOCK}.quantity",),
        "stock_note": (f"{_FOREIGN_STOCK}.source",),
        "first_movement_on": (f"{_FOREIGN_MOVEMENT}.occurred_at",),
        "last_movement_at": (f"{_FOREIGN_MOVEMENT}.occurred_at",),
        **dict.fromkeys(("last_used_on", "used_365d", "daily_rate", "rate_note"), _TAKEN),
        **dict.fromkeys(("days_of_stock", "days_note"), (f"{_FOREIGN_STOCK}.quantity", *_TAKEN)),
    },
    **FLEET_LINEAGE,
    **{history.table: _history(table) for table, history in HISTORIES},
}
