"""What runs low as the store stands now: parts to buy, and slots to refill."""

from collections.abc import Sequence

import streamlit as st

from app.domain.stock.location_label import parse_label
from app.services.dashboard_service import LowStock
from app.services.location_minimum_service import LowSlot
from app.ui.components.today.rows import linked_row, part_name, section
from app.ui.counted import counted
from app.ui.navigation import link
from app.ui.resources import unit_of_work

ROWS = 5


def low_now() -> None:
    """Draw the emptiest parts and slots beside each other."""
    with unit_of_work() as work:
        parts, part_count = work.dashboard.low_stock(limit=ROWS)
        slots, slot_count = work.minimums.low(limit=ROWS)
    left, right = st.columns(2, gap="large")
    with left:
        _low_parts(parts, part_count)
    with right:
        _low_slots(slots, slot_count)


def _low_parts(rows: Sequence[LowStock], total: int) -> None:
    section("Low in stock", total, "Of every part there is enough.")
    if not rows:
        return
    for row in rows:
        key = row.part.key
        linked_row("part", part_name(key, row.part.description), _part_text(row), part=key)
    _more(total, "part")
    link("shopping", "Put parts on a shopping list", icon="shopping_cart")


def _low_slots(rows: Sequence[LowSlot], total: int) -> None:
    section("Slots to refill", total, "No slot is below its own minimum.")
    for row in rows:
        box_no, loc_no = parse_label(row.location)
        name = part_name(f"{row.location} · {row.part.key}", row.part.description)
        linked_row("boxes", name, _slot_text(row), box=str(box_no), slot=str(loc_no))
    _more(total, "slot")


def _more(total: int, noun: str) -> None:
    if total > ROWS:
        st.caption(f"and {counted(total - ROWS, f'more {noun}')}; the emptiest come first.")


def _part_text(row: LowStock) -> str:
    held = f"{row.quantity:,}" if row.quantity else "none"
    return f"{held} in stock" if row.minimum is None else f"{held} of at least {row.minimum:,} in stock"


def _slot_text(row: LowSlot) -> str:
    held = f"{row.quantity:,} of at least {row.minimum:,}"
    return f"{held}; {row.elsewhere:,} lie elsewhere" if row.elsewhere else f"{held}; none elsewhere, buy some"
