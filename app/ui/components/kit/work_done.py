"""Pick lists and builds of a kit, newest first."""

import polars as pl
import streamlit as st

from app.models import Build
from app.ui.components.picking.overview import pick_list_table
from app.ui.components.tables import data_table, number, text
from app.ui.local_time import clock_text, zone
from app.ui.resources import container, unit_of_work

SHOWN = 20


def kit_work_done(kit_id: int) -> None:
    """Draw what was and is being made of a kit; nothing before the first list or build."""
    with unit_of_work() as work:
        lists, list_count = work.pick_list_reader.page(kit_id=kit_id, limit=SHOWN)
        builds, build_count = work.builds.page(kit_id=kit_id, limit=SHOWN)
    if list_count:
        st.subheader(f"Pick lists ({list_count:,})", anchor=False)
        pick_list_table(lists, key=f"lists-of-{kit_id}")
    if build_count:
        st.subheader(f"Builds ({build_count:,})", anchor=False)
        columns = {
            "built": text("Built"),
            "units": number("Units"),
            "cost": text("Cost of the parts"),
            "parts": number("Parts"),
            "actor": text("By"),
            "note": text("Note", width="medium"),
        }
        data_table(pl.DataFrame([_row(build) for build in builds]), columns, key=f"builds-of-{kit_id}")


def cost_text(build: Build) -> str:
    """The cost with what it leaves out: `6.30 EUR, 2 parts without a price`."""
    amount = "" if build.cost is None else f"{build.cost:,.2f} {build.currency}"
    left_out = f"{build.unpriced_lines} without this price" if build.unpriced_lines else ""
    return ", ".join(text for text in (amount, left_out) if text)


def _row(build: Build) -> dict[str, object]:
    return {
        "built": clock_text(build.built_at, container().clock()(), zone()),
        "units": build.units,
        "cost": cost_text(build),
        "parts": len(build.lines),
        "actor": build.actor,
        "note": build.note or "",
    }
