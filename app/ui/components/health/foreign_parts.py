"""Stock and use of the parts of one foreign source, beside and never among the store's own."""

from collections.abc import Sequence

import streamlit as st

from app.contracts.foreign_marts import FOREIGN_PART_ACTIVITY
from app.ui.components.plain_text import plain
from app.ui.components.tables import data_table, number, text
from app.ui.components.why import why
from app.ui.counted import counted
from app.ui.snapshot_reads import parts_of_foreign_source, uses_left_out
from app.warehouse.snapshot import Snapshot

FIGURES = {"In stock": "quantity", "Used in 365 days": "used_365d", "Use a day": "daily_rate", "Lasts": "days_of_stock"}


def foreign_parts(snapshot: Snapshot, sources: Sequence[str]) -> None:
    """Draw the parts of the chosen source; nothing where the snapshot is older than these figures."""
    if FOREIGN_PART_ACTIVITY.table not in snapshot.manifest.tables:
        return
    source = sources[0] if len(sources) == 1 else st.selectbox("Stock and use in", sources, key="foreign-source")
    parts = parts_of_foreign_source(snapshot.id, source)
    if parts.is_empty():
        st.caption(plain(f"Nothing is known of stock and use in {source}: no part of it was read."))
        return
    total = parts.item(0, "total_rows")
    shown = f"; the {parts.height:,} most used are shown" if parts.height < total else ""
    st.caption(
        plain(
            f"Stock and use of {counted(total, 'part')} in {source}, by its own keys and as it was last read{shown}. "
            "None of it is part of this store's figures."
        )
    )
    columns = {
        "part_id": text("Part there"),
        "name": text("Name", width="medium"),
        "quantity": number("In stock, units", digits=2),
        "used_365d": number("Used in 365 days, units", digits=2),
        "days_of_stock": number("Lasts, days"),
        "last_movement_at": st.column_config.DatetimeColumn("Last movement", format="D MMM YYYY"),
        "note": text("What cannot be said", width="medium"),
    }
    data_table(parts, columns, key="foreign-parts")
    why(
        snapshot,
        FOREIGN_PART_ACTIVITY.table,
        parts.select("source", "part_id").to_dicts(),
        FIGURES,
        key="foreign-parts",
    )
    missing = uses_left_out(snapshot.id, source)
    if missing:
        st.caption(
            f"{counted(missing, 'use')} without a time, or of a part that is not known: on no day, and not counted."
        )
