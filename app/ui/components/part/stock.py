"""What lies where now, from the store itself, and the forms that change it."""

from collections.abc import Mapping

import streamlit as st

from app.models import Part, PartLocation
from app.ui.components.part.minimums import part_minimums
from app.ui.components.stock_forms import stock_forms
from app.ui.components.tables import small_table
from app.ui.snapshot_reads import suggestions_for_part
from app.warehouse.snapshot import Snapshot


def part_stock(
    part: Part, balances: list[PartLocation], reserved: Mapping[str, int], snapshot: Snapshot | None
) -> None:
    """Draw the stock of a part by slot, with its forms; `reserved` maps kits to the units they hold."""
    held = {balance.location.label: balance.quantity for balance in balances}
    total = sum(held.values())
    st.metric("In stock now, pieces", f"{total:,}", delta=_shortage(part, total), delta_color="inverse")
    if held:
        small_table([{"Slot": slot, "Pieces": quantity} for slot, quantity in held.items()])
    else:
        st.info("Nothing in stock. Receive some below; suggested slots are offered there.", icon=":material/inbox:")
    stock_forms(part.key, held, _suggested(part.key, snapshot), reserved)
    part_minimums(part.key, held)


def _shortage(part: Part, total: int) -> str | None:
    if part.minimum_quantity is None or total >= part.minimum_quantity:
        return None
    return f"{part.minimum_quantity - total} below the minimum of {part.minimum_quantity}"


def _suggested(part_key: str, snapshot: Snapshot | None) -> list[tuple[str, str]]:
    """Slots that the snapshot suggests, each with its first reason; none before anything was published."""
    if snapshot is None:
        return []
    rows = suggestions_for_part(snapshot.id, part_key).iter_rows(named=True)
    return [(row["location"], row["reasons"][0]) for row in rows]
