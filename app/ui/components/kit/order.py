"""Order what kits lack: their shortage is put on a shopping list, an open one or a new one."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.domain.kits.coverage import MAX_UNITS
from app.services.kit_reader import KitDetail
from app.services.shopping.kit_push_service import HONOR_RESERVED
from app.ui.components.field_errors import FieldErrors
from app.ui.counted import counted
from app.ui.navigation import link
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write

LISTS_OFFERED = 200
KITS_OFFERED = 1000


def order_form(detail: KitDetail) -> None:
    """The form for one kit; the units shown first are those that its coverage is about."""
    _form(detail.row.kit.id, detail.row.kit.name, max(detail.coverage.units, 1))


def order_any_kit() -> None:
    """The form below the list of kits; those that lack something are offered first."""
    with st.expander("Order what a kit lacks", icon=":material/shopping_cart:"):
        with unit_of_work() as work:
            rows, _ = work.kit_reader.page(limit=KITS_OFFERED, sort="name")
        rows = sorted((row for row in rows if row.line_count), key=lambda row: row.state == "enough")
        if not rows:
            st.text("No kit needs a part yet; add lines to a kit first.")
            return
        kits = {row.kit.id: row for row in rows}
        kit_id = st.selectbox(
            "Kit",
            list(kits),
            format_func=lambda number: f"{kits[number].kit.name} (stock: {kits[number].state})",
            key=form_key("order-kit"),
        )
        _form(kit_id, kits[kit_id].kit.name, max(kits[kit_id].kit.build_target, 1))


def kit_lists(kit_id: int) -> None:
    """Links to the open shopping lists that a kit is on; nothing when there is none."""
    with unit_of_work() as work:
        links = work.memberships.of_kit(kit_id, include_done=False)
    for found in links:
        label = f"On the shopping list {found.shopping_list.name}, for {counted(found.requested_units, 'unit')}"
        link("shopping", label, icon="shopping_cart", shopping_list=str(found.shopping_list_id))


def _form(kit_id: int, name: str, units: int) -> None:
    st.caption(
        "Puts on a list what stock, substitutes and orders do not cover. Doing it again corrects, never doubles."
    )
    own, others = _lists(kit_id)
    lists = own | others
    offered = list(lists) if own or name in lists else [name, *lists]
    with st.form(form_key(f"order-{kit_id}"), border=False):
        errors = FieldErrors()
        amount, place = st.columns(2)
        with amount:
            wanted = st.number_input("Units", 1, MAX_UNITS, units, key=form_key(f"order-units-{kit_id}-{units}"))
            errors.below("requested_units")
        with place:
            chosen = st.selectbox(
                "Shopping list, or the name of a new one",
                offered,
                format_func=lambda option: option if option in lists else f"{option} (new list)",
                accept_new_options=True,
                key=form_key(f"order-list-{kit_id}"),
            )
            errors.below("shopping_list_id")
            errors.below("name")
        honor = st.checkbox("Leave other kits what they claim", HONOR_RESERVED, key=form_key(f"order-honor-{kit_id}"))
        pressed = st.form_submit_button("Order what lacks", type="primary", key=form_key("order-submit"))
        errors.foot()
    if pressed:
        target = _target(chosen or "", lists)
        write(lambda work: work.kit_pushes.push(kit_id, units=int(wanted), honor_reserved=honor, **target), errors)


def _target(name: str, lists: Mapping[str, int]) -> dict[str, Any]:
    """The open list of this name, else a new one."""
    return {"list_id": lists[name]} if name in lists else {"new_list": name}


def _lists(kit_id: int) -> tuple[dict[str, int], dict[str, int]]:
    """Open lists by name: those that the kit is on, and all others."""
    with unit_of_work() as work:
        linked = {found.shopping_list_id for found in work.memberships.of_kit(kit_id, include_done=False)}
        rows, _ = work.shopping_lists.list(limit=LISTS_OFFERED, statuses=("active",))
    own = {row.shopping_list.name: row.shopping_list.id for row in rows if row.shopping_list.id in linked}
    others = {row.shopping_list.name: row.shopping_list.id for row in rows if row.shopping_list.id not in linked}
    return own, others
