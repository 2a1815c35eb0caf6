"""Parts by how much of the use they make, and parts that nobody uses."""

import polars as pl
import streamlit as st

from app.ui.components.tables import linked_table, number, text
from app.ui.components.why import why
from app.ui.counted import counted
from app.ui.snapshot_reads import all_activity
from app.warehouse.snapshot import Snapshot

CLASSES = {
    "A": "A: the first 80 % of use",
    "B": "B: up to 95 %",
    "C": "C: the rest",
    "N": "N: not used in a year",
}
FIGURES = {
    "used in 365 days": "used_365d",
    "used in 30 days": "used_30d",
    "in stock": "total_quantity",
    "days it lasts": "days_of_stock",
    "class": "abc_class",
}
DEAD_FIGURES = {"unused": "is_dead_stock", "in stock": "total_quantity", "last used": "last_used_on"}
"""What can be asked about a part, and the columns that answer."""


def usage_classes(snapshot: Snapshot) -> None:
    """Draw the parts of the chosen class, most used first."""
    chosen = st.segmented_control(
        "Class",
        list(CLASSES),
        format_func=CLASSES.__getitem__,
        default="A",
        required=True,
        key="abc",
        bind="query-params",
    )
    parts = all_activity(snapshot.id).filter(pl.col("abc_class") == chosen)
    if parts.is_empty():
        st.info("No part is in this class.", icon=":material/filter_alt_off:")
        return
    st.caption(f"{counted(parts.height, 'part')}, by pieces used in 365 days. Click a row to open the part.")
    columns = {
        "part_key": text("Part"),
        "description": text("Description", width="medium"),
        "used_365d": number("Used in 365 days, pieces"),
        "used_30d": number("Used in 30 days, pieces"),
        "total_quantity": number("In stock, pieces"),
        "days_of_stock": number("Lasts, days"),
        "type_name": text("Type"),
    }
    ordered = parts.sort(["used_365d", "part_key"], descending=[True, False])
    linked_table(ordered, columns, key=f"classes-{chosen}", page="part", part="part_key")
    why(snapshot, "marts.part_activity_v1", ordered.select("part_key").to_dicts(), FIGURES, key=f"classes-{chosen}")


def dead_stock(snapshot: Snapshot) -> None:
    """Draw the parts that lie there unused, most pieces first."""
    parts = all_activity(snapshot.id).filter(pl.col("is_dead_stock"))
    if parts.is_empty():
        st.info(
            "Nothing lies unused: every part in stock was used within a year, or is newer.", icon=":material/check:"
        )
        return
    st.caption(f"{counted(parts.height, 'part')} in stock, unused for a year or more. Click a row to open the part.")
    columns = {
        "part_key": text("Part"),
        "description": text("Description", width="medium"),
        "type_name": text("Type"),
        "total_quantity": number("In stock, pieces"),
        "last_used_on": st.column_config.DateColumn("Last used", format="D MMM YYYY"),
        "last_received_on": st.column_config.DateColumn("Last received", format="D MMM YYYY"),
    }
    ordered = parts.sort(["total_quantity", "part_key"], descending=[True, False])
    linked_table(ordered, columns, key="dead-stock", page="part", part="part_key")
    why(snapshot, "marts.part_activity_v1", ordered.select("part_key").to_dicts(), DEAD_FIGURES, key="dead-stock")
