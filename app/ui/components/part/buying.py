"""Buying a part: its offers, on which lists it is, and the form that puts it on one."""

from collections.abc import Mapping

import streamlit as st

from app.models import Part
from app.services.stock_service import MAX_QUANTITY
from app.ui.components.field_errors import FieldErrors
from app.ui.components.part.offers import part_offers
from app.ui.navigation import link
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write_edit


def part_buying(part: Part) -> None:
    """Draw offers and lists of a part, each with its form under a fold."""
    part_offers(part.key)
    with unit_of_work() as work:
        lines = work.memberships.of_part(part.key)
        lists = {row.shopping_list.id: row.shopping_list.name for row in work.shopping_lists.list(limit=200)[0]}
        for line in lines:
            label = f"{line.needed} on the list {line.shopping_list.name}" + (" (ordered)" if line.ordered_at else "")
            query = {"shopping_list": str(line.shopping_list_id), "line": str(line.id)}
            link("shopping", label, icon="shopping_cart", **query)
    if part.archived_at is None:
        with st.expander("Put on a shopping list", icon=":material/shopping_cart:"):
            _list_form(part.key, lists)


def _list_form(part_key: str, lists: Mapping[int, str]) -> None:
    if not lists:
        st.caption("There is no active list.")
        link("shopping", "Make a list", icon="shopping_cart")
        return
    errors = FieldErrors()
    with st.form(form_key(f"buy-{part_key}"), border=False):
        list_id = st.selectbox("List", list(lists), format_func=lists.__getitem__, key=form_key("buy-list"))
        needed = st.number_input("Needed, pieces", 1, MAX_QUANTITY, value=1, key=form_key("buy-needed"))
        pressed = st.form_submit_button("Put on the list", key=form_key("buy-submit"))
        errors.foot()
    if pressed:
        pieces = int(needed)
        write_edit(
            lambda work: work.shopping_lines.add(list_id, part_key=part_key, needed=pieces),
            f"Put {pieces} of {part_key} on {lists[list_id]}",
            errors,
        )
