"""All sellers with the number of parts each offers, and the form that adds one."""

import polars as pl
import streamlit as st

from app.ui.components.choice_buttons import fold_button
from app.ui.components.field_errors import FieldErrors
from app.ui.components.tables import linked_table, number, text
from app.ui.resources import unit_of_work
from app.ui.shortcuts import NEW
from app.ui.writing import form_key, write_edit

SELLERS_PER_PAGE = 50
_PAGE = "sellers-page"


def seller_overview() -> None:
    """Draw the list of sellers; a click opens one."""
    query = st.text_input("Search", key="sellers", bind="query-params", placeholder="words of the name", type="search")
    page = int(st.session_state.get(_PAGE, 1))
    with unit_of_work() as work:
        rows, total = work.sellers.list(
            limit=SELLERS_PER_PAGE, offset=(page - 1) * SELLERS_PER_PAGE, query=query or None
        )
        frame = pl.DataFrame(
            [
                {
                    "id": row.seller.id,
                    "name": row.seller.name,
                    "site": row.seller.website or "",
                    "parts": row.link_count,
                }
                for row in rows
            ]
        )
    if total:
        columns = {
            "name": text("Seller", width="medium"),
            "site": text("Website", width="medium"),
            "parts": number("Offers"),
        }
        linked_table(frame, columns, key="seller-list", page="sellers", seller="id")
        if total > SELLERS_PER_PAGE:
            st.pagination(-(-total // SELLERS_PER_PAGE), key=_PAGE)
    elif query:
        st.info("No seller matches; try another word.", icon=":material/search_off:")
    else:
        st.info("There are no sellers yet. Add the first one below.", icon=":material/storefront:")
    _new_seller(first=not total and not query)


def _new_seller(*, first: bool) -> None:
    if not fold_button("New seller", key="new-seller", shortcut=NEW, is_open=first):
        return
    errors = FieldErrors()
    with st.form(form_key("new-seller"), border=True):
        name = st.text_input("Name", max_chars=255, placeholder="such as Corner shop", key=form_key("seller-name"))
        errors.below("name")
        site = st.text_input("Website", max_chars=500, placeholder="https://, optional", key=form_key("seller-site"))
        errors.below("website")
        pressed = st.form_submit_button("Add the seller", type="primary", key=form_key("seller-create"))
        errors.foot()
    if pressed:
        write_edit(lambda work: work.sellers.create(name, website=site or None), f"Added the seller {name}", errors)
