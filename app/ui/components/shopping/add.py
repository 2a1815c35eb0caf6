"""What can be put on a list: a part, a part that does not exist yet, a seller, what a kit lacks."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.services.shopping.kit_push_service import HONOR_RESERVED
from app.services.stock_service import MAX_QUANTITY
from app.ui.components.field_errors import FieldErrors
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write, write_edit


def add_forms(list_id: int, sellers: Mapping[int, str]) -> None:
    """Draw one tab per kind of thing."""
    part, draft, seller, kit = st.tabs(["Add a part", "Add a part to be", "Add a seller", "Add what a kit lacks"])
    with part:
        _part(list_id, sellers)
    with draft:
        _draft(list_id, sellers)
    with seller:
        _seller(list_id, sellers)
    with kit:
        _kit(list_id)


def _part(list_id: int, sellers: Mapping[int, str]) -> None:
    errors = FieldErrors()
    with st.form(form_key("add-part"), border=True):
        key = st.text_input("Part", max_chars=20, placeholder="four letters", key=form_key("add-part-key"))
        errors.below("part")
        needed, seller_id = _how_many(sellers, "add-part", errors)
        note = st.text_input("Note", max_chars=2000, placeholder="optional", key=form_key("add-part-note"))
        pressed = st.form_submit_button("Add", type="primary", key=form_key("add-part-submit"))
        errors.foot()
    if pressed:
        fields: dict[str, Any] = {"needed": needed, "seller_id": seller_id, "note": note or None}
        write_edit(
            lambda work: work.shopping_lines.add(list_id, part_key=key, **fields),
            f"Put {needed} of {key} on it",
            errors,
        )


def _draft(list_id: int, sellers: Mapping[int, str]) -> None:
    errors = FieldErrors()
    with unit_of_work() as work:
        types = {row.type.id: row.type.name for row in work.types.list(limit=1000)[0]}
    with st.form(form_key("add-draft"), border=True):
        description = st.text_input("Description", max_chars=500, key=form_key("add-draft-description"))
        errors.below("description")
        code = st.text_input(
            "Manufacturer's code", max_chars=255, placeholder="optional", key=form_key("add-draft-code")
        )
        kind = st.selectbox(
            "Type",
            list(types),
            index=None,
            format_func=lambda number: types[number],
            placeholder="not known yet",
            key=form_key("add-draft-type"),
        )
        needed, seller_id = _how_many(sellers, "add-draft", errors)
        pressed = st.form_submit_button("Add", type="primary", key=form_key("add-draft-submit"))
        errors.foot()
    if pressed:
        draft = {"description": description, "manufacturer_code": code or None, "type_id": kind}
        fields: dict[str, Any] = {"needed": needed, "seller_id": seller_id}
        write_edit(
            lambda work: work.shopping_lines.add(list_id, draft=draft, **fields),
            f"Put {needed} of {description[:60]} on it",
            errors,
        )


def _how_many(sellers: Mapping[int, str], key: str, errors: FieldErrors) -> tuple[int, int | None]:
    needed = st.number_input("Needed, pieces", 1, MAX_QUANTITY, value=1, key=form_key(f"{key}-needed"))
    errors.below("needed")
    seller_id = st.selectbox(
        "Seller",
        list(sellers),
        index=None,
        format_func=lambda number: sellers[number],
        placeholder="none yet",
        key=form_key(f"{key}-seller"),
    )
    return int(needed), seller_id


def _seller(list_id: int, sellers: Mapping[int, str]) -> None:
    errors = FieldErrors()
    with st.form(form_key("add-seller"), border=True):
        seller_id = st.selectbox(
            "Seller",
            list(sellers),
            index=None,
            format_func=lambda number: sellers[number],
            placeholder="make sellers on the page Sellers" if not sellers else "choose one",
            key=form_key("add-seller-id"),
        )
        remaining = st.checkbox("Give it all lines that have no seller", key=form_key("add-seller-remaining"))
        pressed = st.form_submit_button("Add", type="primary", key=form_key("add-seller-submit"))
        errors.foot()
    if not pressed:
        return
    if seller_id is None:
        st.info("Choose a seller first.", icon=":material/storefront:")
    elif remaining:
        write_edit(
            lambda work: work.orders.assign_remaining(list_id, seller_id), f"Gave lines to {sellers[seller_id]}", errors
        )
    else:
        write_edit(lambda work: work.orders.add_group(list_id, seller_id), f"Added {sellers[seller_id]}", errors)


def _kit(list_id: int) -> None:
    errors = FieldErrors()
    with unit_of_work() as work:
        kits = {
            row.kit.id: (row.kit.name, row.kit.build_target) for row in work.kit_reader.page(limit=200, sort="name")[0]
        }
    with st.form(form_key("add-kit"), border=True):
        kit_id = st.selectbox(
            "Kit",
            list(kits),
            index=None,
            format_func=lambda number: f"{kits[number][0]} (to build: {kits[number][1]})",
            placeholder="choose a kit" if kits else "there are no kits yet",
            key=form_key("add-kit-id"),
        )
        units = st.number_input(
            "Units; empty for what is to be built", 1, 1_000_000, value=None, key=form_key("add-kit-units")
        )
        errors.below("requested_units")
        honor = st.checkbox("Leave other kits what they claim", HONOR_RESERVED, key=form_key("add-kit-honor"))
        pressed = st.form_submit_button("Add what is lacking", type="primary", key=form_key("add-kit-submit"))
        errors.foot()
    if not pressed:
        return
    if kit_id is None:
        st.info("Choose a kit first.", icon=":material/inventory_2:")
    else:
        wanted = None if units is None else int(units)
        write(
            lambda work: work.kit_pushes.push(kit_id, list_id=list_id, units=wanted, honor_reserved=honor),
            errors,
        )
