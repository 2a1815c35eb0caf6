"""Buying a part: who sells it at which price, on which lists it is, and the forms that change both."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.domain.catalogue.price_breaks import read_price_breaks
from app.models import Part, PartSeller
from app.services.stock_service import MAX_QUANTITY
from app.ui.components.field_errors import FieldErrors
from app.ui.components.tables import small_table
from app.ui.navigation import link
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write_edit


def part_buying(part: Part) -> None:
    """Draw offers and lists of a part, each with its form under a fold."""
    with unit_of_work() as work:
        offers = work.sellers.links_of(part.key)
        lines = work.memberships.of_part(part.key)
        sellers = {row.seller.id: row.seller.name for row in work.sellers.list(limit=1000)[0]}
        lists = {row.shopping_list.id: row.shopping_list.name for row in work.shopping_lists.list(limit=200)[0]}
        if offers:
            st.caption("Sold by")
            small_table([_offer(offer) for offer in offers])
        for line in lines:
            label = f"{line.needed} on the list {line.shopping_list.name}" + (" (ordered)" if line.ordered_at else "")
            query = {"shopping_list": str(line.shopping_list_id), "line": str(line.id)}
            link("shopping", label, icon="shopping_cart", **query)
    with st.expander("Sellers", icon=":material/storefront:"):
        _link_form(part.key, sellers)
        if offers:
            _unlink_form(part.key, offers)
    if part.archived_at is None:
        with st.expander("Put on a shopping list", icon=":material/shopping_cart:"):
            _list_form(part.key, lists)


def _offer(offer: PartSeller) -> dict[str, object]:
    prices = ", ".join(f"from {one['quantity']}: {one['price']:g} {one['currency']}" for one in offer.price_breaks)
    return {
        "Seller": offer.seller.name,
        "SKU": offer.sku or "",
        "Price of one": prices,
        "At least, pieces": "" if offer.minimum_quantity is None else str(offer.minimum_quantity),
        "Lead time, days": "" if offer.lead_time_days is None else str(offer.lead_time_days),
    }


def _link_form(part_key: str, sellers: Mapping[int, str]) -> None:
    if not sellers:
        st.caption("There are no sellers yet.")
        link("sellers", "Add a seller", icon="storefront")
        return
    errors = FieldErrors()
    with st.form(form_key(f"offer-{part_key}"), border=False):
        seller_id = st.selectbox("Seller", list(sellers), format_func=sellers.__getitem__, key=form_key("offer-seller"))
        sku = st.text_input("SKU", max_chars=200, placeholder="optional", key=form_key("offer-sku"))
        errors.below("sku")
        page = st.text_input("Link", max_chars=500, placeholder="https://, optional", key=form_key("offer-link"))
        errors.below("link")
        prices = st.text_input("Prices of one", placeholder="1: 0.12 EUR, 100: 0.05 EUR", key=form_key("offer-prices"))
        errors.below("price_breaks")
        least = st.number_input("At least, pieces", 1, MAX_QUANTITY, value=None, key=form_key("offer-least"))
        lead = st.number_input("Lead time, days", 0, 10_000, value=None, key=form_key("offer-lead"))
        pressed = st.form_submit_button("Add the offer", key=form_key("offer-submit"))
        errors.foot()
    if pressed:
        fields: dict[str, Any] = {"sku": sku or None, "link": page or None}
        fields |= {"minimum_quantity": least, "lead_time_days": lead}
        write_edit(
            lambda work: work.sellers.link_part(part_key, seller_id, price_breaks=read_price_breaks(prices), **fields),
            f"Linked {part_key} to {sellers[seller_id]}",
            errors,
        )


def _unlink_form(part_key: str, offers: Sequence[PartSeller]) -> None:
    errors = FieldErrors()
    names = {offer.id: f"{offer.seller.name} {offer.sku or ''}".strip() for offer in offers}
    with st.form(form_key(f"unlink-{part_key}"), border=False):
        link_id = st.selectbox("Offer", list(names), format_func=names.__getitem__, key=form_key("unlink-offer"))
        pressed = st.form_submit_button("Remove the offer", key=form_key("unlink-submit"))
        errors.foot()
    if pressed:
        write_edit(
            lambda work: work.sellers.unlink(part_key, link_id), f"Removed the offer of {names[link_id]}", errors
        )


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
