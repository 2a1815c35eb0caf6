"""The fields that a table of parts may have, and the headers by which other programs and people call them."""

import re

from app.domain.importing.cells import is_link, is_whole
from app.domain.importing.columns import Field

_KEY = re.compile(r"[A-Z]{4}")
SHOPS = ("LCSC", "JLCPCB", "Mouser", "DigiKey", "Farnell", "Reichelt", "TME", "Arrow", "Conrad", "RS")
"""Sellers that tables name a column after."""


def is_key(cell: str) -> bool:
    """Four capital letters."""
    return _KEY.fullmatch(cell) is not None


PART_FIELDS: tuple[Field, ...] = (
    Field("key", ("key", "part key", "binsight key", "id"), is_key, least_share=0.9, can_be_part_of=False),
    Field("ipn", ("ipn", "internal part number", "internal part", "part ipn", "article number")),
    Field("name", ("name", "part name", "title"), least_filled=0.9, can_be_part_of=False),
    Field("description", ("description", "part description", "desc", "details")),
    Field("value", ("value", "val"), can_be_part_of=False),
    Field("type", ("category", "part type", "type", "class", "group"), can_be_part_of=False),
    Field("manufacturer", ("manufacturer", "mfr", "mfg", "maker", "brand", "manufacturer name"), can_be_part_of=False),
    Field(
        "manufacturer_code",
        ("mpn", "manufacturer part number", "manufacturer code", "manufacturer part", "mfr part", "mfr part number",
         "mfg pn", "mfr pn", "mfg part number", "manufacturer pn", "part number", "part num", "part no"),
    ),
    Field("package", ("package", "case package", "case", "footprint", "package case", "housing")),
    Field("tags", ("tags", "keywords", "labels"), can_be_part_of=False),
    Field(
        "quantity",
        ("quantity", "qty", "in stock", "stock", "on hand", "stock quantity", "available", "amount", "count"),
        is_whole, can_be_part_of=False,
    ),
    Field(
        "location",
        ("location", "storage location", "slot", "bin", "storage", "place", "shelf", "drawer", "box"),
        can_be_part_of=False,
    ),
    Field("seller", ("supplier", "seller", "vendor", "distributor", "shop", "supplier name"), can_be_part_of=False),
    Field(
        "sku",
        ("spn", "sku", "supplier part", "supplier part number", "order code", "order number", "vendor part number",
         "distributor part number", *(shop.lower() for shop in SHOPS)),
    ),
    Field("unit_price", ("unit price", "price", "cost", "unit cost")),
    Field("currency", ("currency", "price currency"), can_be_part_of=False),
    Field(
        "minimum_quantity",
        ("minimum quantity", "minimum stock", "min quantity", "min stock", "minamount", "min amount", "reorder level"),
        is_whole,
    ),
    Field("product_page", ("product page", "product url", "url", "link", "web", "datasheet"), is_link),
    Field("voltage_rating", ("voltage rating", "voltage", "rated voltage", "v"), can_be_part_of=False),
    Field("mounting_type", ("mounting type", "mounting", "smd"), can_be_part_of=False),
    Field("pin_count", ("pin count", "pins", "number of pins"), is_whole, least_share=0.9, can_be_part_of=False),
    Field("pin_pitch", ("pin pitch", "pitch"), can_be_part_of=False),
    Field("series", ("series",), can_be_part_of=False),
    Field("dimensions", ("dimensions", "size", "form"), can_be_part_of=False),
)  # fmt: skip
FIELD_NAMES = tuple(field.name for field in PART_FIELDS)


def shop_of(header: str) -> str | None:
    """The seller that a header such as `LCSC Part Number` names."""
    lowered = header.lower().replace("-", "").replace(" ", "")
    return next((shop for shop in SHOPS if len(shop) > 2 and shop.lower() in lowered), None)
