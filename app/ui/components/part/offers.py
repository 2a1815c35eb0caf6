"""Who sells a part at which price, and the form that adds, changes and removes offers."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import streamlit as st

from app.domain.catalogue.price_breaks import read_price_breaks, write_price_breaks
from app.models import PartSeller
from app.ui.components.field_errors import FieldErrors
from app.ui.components.record_fields import RecordFields
from app.ui.components.tables import small_table
from app.ui.navigation import link
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write_edit

FIELDS = ("sku", "link", "price_breaks", "minimum_quantity", "lead_time_days")


def part_offers(part_key: str) -> None:
    """Draw the offers of a part, and under a fold the form of a new one or of the chosen one."""
    with unit_of_work() as work:
        offers = work.sellers.links_of(part_key)
        sellers = {row.seller.id: row.seller.name for row in work.sellers.list(limit=1000)[0]}
        if offers:
            st.caption("Sold by")
            small_table([_row(offer) for offer in offers])
        with st.expander("Sellers", icon=":material/storefront:"):
            chosen = _choice(offers)
            if chosen is not None:
                _change(part_key, chosen)
            elif sellers:
                _add(part_key, sellers)
            else:
                st.caption("There are no sellers yet.")
                link("sellers", "Add a seller", icon="storefront")


def _row(offer: PartSeller) -> dict[str, object]:
    prices = ", ".join(f"from {one['quantity']}: {one['price']:g} {one['currency']}" for one in offer.price_breaks)
    return {
        "Seller": offer.seller.name,
        "SKU": offer.sku or "",
        "Price of one": prices,
        "At least, pieces": "" if offer.minimum_quantity is None else str(offer.minimum_quantity),
        "Lead time, days": "" if offer.lead_time_days is None else str(offer.lead_time_days),
    }


def _choice(offers: Sequence[PartSeller]) -> PartSeller | None:
    """The offer to change; none for a new one, which is all there is to choose without offers."""
    if not offers:
        return None
    by_id = {offer.id: offer for offer in offers}
    chosen = st.selectbox(
        "Offer",
        [None, *by_id],
        format_func=lambda number: "a new one" if number is None else _name(by_id[number]),
        key=form_key("offer-choice"),
    )
    return None if chosen is None else by_id[chosen]


def _name(offer: PartSeller) -> str:
    return f"{offer.seller.name} {offer.sku or ''}".strip()


def _add(part_key: str, sellers: Mapping[int, str]) -> None:
    errors = FieldErrors()
    fields = RecordFields("offer-new", errors)
    with st.form(form_key(f"offer-{part_key}"), border=False):
        seller_id = st.selectbox("Seller", list(sellers), format_func=sellers.__getitem__, key=form_key("offer-seller"))
        _fields(fields)
        pressed = st.form_submit_button("Add the offer", key=form_key("offer-submit"))
        errors.foot()
    if pressed:
        write_edit(
            lambda work: work.sellers.link_part(part_key, seller_id, **_values(fields.typed)),
            f"Linked {part_key} to {sellers[seller_id]}",
            errors,
        )


def _change(part_key: str, offer: PartSeller) -> None:
    link_id, name, errors = offer.id, _name(offer), FieldErrors()
    written = {field: getattr(offer, field) for field in FIELDS}
    written["price_breaks"] = write_price_breaks(offer.price_breaks) or None
    fields = RecordFields(f"offer-{link_id}", errors, SimpleNamespace(**written))
    with st.form(form_key(f"offer-{link_id}-{part_key}"), border=False):
        _fields(fields)
        with st.container(horizontal=True):
            saved = st.form_submit_button("Save", type="primary", key=form_key("offer-save"))
            removed = st.form_submit_button("Remove the offer", key=form_key("offer-remove"))
        errors.foot()
    if saved:
        changes = fields.changed
        fields.save(lambda work: work.sellers.update_link(part_key, link_id, _values(changes)), f"the offer of {name}")
    elif removed:
        write_edit(lambda work: work.sellers.unlink(part_key, link_id), f"Removed the offer of {name}", errors)


def _fields(fields: RecordFields) -> None:
    fields.text("sku", "SKU", placeholder="optional")
    fields.text("link", "Link", placeholder="https://, optional")
    fields.text("price_breaks", "Prices of one", placeholder="1: 0.12 EUR, 100: 0.05 EUR")
    fields.whole("minimum_quantity", "At least, pieces")
    fields.whole("lead_time_days", "Lead time, days")


def _values(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed as the service takes it.

    Raises:
        ValidationException: prices are written in another way than `read_price_breaks` reads.
    """
    if "price_breaks" not in typed:
        return dict(typed)
    return {**typed, "price_breaks": read_price_breaks(typed["price_breaks"] or "")}
