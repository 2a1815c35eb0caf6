"""The origin of every published column."""

from collections.abc import Mapping

from app.contracts.base import Contract
from app.contracts.history import HISTORIES
from app.exceptions import ValidationException
from app.warehouse.why.co_use import CO_USE
from app.warehouse.why.fleet import DEVICE_INVENTORY
from app.warehouse.why.foreign import FOREIGN_PART_ACTIVITY, FOREIGN_STOCK_CURRENT, FOREIGN_USAGE_DAILY
from app.warehouse.why.origin import Declared, Fact, Origin
from app.warehouse.why.stock import STOCK_ASOF, STOCK_CURRENT, STOCK_PERIOD
from app.warehouse.why.storage import BOX_UTILISATION, CATEGORY_SPREAD, PLACEMENT_SUGGESTION
from app.warehouse.why.usage import PART_ACTIVITY, USAGE_DAILY

MARTS: Mapping[str, Declared] = {
    "marts.stock_current_v1": STOCK_CURRENT,
    "marts.stock_asof_v1": STOCK_ASOF,
    "marts.stock_period_v1": STOCK_PERIOD,
    "marts.usage_daily_v1": USAGE_DAILY,
    "marts.part_activity_v1": PART_ACTIVITY,
    "marts.box_utilisation_v1": BOX_UTILISATION,
    "marts.category_spread_v1": CATEGORY_SPREAD,
    "marts.co_use_v1": CO_USE,
    "marts.placement_suggestion_v1": PLACEMENT_SUGGESTION,
    "marts.device_inventory_v1": DEVICE_INVENTORY,
    "marts.foreign_stock_current_v1": FOREIGN_STOCK_CURRENT,
    "marts.foreign_usage_daily_v1": FOREIGN_USAGE_DAILY,
    "marts.foreign_part_activity_v1": FOREIGN_PART_ACTIVITY,
}
CORE: Mapping[str, str] = {
    "core.part_v1": "raw.parts and raw.types",
    "core.location_v1": "raw.locations, raw.boxes and raw.types",
    "core.movement_v1": "raw.stock_movements, labelled from raw.parts, raw.locations and raw.boxes",
    "core.batch_v1": "raw.batches, with the undo of each found among them and its lines counted in raw.stock_movements",
    "core.receipt_v1": "raw.receipts, labelled from raw.parts and raw.sellers",
    "core.kit_content_v1": "raw.kits and raw.kit_contents, kits inside kits resolved",
    "core.device_checkin_v1": "raw.device_checkins, in the last reading of every file of raw.drop_files",
    "core.device_log_v1": "raw.device_logs, in the last reading of every file of raw.drop_files",
    "core.firmware_manifest_v1": "raw.firmware_manifests, in the last reading of every file of raw.drop_files",
    "core.core_dump_v1": "raw.core_dumps, in the last reading of every file of raw.drop_files",
    "core.quarantine_v1": "raw.rejected_lines, in the last reading of every file of raw.drop_files",
    "core.foreign_part_v1": "raw.foreign_part, the mapped table of the source",
    "core.foreign_stock_v1": "raw.foreign_stock, the mapped table of the source",
    "core.foreign_movement_v1": "raw.foreign_movement, the mapped table of the source",
    "core.foreign_drift_v1": "raw.foreign_columns, one reading of the source against the one before",
    "core.foreign_source_v1": "raw.foreign_source, the run's reading of every source",
    "core.device_v1": "raw.devices, raw.device_models and raw.device_config_versions",
    "core.device_config_v1": "raw.device_config_versions and raw.devices",
    **{history.table: f"{table.table} of this run and the history published before" for table, history in HISTORIES},
}
"""Core rows are their own source: what they were read from."""


def origin_of(contract: Contract, column: str) -> Origin | Fact:
    """How a column of a table follows from its sources.

    Raises:
        ValidationException: nothing is declared for it.
    """
    if contract.table in CORE:
        return Origin(
            f"read from {CORE[contract.table]}", f'SELECT * EXCLUDE (as_of), "{column}" AS amount FROM figure'
        )
    try:
        return MARTS[contract.table][column]
    except KeyError:
        raise ValidationException(
            f"Nothing is declared about where {column} of {contract.table} comes from", field="column"
        ) from None
