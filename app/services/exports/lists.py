"""The lists that can be exported: a name, a title, and the question that answers it with columns for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import aliased

from app.models import (
    Batch,
    Box,
    Build,
    Device,
    DeviceModel,
    Kit,
    KitContent,
    Location,
    LocationMinimum,
    Part,
    PartLocation,
    PartSeller,
    PartType,
    PickList,
    PickListLine,
    Seller,
    ShoppingList,
    ShoppingListLine,
    StockMovement,
)


@dataclass(frozen=True)
class ExportList:
    """One list: its title, and its question."""

    title: str
    query: Select[Any]


def _slot() -> ColumnElement[str]:
    """The label of a slot, such as 7-3."""
    return (cast(Box.box_no, String) + "-" + cast(Location.loc_no, String)).label("location")


_HELD = select(func.coalesce(func.sum(PartLocation.quantity), 0)).where(PartLocation.part_id == Part.id)

_PARTS = (
    select(
        Part.key, Part.description, PartType.name.label("type"), Part.tags, Part.manufacturer, Part.manufacturer_code,
        Part.package, Part.pin_count, Part.pin_pitch, Part.mounting_type, Part.voltage_rating, Part.input_voltage,
        Part.output_voltage, Part.series, Part.dimensions, Part.size_class, Part.storage_needs, Part.si_value,
        Part.si_unit, Part.unit_price, Part.currency, Part.minimum_quantity, Part.product_page,
        _HELD.scalar_subquery().label("total_quantity"), Part.external_ref, Part.archived_at, Part.created_at,
    )
    .outerjoin(Part.type)
    .order_by(Part.key)
)  # fmt: skip
_STOCK = (
    select(Part.key, Part.description, _slot(), PartLocation.quantity)
    .join(PartLocation, PartLocation.part_id == Part.id)
    .join(Location, Location.id == PartLocation.location_id)
    .join(Box, Box.id == Location.box_id)
    .order_by(Part.key, Box.box_no, Location.loc_no)
)
_BOXES = (
    select(
        Box.box_no, Box.description, Box.capacity, Box.grid_rows, Box.grid_columns, Box.zone, Box.aisle, Box.bay,
        Box.level, Box.x_m, Box.y_m, Box.z_m, Box.size_class, Box.storage_properties,
        PartType.name.label("designated_type"), Box.external_ref, Box.archived_at,
    )
    .outerjoin(Box.designated_type)
    .order_by(Box.box_no)
)  # fmt: skip
_LOCATIONS = select(_slot(), Location.is_locked).join(Location.box).order_by(Box.box_no, Location.loc_no)
_MINIMUMS = (
    select(Part.key.label("part"), _slot(), LocationMinimum.minimum_quantity)
    .join(LocationMinimum.part)
    .join(LocationMinimum.location)
    .join(Location.box)
    .order_by(Part.key, Box.box_no, Location.loc_no)
)
_OFFERS = (
    select(
        Part.key.label("part"), Seller.name.label("seller"), PartSeller.sku, PartSeller.link, PartSeller.price_breaks,
        PartSeller.minimum_quantity, PartSeller.lead_time_days,
    )
    .join(PartSeller, PartSeller.part_id == Part.id)
    .join(Seller, Seller.id == PartSeller.seller_id)
    .order_by(Part.key, Seller.name, PartSeller.id)
)  # fmt: skip
_KITS = select(
    Kit.name, Kit.description, Kit.status, Kit.build_target, Kit.priority, Kit.archived_at, Kit.created_at
).order_by(Kit.name)
_CHILD = aliased(Kit)
_CONTENTS = (
    select(
        Kit.name.label("kit"), Part.key.label("part"), _CHILD.name.label("child_kit"), KitContent.required_per_unit,
        KitContent.attrition_percent, KitContent.attrition_fixed, KitContent.note,
    )
    .join(KitContent, KitContent.kit_id == Kit.id)
    .outerjoin(Part, Part.id == KitContent.part_id)
    .outerjoin(_CHILD, _CHILD.id == KitContent.child_kit_id)
    .order_by(Kit.name, KitContent.id)
)  # fmt: skip
_PICK_LISTS = (
    select(
        PickList.id, Kit.name.label("kit"), PickList.requested_units, PickList.status, PickList.note,
        PickList.created_at, PickList.completed_at,
    )
    .join(PickList.kit)
    .order_by(PickList.id)
)  # fmt: skip
_PICK_LINES = (
    select(
        PickListLine.pick_list_id.label("pick_list"), Part.key.label("part"), _slot(), PickListLine.quantity_to_pick,
        PickListLine.quantity_picked, PickListLine.status, PickListLine.picked_at,
    )
    .join(PickListLine.part)
    .join(PickListLine.location)
    .join(Location.box)
    .order_by(PickListLine.pick_list_id, PickListLine.id)
)  # fmt: skip
_SHOPPING_LISTS = select(
    ShoppingList.name, ShoppingList.description, ShoppingList.status, ShoppingList.done_at, ShoppingList.created_at
).order_by(ShoppingList.name)
_SHOPPING_LINES = (
    select(
        ShoppingList.name.label("shopping_list"), Part.key.label("part"), ShoppingListLine.draft,
        Seller.name.label("seller"), ShoppingListLine.needed, ShoppingListLine.ordered, ShoppingListLine.received,
        ShoppingListLine.unit_price, ShoppingListLine.currency, ShoppingListLine.note, ShoppingListLine.status,
        ShoppingListLine.ordered_at, ShoppingListLine.expected_on, ShoppingListLine.completed_at,
        ShoppingListLine.completion_note,
    )
    .join(ShoppingListLine.shopping_list)
    .outerjoin(ShoppingListLine.part)
    .outerjoin(ShoppingListLine.seller)
    .order_by(ShoppingList.name, ShoppingListLine.id)
)  # fmt: skip
_MOVEMENTS = (
    select(
        StockMovement.id, Part.key.label("part"), _slot(), StockMovement.delta, StockMovement.reason,
        StockMovement.actor, StockMovement.batch_id.label("batch"), StockMovement.reference, StockMovement.note,
        StockMovement.occurred_at, StockMovement.recorded_at,
    )
    .join(Part, Part.id == StockMovement.part_id)
    .join(Location, Location.id == StockMovement.location_id)
    .join(Box, Box.id == Location.box_id)
    .order_by(StockMovement.id)
)  # fmt: skip
_BATCHES = select(
    Batch.id, Batch.kind, Batch.actor, Batch.note, Batch.reference, Batch.undoes_batch_id, Batch.created_at
).order_by(Batch.id)
_BUILDS = (
    select(
        Build.id,
        Kit.name.label("kit"),
        Build.units,
        Build.actor,
        Build.note,
        Build.cost,
        Build.currency,
        Build.built_at,
    )
    .join(Build.kit)
    .order_by(Build.id)
)  # fmt: skip
_DEVICES = (
    select(
        Device.key, DeviceModel.code.label("model"), Device.name, Device.is_active, Device.rotation_state,
        Device.firmware_version, Device.last_seen_at,
    )
    .join(Device.device_model)
    .order_by(Device.key)
)  # fmt: skip

LISTS: Mapping[str, ExportList] = {
    "parts": ExportList("Parts", _PARTS),
    "stock": ExportList("Stock by slot", _STOCK),
    "types": ExportList("Types", select(PartType.name).order_by(PartType.name)),
    "boxes": ExportList("Boxes", _BOXES),
    "locations": ExportList("Locations", _LOCATIONS),
    "location_minimums": ExportList("Minimums per location", _MINIMUMS),
    "sellers": ExportList("Sellers", select(Seller.name, Seller.website).order_by(Seller.name)),
    "part_sellers": ExportList("Offers of sellers", _OFFERS),
    "kits": ExportList("Kits", _KITS),
    "kit_contents": ExportList("Lines of kits", _CONTENTS),
    "builds": ExportList("Builds", _BUILDS),
    "pick_lists": ExportList("Pick lists", _PICK_LISTS),
    "pick_list_lines": ExportList("Lines of pick lists", _PICK_LINES),
    "shopping_lists": ExportList("Shopping lists", _SHOPPING_LISTS),
    "shopping_list_lines": ExportList("Lines of shopping lists", _SHOPPING_LINES),
    "stock_movements": ExportList("Stock journal", _MOVEMENTS),
    "batches": ExportList("Batches", _BATCHES),
    "devices": ExportList("Devices", _DEVICES),
}
"""Names as they stand in addresses and file names."""
