"""Core tables of what was dropped: check-ins, logs, firmware manifests, core dumps, and what could not be read."""

import dagster as dg
import polars as pl

from app.contracts.core_dump import CORE_DUMP
from app.contracts.device_checkin import DEVICE_CHECKIN
from app.contracts.device_log import DEVICE_LOG
from app.contracts.firmware_manifest import FIRMWARE_MANIFEST
from app.contracts.quarantine import QUARANTINE
from app.domain.fleet.drops import latest_manifests, quarantined, unique_checkins, unique_core_dumps, unique_logs
from assets.io.contract_spec import contract_spec
from assets.io.inputs import raw


@dg.asset(ins=raw("device_checkins", "drop_files"), **contract_spec(DEVICE_CHECKIN))
def device_checkin_v1(device_checkins: pl.DataFrame, drop_files: pl.DataFrame) -> pl.DataFrame:
    """Check-ins, each once."""
    return unique_checkins(device_checkins, drop_files)


@dg.asset(ins=raw("device_logs", "drop_files"), **contract_spec(DEVICE_LOG))
def device_log_v1(device_logs: pl.DataFrame, drop_files: pl.DataFrame) -> pl.DataFrame:
    """Log lines, each once."""
    return unique_logs(device_logs, drop_files)


@dg.asset(ins=raw("firmware_manifests", "drop_files"), **contract_spec(FIRMWARE_MANIFEST))
def firmware_manifest_v1(firmware_manifests: pl.DataFrame, drop_files: pl.DataFrame) -> pl.DataFrame:
    """Manifests, each version of a model's firmware once."""
    return latest_manifests(firmware_manifests, drop_files)


@dg.asset(ins=raw("core_dumps", "drop_files"), **contract_spec(CORE_DUMP))
def core_dump_v1(core_dumps: pl.DataFrame, drop_files: pl.DataFrame) -> pl.DataFrame:
    """Core dumps, each of a device once."""
    return unique_core_dumps(core_dumps, drop_files)


@dg.asset(ins=raw("rejected_lines", "drop_files"), **contract_spec(QUARANTINE))
def quarantine_v1(rejected_lines: pl.DataFrame, drop_files: pl.DataFrame) -> pl.DataFrame:
    """Lines and files that could not be read."""
    return quarantined(rejected_lines, drop_files)
