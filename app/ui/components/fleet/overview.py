"""The fleet as it stands, with filters for what needs somebody."""

from datetime import datetime, timedelta

import polars as pl
import streamlit as st

from app.ui.components.tables import linked_table, text
from app.ui.components.why import why
from app.ui.counted import counted
from app.ui.local_time import zone
from app.ui.resources import container
from app.ui.snapshot_reads import devices as all_devices
from app.warehouse.snapshot import Snapshot

SILENT_AFTER = timedelta(days=7)
FILTERS = {"outdated": "Outdated firmware", "silent": "Silent for a week", "rotation": "Rotation not OK"}
"""Filters and their words; the address carries the words, because Streamlit binds what it shows."""


FIGURES = {"firmware is outdated": "is_outdated", "runs": "firmware_claimed", "last seen": "last_seen_at"}
"""What can be asked about a device, and the columns that answer."""


def fleet_overview(snapshot: Snapshot) -> None:
    """Draw the devices that pass the reader's filters."""
    devices = all_devices(snapshot.id)
    if devices.is_empty():
        st.info(
            "There are no devices yet. Add them over the API (`POST /api/devices`), or start with `binsight demo`.",
            icon=":material/router:",
        )
        return
    left, right = st.columns(2)
    with left:
        model = st.selectbox(
            "Model",
            devices["model_code"].unique().sort().to_list(),
            index=None,
            placeholder="all models",
            key="model",
            bind="query-params",
        )
    with right:
        wanted = st.pills(
            "Only",
            list(FILTERS),
            format_func=FILTERS.__getitem__,
            selection_mode="multi",
            key="only",
            bind="query-params",
        )
    shown = filter_fleet(devices, model, wanted, container().clock()())
    st.caption(
        f"{shown.height:,} of {counted(devices.height, 'device')}. Click a row to open one."
        if not shown.is_empty()
        else "No device passes these filters."
    )
    if not shown.is_empty():
        _table(shown)
        why(snapshot, "marts.device_inventory_v1", shown.select("device_key").to_dicts(), FIGURES, key="fleet")


def filter_fleet(devices: pl.DataFrame, model: str | None, wanted: list[str], now: datetime) -> pl.DataFrame:
    """The devices of `model` that fit all of `wanted` (keys of FILTERS); one never heard of counts as silent."""
    conditions = {
        "outdated": pl.col("is_outdated").fill_null(value=False),
        "silent": pl.col("last_seen_at").is_null() | (pl.col("last_seen_at") < now - SILENT_AFTER),
        "rotation": pl.col("rotation_state") != "OK",
    }
    chosen = [conditions[name] for name in wanted]
    if model is not None:
        chosen.append(pl.col("model_code") == model)
    return devices.filter(*chosen) if chosen else devices


def _table(shown: pl.DataFrame) -> None:
    columns = {
        "device_key": text("Device"),
        "name": text("Name", width="medium"),
        "model_name": text("Model"),
        "firmware_claimed": text("Runs"),
        "firmware_current": text("Should run"),
        "state": text("Firmware"),
        "last_seen_at": st.column_config.DatetimeColumn("Last seen", format="D MMM YYYY HH:mm", timezone=zone().key),
        "rotation_state": text("Rotation"),
        "config_version": st.column_config.NumberColumn("Config version", format="%d"),
    }
    firmware = (
        pl.when(pl.col("is_outdated").is_null())
        .then(pl.lit("unknown"))
        .when(pl.col("is_outdated"))
        .then(pl.lit("outdated"))
        .otherwise(pl.lit("current"))
    )
    linked_table(shown.with_columns(firmware.alias("state")), columns, key="fleet", page="devices", device="device_key")
