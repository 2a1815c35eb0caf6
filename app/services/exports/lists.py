"""The lists that can be exported: a name, a title, and the question that answers it with columns for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from app.services.exports import catalogue_lists as catalogue
from app.services.exports import fleet_lists as fleet
from app.services.exports import history_lists as history
from app.services.exports import kit_lists as kits
from app.services.exports import shopping_lists as shopping


@dataclass(frozen=True)
class ExportList:
    """One list: its title, and its question."""

    title: str
    query: Select[Any]


LISTS: Mapping[str, ExportList] = {
    "parts": ExportList("Parts", catalogue.PARTS),
    "stock": ExportList("Stock by slot", catalogue.STOCK),
    "types": ExportList("Types", catalogue.TYPES),
    "boxes": ExportList("Boxes", catalogue.BOXES),
    "locations": ExportList("Locations", catalogue.LOCATIONS),
    "location_minimums": ExportList("Minimums per location", catalogue.MINIMUMS),
    "sellers": ExportList("Sellers", catalogue.SELLERS),
    "part_sellers": ExportList("Offers of sellers", catalogue.OFFERS),
    "documents": ExportList("Documents of parts and kits", catalogue.DOCUMENTS),
    "kits": ExportList("Kits", kits.KITS),
    "kit_contents": ExportList("Lines of kits", kits.CONTENTS),
    "kit_substitutes": ExportList("Substitutes in kits", kits.SUBSTITUTES),
    "builds": ExportList("Builds", kits.BUILDS),
    "pick_lists": ExportList("Pick lists", kits.PICK_LISTS),
    "pick_list_lines": ExportList("Lines of pick lists", kits.PICK_LINES),
    "shopping_lists": ExportList("Shopping lists", shopping.SHOPPING_LISTS),
    "shopping_list_lines": ExportList("Lines of shopping lists", shopping.SHOPPING_LINES),
    "shopping_list_sellers": ExportList("Sellers of shopping lists", shopping.SELLER_GROUPS),
    "shopping_list_kits": ExportList("Kits on shopping lists", shopping.KIT_LINKS),
    "deliveries": ExportList("Deliveries", shopping.DELIVERIES),
    "stock_movements": ExportList("Stock journal", history.MOVEMENTS),
    "batches": ExportList("Batches", history.BATCHES),
    "device_models": ExportList("Device models", fleet.DEVICE_MODELS),
    "devices": ExportList("Devices", fleet.DEVICES),
}
"""Names as they stand in addresses and file names."""
