"""What lies where now, from the store itself, and the forms that change it."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from app.domain.placement.putaway import NO_HABITS
from app.models import Part, PartLocation
from app.services.putaway_service import SlotSuggestion
from app.ui.components.part.minimums import part_minimums
from app.ui.components.stock_forms import stock_forms
from app.ui.components.tables import small_table
from app.ui.resources import unit_of_work
from app.ui.snapshot_reads import habits_of
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
    stock_forms(part.key, held, partial(_suggested, part.key, snapshot), reserved)
    part_minimums(part.key, held)


def _shortage(part: Part, total: int) -> str | None:
    if part.minimum_quantity is None or total >= part.minimum_quantity:
        return None
    return f"{part.minimum_quantity - total} below the minimum of {part.minimum_quantity}"


def _suggested(part_key: str, snapshot: Snapshot | None) -> list[SlotSuggestion]:
    """Free slots for what arrives, best first."""
    habits = NO_HABITS if snapshot is None else habits_of(snapshot.id, part_key)
    with unit_of_work() as work:
        return work.putaway.for_part(part_key, habits)
