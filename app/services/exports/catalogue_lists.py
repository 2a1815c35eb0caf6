"""Questions of exported lists about parts, where they lie, who sells them, and documents."""

from sqlalchemy import String, func, select

from app.models import (
    Attachment,
    AttachmentSet,
    Box,
    Kit,
    Location,
    LocationMinimum,
    Part,
    PartLocation,
    PartSeller,
    PartType,
    Seller,
)
from app.services.attachment_bytes import CONTENT_PREFIX
from app.services.exports.slot_column import slot

_HELD = select(func.coalesce(func.sum(PartLocation.quantity), 0)).where(PartLocation.part_id == Part.id)

PARTS = (
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
TYPES = select(PartType.name).order_by(PartType.name)
STOCK = (
    select(Part.key, Part.description, slot(), PartLocation.quantity)
    .join(PartLocation, PartLocation.part_id == Part.id)
    .join(Location, Location.id == PartLocation.location_id)
    .join(Box, Box.id == Location.box_id)
    .order_by(Part.key, Box.box_no, Location.loc_no)
)
BOXES = (
    select(
        Box.box_no, Box.description, Box.capacity, Box.grid_rows, Box.grid_columns, Box.zone, Box.aisle, Box.bay,
        Box.level, Box.x_m, Box.y_m, Box.z_m, Box.size_class, Box.storage_properties,
        PartType.name.label("designated_type"), Box.external_ref, Box.archived_at,
    )
    .outerjoin(Box.designated_type)
    .order_by(Box.box_no)
)  # fmt: skip
LOCATIONS = select(slot(), Location.is_locked).join(Location.box).order_by(Box.box_no, Location.loc_no)
MINIMUMS = (
    select(Part.key.label("part"), slot(), LocationMinimum.minimum_quantity)
    .join(LocationMinimum.part)
    .join(LocationMinimum.location)
    .join(Location.box)
    .order_by(Part.key, Box.box_no, Location.loc_no)
)
SELLERS = select(Seller.name, Seller.website).order_by(Seller.name)
OFFERS = (
    select(
        Part.key.label("part"), Seller.name.label("seller"), PartSeller.sku, PartSeller.link, PartSeller.price_breaks,
        PartSeller.minimum_quantity, PartSeller.lead_time_days,
    )
    .join(PartSeller, PartSeller.part_id == Part.id)
    .join(Seller, Seller.id == PartSeller.seller_id)
    .order_by(Part.key, Seller.name, PartSeller.id)
)  # fmt: skip
DOCUMENTS = (
    select(
        Part.key.label("part"), Kit.name.label("kit"), Attachment.title, Attachment.attachment_type.label("type"),
        Attachment.filename, Attachment.content_type, Attachment.file_size,
        func.substr(Attachment.s3_key, len(CONTENT_PREFIX) + 1, type_=String).label("sha256"),
        Attachment.url.label("link"),
        (AttachmentSet.cover_attachment_id == Attachment.id).is_(True).label("is_cover"), Attachment.created_at,
    )
    .join(AttachmentSet, AttachmentSet.id == Attachment.attachment_set_id)
    .outerjoin(Part, Part.attachment_set_id == AttachmentSet.id)
    .outerjoin(Kit, Kit.attachment_set_id == AttachmentSet.id)
    .order_by(Part.key, Kit.name, Attachment.id)
)  # fmt: skip
