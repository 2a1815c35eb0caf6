"""All contracts, in the order in which a reader meets the tables."""

from app.contracts.base import Contract
from app.contracts.batch import BATCH
from app.contracts.box_utilisation import BOX_UTILISATION
from app.contracts.category_spread import CATEGORY_SPREAD
from app.contracts.co_use import CO_USE
from app.contracts.core_dump import CORE_DUMP
from app.contracts.device import DEVICE
from app.contracts.device_checkin import DEVICE_CHECKIN
from app.contracts.device_config import DEVICE_CONFIG
from app.contracts.device_inventory import DEVICE_INVENTORY
from app.contracts.device_log import DEVICE_LOG
from app.contracts.firmware_manifest import FIRMWARE_MANIFEST
from app.contracts.foreign import FOREIGN_DRIFT, FOREIGN_ROWS, FOREIGN_SOURCE
from app.contracts.foreign_marts import FOREIGN_MARTS
from app.contracts.history import HISTORIES
from app.contracts.kit_content import KIT_CONTENT
from app.contracts.location import LOCATION
from app.contracts.movement import MOVEMENT
from app.contracts.part import PART
from app.contracts.part_activity import PART_ACTIVITY
from app.contracts.placement_plan import PLACEMENT_PLAN
from app.contracts.placement_suggestion import PLACEMENT_SUGGESTION
from app.contracts.quarantine import QUARANTINE
from app.contracts.raw.buying import RECEIPTS, SELLERS
from app.contracts.raw.catalogue import PARTS, TYPES
from app.contracts.raw.fleet import DEVICE_CONFIG_VERSIONS, DEVICE_MODELS, DEVICES
from app.contracts.raw.foreign import RAW_FOREIGN
from app.contracts.raw.kits import KIT_CONTENTS, KITS
from app.contracts.raw.ledger import BATCHES, STOCK_MOVEMENTS
from app.contracts.raw.object_store import (
    CORE_DUMPS,
    DEVICE_CHECKINS,
    DEVICE_LOGS,
    DROP_FILES,
    FIRMWARE_MANIFESTS,
    OBJECTS,
    REJECTED_LINES,
)
from app.contracts.raw.storage import BOXES, LOCATIONS, PART_LOCATIONS
from app.contracts.raw.watermark import WATERMARK
from app.contracts.receipt import RECEIPT
from app.contracts.row_counts import ROW_COUNTS
from app.contracts.stock_asof import STOCK_ASOF
from app.contracts.stock_current import STOCK_CURRENT
from app.contracts.stock_period import STOCK_PERIOD
from app.contracts.usage_daily import USAGE_DAILY

RAW_POSTGRES = (
    TYPES,
    PARTS,
    BOXES,
    LOCATIONS,
    PART_LOCATIONS,
    STOCK_MOVEMENTS,
    BATCHES,
    SELLERS,
    RECEIPTS,
    KITS,
    KIT_CONTENTS,
    DEVICE_MODELS,
    DEVICES,
    DEVICE_CONFIG_VERSIONS,
    WATERMARK,
)
"""Made by one export."""
RAW_DROPS = (DROP_FILES, REJECTED_LINES, DEVICE_CHECKINS, DEVICE_LOGS, FIRMWARE_MANIFESTS, CORE_DUMPS)
"""Made by one look into the dropped files; they grow from run to run."""
RAW = (*RAW_POSTGRES, OBJECTS, *RAW_DROPS, *RAW_FOREIGN)
CORE_FOREIGN = (*FOREIGN_ROWS, FOREIGN_DRIFT, FOREIGN_SOURCE)
CORE = (
    PART,
    LOCATION,
    MOVEMENT,
    BATCH,
    RECEIPT,
    KIT_CONTENT,
    DEVICE,
    DEVICE_CONFIG,
    DEVICE_CHECKIN,
    DEVICE_LOG,
    FIRMWARE_MANIFEST,
    CORE_DUMP,
    QUARANTINE,
    *CORE_FOREIGN,
    *(history for _, history in HISTORIES),
)
MARTS = (
    STOCK_CURRENT,
    STOCK_ASOF,
    STOCK_PERIOD,
    USAGE_DAILY,
    PART_ACTIVITY,
    BOX_UTILISATION,
    CATEGORY_SPREAD,
    CO_USE,
    PLACEMENT_SUGGESTION,
    DEVICE_INVENTORY,
    *FOREIGN_MARTS,
)
PUBLISHED: tuple[Contract, ...] = CORE + MARTS
"""What a snapshot holds."""
ON_DEMAND: tuple[Contract, ...] = (PLACEMENT_PLAN,)
"""Made by jobs of their own; no snapshot waits for them."""
COMPUTED: tuple[Contract, ...] = PUBLISHED + ON_DEMAND
"""Everything that is brought into the shape of its contract when it is written."""
ALL: tuple[Contract, ...] = (*RAW, *COMPUTED, ROW_COUNTS)


def by_table(table: str) -> Contract:
    """The contract of `layer.name_vN`, or of `raw.name` and `publish.name`.

    Raises:
        KeyError: no such table is promised.
    """
    return {contract.table: contract for contract in ALL}[table]
