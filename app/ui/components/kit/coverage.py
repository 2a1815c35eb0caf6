"""The bill of materials of a kit with enough, partial or missing in words and figures."""

import polars as pl
import streamlit as st

from app.domain.kits.coverage import MAX_UNITS
from app.services.kit_coverage_service import CoverageRow
from app.services.kit_reader import KitDetail
from app.ui.components.tables import linked_table, number, text
from app.ui.counted import counted

COLUMNS = {
    "part": text("Part"),
    "description": text("Description", width="medium"),
    "state": text("State"),
    "required": text("Needed, pieces", help_text="15 (12+3): 12 end up in the units, 3 are expected to get lost"),
    "in_stock": number("In stock"),
    "reserved": number("Claimed by other kits"),
    "available": number("Available"),
    "picked": number("Picked", help_text="picked for this kit and not built yet"),
    "shortfall": number("Short"),
    "stand_ins": text("Substitutes"),
    "of_kit": text("Through kit"),
    "note": text("Note"),
}


def kit_coverage(detail: KitDetail) -> None:
    """Draw the parts that the chosen number of units needs; kits inside are resolved into their parts."""
    kit, coverage = detail.row.kit, detail.coverage
    if not coverage.contents:
        st.info("This kit needs no part yet; add its lines below.", icon=":material/playlist_add:")
        return
    st.number_input("For how many units?", 0, MAX_UNITS, coverage.units, key=f"units-{kit.id}")
    short = sum(row.figures.shortfall > 0 for row in coverage.rows)
    lack = f"{counted(short, 'part')} lack{'s' if short == 1 else ''}" if short else "nothing lacks"
    st.caption(f"{counted(len(coverage.rows), 'line')} with parts, {lack}. Click a row to open the part.")
    linked_table(
        pl.DataFrame([_row(row, kit.id) for row in coverage.rows]),
        COLUMNS,
        key=f"bill-{kit.id}",
        page="part",
        part="part",
    )


def _row(row: CoverageRow, kit_id: int) -> dict[str, object]:
    content, figures = row.content, row.figures
    helped = f" ({figures.substituted:,} of them help)" if figures.substituted else ""
    return {
        "part": content.label,
        "description": content.part.description if content.part is not None else "",
        "state": figures.state,
        "required": str(figures.need),
        "in_stock": figures.in_stock,
        "reserved": figures.reserved,
        "available": figures.available,
        "picked": figures.picked,
        "shortfall": figures.shortfall,
        "stand_ins": ", ".join(entry.part.key for entry in content.substitutes) + helped,
        "of_kit": "" if content.kit_id == kit_id else content.kit.name,
        "note": content.note or "",
    }
