"""What lacks over all kits: what to buy so that every target can be built."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from app.services.kit_coverage_service import ShortPart
from app.ui.components.tables import linked_table, number, text
from app.ui.counted import counted
from app.ui.resources import unit_of_work

SHOWN = 200
COLUMNS = {
    "part": text("Part"),
    "description": text("Description", width="medium"),
    "units": number("To buy, pieces", help_text="need - stock - on order + minimum"),
    "in_stock": number("In stock, pieces"),
    "on_order": number("On order, pieces"),
    "kits": text("Short for", width="medium", help_text="the kit with the first priority gets what is there"),
}


def kit_shortages() -> None:
    """Draw what lacks; nothing when there is nothing to build."""
    st.subheader("What lacks for all kits", anchor=False)
    with unit_of_work() as work:
        rows, total = work.kit_coverage.shortages(limit=SHOWN)
    if not total:
        st.success("Stock and orders cover every kit and every minimum.", icon=":material/check_circle:")
        return
    shown = "" if total <= SHOWN else f"; the first {SHOWN} are shown"
    st.caption(f"{counted(total, 'part')} lack{'s' if total == 1 else ''}{shown}. Click a row to open the part.")
    linked_table(shortage_frame(rows), COLUMNS, key="shortages", page="part", part="part")


def shortage_frame(rows: Sequence[ShortPart]) -> pl.DataFrame:
    """Parts that lack as the table shows them."""
    return pl.DataFrame(
        [
            {
                "part": row.part.key,
                "description": row.part.description,
                "units": row.shortage.units,
                "in_stock": row.in_stock,
                "on_order": row.on_order,
                "kits": _short_for(row),
            }
            for row in rows
        ]
    )


def _short_for(row: ShortPart) -> str:
    kits = [f"{outcome.kit.name} {outcome.share.short:,}" for outcome in row.kits if outcome.share.short]
    minimum = [f"minimum {row.shortage.for_minimum:,}"] if row.shortage.for_minimum else []
    return ", ".join([*kits, *minimum])
