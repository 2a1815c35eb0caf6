"""Where the facts of the device inventory come from: mostly raw tables, whose rows are not published."""

from app.warehouse.why.origin import Declared, Fact, Origin, formula

_OF_DEVICE = "the row whose key is the device's"
_OF_MODEL = "the row of the device's model"
_LATEST = "the latest version of the device"

DEVICE_INVENTORY: Declared = {
    "device_key": Fact("raw.devices", "key", _OF_DEVICE),
    "name": Fact("raw.devices", "name", _OF_DEVICE),
    "model_code": Fact("raw.device_models", "code", _OF_MODEL),
    "model_name": Fact("raw.device_models", "name", _OF_MODEL),
    "kit_name": Fact("raw.kits", "name", "the row of the kit that the device's model is built from"),
    "is_active": Fact("raw.devices", "is_active", _OF_DEVICE),
    "rotation_state": Fact("raw.devices", "rotation_state", _OF_DEVICE),
    "firmware_claimed": Origin(
        "the version in the device's last check-in that named one, or the store's, whichever is later",
        """
        WITH said AS (
            SELECT c.checked_in_at, c.source, c.firmware FROM core.device_checkin_v1 c JOIN figure USING (device_key)
            WHERE c.firmware IS NOT NULL ORDER BY c.checked_in_at DESC LIMIT 1
        )
        SELECT s.checked_in_at, s.source, s.firmware AS amount FROM said s, figure f
        WHERE s.firmware = f.firmware_claimed
        UNION ALL SELECT NULL, 'raw.devices, column firmware_version', f.firmware_claimed FROM figure f
        WHERE NOT EXISTS (SELECT 1 FROM said s WHERE s.firmware = f.firmware_claimed)
        """,
    ),
    "firmware_current": Fact("raw.device_models", "firmware_version", _OF_MODEL),
    "is_outdated": formula(
        "firmware_claimed is not firmware_current",
        "firmware_claimed <> firmware_current",
        firmware_claimed="firmware_claimed",
        firmware_current="firmware_current",
    ),
    "config_version": Fact("raw.device_config_versions", "version", _LATEST),
    "config_saved_at": Fact("raw.device_config_versions", "created_at", _LATEST),
    "last_seen_at": Origin(
        "the latest of the device's check-ins and of what the store noted",
        """
        SELECT c.source, c.checked_in_at AS amount FROM core.device_checkin_v1 c JOIN figure USING (device_key)
        UNION ALL SELECT 'raw.devices, column last_seen_at', f.last_seen_at FROM figure f
        WHERE NOT EXISTS (SELECT 1 FROM core.device_checkin_v1 c
                          WHERE c.device_key = f.device_key AND c.checked_in_at >= f.last_seen_at)
        """,
        "max(amount)",
    ),
}
