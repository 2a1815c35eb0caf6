"""The system of record as SQLAlchemy models, one file each.

Belongs here: tables, columns, constraints, relations.
Does not belong here: rules that need more than one row at a time (`app.services`), or DDL history (`app.migrations`).
"""

from app.models.attachment import Attachment, AttachmentSet
from app.models.base import Base
from app.models.batch import Batch, BatchChange
from app.models.bom_choice import BomChoice
from app.models.box import Box
from app.models.build import Build, BuildLine
from app.models.column_choice import ColumnChoice
from app.models.device import Device, DeviceConfigVersion, DeviceModel
from app.models.drop_decision import DropDecision
from app.models.duplicate_dismissal import DuplicateDismissal
from app.models.import_draft import ImportDraft
from app.models.kit import Kit, KitContent, KitSubstitute
from app.models.location import Location
from app.models.location_minimum import LocationMinimum
from app.models.part import Part
from app.models.part_count import PartCount
from app.models.part_location import PartLocation
from app.models.part_place import PartPlace
from app.models.part_type import PartType
from app.models.pick_list import PickList, PickListLine
from app.models.placement_outcome import PlacementOutcome
from app.models.placement_weights import PlacementWeights
from app.models.receipt import Receipt
from app.models.search import KitSearch, PartSearch, SearchWord
from app.models.seller import PartSeller, Seller
from app.models.shopping_list import (
    KitShoppingLink,
    ShoppingList,
    ShoppingListLine,
    ShoppingListNeed,
    ShoppingListSeller,
)
from app.models.stock_movement import StockMovement

__all__ = [
    "Attachment",
    "AttachmentSet",
    "Base",
    "Batch",
    "BatchChange",
    "BomChoice",
    "Box",
    "Build",
    "BuildLine",
    "ColumnChoice",
    "Device",
    "DeviceConfigVersion",
    "DeviceModel",
    "DropDecision",
    "DuplicateDismissal",
    "ImportDraft",
    "Kit",
    "KitContent",
    "KitSearch",
    "KitShoppingLink",
    "KitSubstitute",
    "Location",
    "LocationMinimum",
    "Part",
    "PartCount",
    "PartLocation",
    "PartPlace",
    "PartSearch",
    "PartSeller",
    "PartType",
    "PickList",
    "PickListLine",
    "PlacementOutcome",
    "PlacementWeights",
    "Receipt",
    "SearchWord",
    "Seller",
    "ShoppingList",
    "ShoppingListLine",
    "ShoppingListNeed",
    "ShoppingListSeller",
    "StockMovement",
]
