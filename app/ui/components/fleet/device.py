"""One device: what the store knows of it now, and every version of its configuration."""

import json
from collections.abc import Sequence

import streamlit as st

from app.models import Device, DeviceConfigVersion
from app.services.device_service import DeviceService
from app.ui.components.fleet.config_diff import config_diff
from app.ui.components.plain_text import plain
from app.ui.components.tables import facts_table
from app.ui.local_time import clock_text, zone
from app.ui.resources import container


def device_detail(device: Device, versions: Sequence[DeviceConfigVersion]) -> None:
    """Draw a device and its configurations, newest first; call it while the session that loaded it is open."""
    facts_table(_facts(device))
    st.subheader("Configuration", anchor=False)
    if not versions:
        st.info("No configuration was ever saved for this device.", icon=":material/settings:")
        return
    chosen = _choice("Version", versions, index=0, key=f"version-{device.key}")
    st.caption(plain(_saved_text(chosen)))
    if len(versions) > 1:
        other = _choice("Compared with", versions, index=min(1, len(versions) - 1), key=f"compared-{device.key}")
        config_diff(DeviceService.diff(other, chosen))
    with st.expander(f"All of version {chosen.version}"):
        st.code(json.dumps(chosen.config, indent=2, sort_keys=True, ensure_ascii=False), language="json")


def _facts(device: Device) -> dict[str, object]:
    model = device.device_model
    return {
        "Name": device.name or "none yet",
        "Model": f"{model.name} ({model.code})",
        "In service": "yes" if device.is_active else "no",
        "Runs firmware": device.firmware_version or "not known",
        "Its model should run": model.firmware_version or "not set",
        "Secret rotation": device.rotation_state,
        "Last seen": _when(device) or "never",
        "Built from kit": model.kit.name if model.kit else "none",
    }


def _when(device: Device) -> str | None:
    if device.last_seen_at is None:
        return None
    return clock_text(device.last_seen_at, container().clock()(), zone())


def _choice(label: str, versions: Sequence[DeviceConfigVersion], *, index: int, key: str) -> DeviceConfigVersion:
    by_number = {version.version: version for version in versions}
    number = st.selectbox(label, list(by_number), index=index, format_func=lambda n: f"version {n}", key=key)
    return by_number[number]


def _saved_text(version: DeviceConfigVersion) -> str:
    when = clock_text(version.created_at, container().clock()(), zone())
    return f"Saved {when} by {version.author}" + (f": {version.note}" if version.note else "")
