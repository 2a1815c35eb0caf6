"""What is taken from each table of the system of record, with explicit types.

NUMERIC and JSON are cast in the query, because the driver would hand them over as opaque text.
"""

from collections.abc import Mapping

MUTABLE: Mapping[str, str] = {
    "types": "SELECT id, name FROM types",
    "parts": """
        SELECT id, key::text AS key, description, type_id, manufacturer, manufacturer_code, package, tags, size_class,
               storage_needs, si_value, si_unit, unit_price::float8 AS unit_price, currency, minimum_quantity,
               archived_at, created_at
        FROM parts""",
    "boxes": """
        SELECT id, box_no, description, grid_rows, grid_columns, zone, aisle, bay, level, x_m, y_m, z_m, size_class,
               storage_properties, designated_type_id, archived_at
        FROM boxes""",
    "locations": "SELECT id, box_id, loc_no, is_locked FROM locations",
    "part_locations": "SELECT part_id, location_id, quantity FROM part_locations",
    "sellers": "SELECT id, name FROM sellers",
    "receipts": """
        SELECT id, part_id, seller_id, batch_id, quantity, ordered_at, ordered_quantity, expected_on, received_at
        FROM receipts""",
    "kits": "SELECT id, name, build_target, status FROM kits",
    "kit_contents": "SELECT id, kit_id, part_id, child_kit_id, required_per_unit FROM kit_contents",
    "device_models": "SELECT id, code, name, firmware_version, kit_id FROM device_models",
    "devices": """
        SELECT id, key, name, device_model_id, is_active, rotation_state, firmware_version, last_seen_at,
               created_at
        FROM devices""",
    "device_config_versions": """
        SELECT device_id, version, config::text AS config, author, created_at
        FROM device_config_versions""",
}
"""Small tables whose rows change: read whole in every run."""

APPEND_ONLY: Mapping[str, str] = {
    "stock_movements": """
        SELECT id, part_id, location_id, delta, reason, actor, batch_id, reference, note, undoes_movement_id,
               occurred_at, recorded_at, xid
        FROM stock_movements""",
    "batches": "SELECT id, kind, actor, note, reference, undoes_batch_id, created_at, xid FROM batches",
}
"""Tables whose rows are written once, in the transaction that `xid` names: only what is new is read."""

TABLES = (*MUTABLE, *APPEND_ONLY)
"""Names of all tables."""
