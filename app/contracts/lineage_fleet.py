"""Column lineage of what is known of devices, from the store and from dropped files."""

from collections.abc import Mapping

from app.contracts.column_sources import Sources, same

_SIGHTINGS, _DUMPS = "raw.device_checkins", "raw.core_dumps"
_CONFIGS, _MANIFESTS = "raw.device_config_versions", "raw.firmware_manifests"


def _line(table: str) -> tuple[str, ...]:
    """Where a row of a dropped file stands."""
    return (f"{table}.key", f"{table}.line")


FLEET_LINEAGE: Mapping[str, Sources] = {
    "core.device_v1": {
        "device_key": ("raw.devices.key",),
        "model_code": ("raw.device_models.code",),
        "model_firmware": ("raw.device_models.firmware_version",),
        "config_version": (f"{_CONFIGS}.version",),
        **same("raw.devices", "name", "is_active", "rotation_state", "firmware_version", "created_at"),
    },
    "core.device_config_v1": {
        "device_key": ("raw.devices.key",),
        "valid_from": (f"{_CONFIGS}.created_at",),
        "valid_to": (f"{_CONFIGS}.created_at",),
        **same(_CONFIGS, "version", "author", "config"),
    },
    "core.device_checkin_v1": {
        **same(_SIGHTINGS, "device_key", "checked_in_at", "firmware", "uptime_s"),
        "source": _line(_SIGHTINGS),
    },
    "core.device_log_v1": {
        **same("raw.device_logs", "logged_at", "device_key", "level", "message", "firmware"),
        "source": _line("raw.device_logs"),
    },
    "core.firmware_manifest_v1": {
        **same(_MANIFESTS, "model_code", "firmware_version", "built_at", "chip", "idf_version", "git_commit"),
        **same(_MANIFESTS, "elf_sha256", "image_sha256", "image_bytes"),
        **same("raw.drop_files", "arrived_at"),
        "source": _line(_MANIFESTS),
    },
    "core.core_dump_v1": {
        **same(_DUMPS, "device_key", "crashed_at", "chip", "elf_sha256_prefix", "task", "reason", "exception_cause"),
        **same(_DUMPS, "exception_address", "program_counter", "size_bytes", "sha256"),
        "source": (f"{_DUMPS}.key",),
    },
    "core.quarantine_v1": {
        "file": ("raw.rejected_lines.key",),
        **same("raw.rejected_lines", "line", "reason", "excerpt"),
        **same("raw.drop_files", "etag", "kind", "replay"),
        "size_bytes": ("raw.drop_files.size",),
        "first_seen": ("raw.drop_files.arrived_at",),
    },
    "marts.device_inventory_v1": {
        "device_key": ("raw.devices.key",),
        "model_code": ("raw.device_models.code",),
        "model_name": ("raw.device_models.name",),
        "kit_name": ("raw.kits.name",),
        **same("raw.devices", "name", "is_active", "rotation_state"),
        "firmware_claimed": ("raw.devices.firmware_version", "core.device_checkin_v1.firmware"),
        "firmware_current": ("raw.device_models.firmware_version",),
        "is_outdated": (
            "raw.devices.firmware_version",
            "core.device_checkin_v1.firmware",
            "raw.device_models.firmware_version",
        ),
        "config_version": (f"{_CONFIGS}.version",),
        "config_saved_at": (f"{_CONFIGS}.created_at",),
        "last_seen_at": ("raw.devices.last_seen_at", "core.device_checkin_v1.checked_in_at"),
    },
}
