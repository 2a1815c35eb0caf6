"""Published snapshots: what the one in force holds, which others are kept, and whether their bytes are as written."""

import json

import polars as pl
import streamlit as st

from app.ui.components.errors import guarded
from app.ui.components.plain_text import plain
from app.ui.components.tables import data_table, facts_table, number, text
from app.ui.local_time import clock_text, zone
from app.ui.resources import container, snapshots
from app.warehouse.manifest import Manifest

LONG_WRITE_HOURS = 1.0


def long_write(manifest: Manifest) -> None:
    """Warn when somebody's transaction had been writing for an hour: what is written since is read by every run."""
    hours = float(manifest.watermark.get("oldest_write_s", 0)) / 3600
    if hours >= LONG_WRITE_HOURS:
        st.warning(
            f"When the run read the store, a transaction had been open for {hours:.1f} hours. Nothing is lost, but "
            "every run reads again what was written since it began. Find it in pg_stat_activity, or in "
            "pg_prepared_xacts where it was prepared, and end it.",
            icon=":material/hourglass_top:",
        )


def snapshot_tables(manifest: Manifest) -> None:
    """Rows per table, and the watermark: up to which point the run had read its sources."""
    frame = pl.DataFrame([{"table": name, "rows": rows} for name, rows in sorted(manifest.rows.items())])
    data_table(frame, {"table": text("Table", width="medium"), "rows": number("Rows")}, key="tables")
    st.caption("The run had read its sources up to here")
    facts_table(
        {name: value if isinstance(value, str) else json.dumps(value) for name, value in manifest.watermark.items()}
    )


def snapshot_list(current: str) -> None:
    """Kept snapshots, newest first, with a button that hashes one again."""
    manifests = snapshots().manifests()
    now, where = container().clock()(), zone()
    frame = pl.DataFrame(
        [
            {
                "id": manifest.id,
                "in_force": "in force" if manifest.id == current else "",
                "published": clock_text(manifest.created_at, now, where),
                "run": manifest.run_id[:8],
                "rows": sum(manifest.rows.values()),
                "warned": manifest.checks["warned"],
                "failed": manifest.checks["failed"],
                "code": manifest.code_version,
            }
            for manifest in manifests
        ]
    )
    columns = {
        "id": text("Snapshot", width="medium"),
        "in_force": text(""),
        "published": text("Published"),
        "run": text("Run"),
        "rows": number("Rows"),
        "warned": number("Checks warned"),
        "failed": number("Checks failed"),
        "code": text("Code version"),
    }
    data_table(frame, columns, key="snapshots")
    chosen = st.selectbox("Snapshot to verify", [manifest.id for manifest in manifests], key="verify-id")
    if st.button("Verify its files", key="verify", icon=":material/fingerprint:"):
        with guarded():
            _verify(chosen)


def _verify(snapshot_id: str) -> None:
    wrong = snapshots().verify(snapshot_id)
    if wrong:
        st.error(plain(f"{len(wrong)} files are not as written: {'; '.join(wrong[:5])}"), icon=":material/error:")
    else:
        st.success(plain(f"Every file of {snapshot_id} is exactly as it was written."), icon=":material/check:")
