"""The chosen line of a list and what can be done with it in its present state."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

import streamlit as st

from app.exceptions import ValidationException
from app.services.shopping.board_reader import Board, BoardLine
from app.services.stock_service import MAX_QUANTITY
from app.ui.addresses import write_address
from app.ui.components.field_errors import FieldErrors
from app.ui.components.plain_text import plain
from app.ui.components.shopping.draft import draft_forms
from app.ui.components.shopping.receive import receive_forms
from app.ui.navigation import link
from app.ui.writing import form_key, write_edit
from app.warehouse.snapshot import Snapshot


def line_choice(board: Board, wanted: int | None, sellers: Mapping[int, str], snapshot: Snapshot | None) -> None:
    """Draw the choice of a line and, once one is chosen, its forms."""
    entries = {entry.line.id: entry for entry in board.lines}
    line_id = st.selectbox(
        "Line",
        list(entries),
        index=list(entries).index(wanted) if wanted in entries else None,
        format_func=lambda number: f"{entries[number].name}: {entries[number].description}"[:80],
        placeholder="click a line above or choose one here",
        key=f"line-choice-{board.shopping_list.id}",
    )
    write_address(line=line_id)
    if line_id is not None:
        with st.container(border=True):
            _line(board, entries[line_id], sellers, snapshot)


def _line(board: Board, entry: BoardLine, sellers: Mapping[int, str], snapshot: Snapshot | None) -> None:
    line = entry.line
    if line.part is not None:
        link("part", f"{line.part.key} · {entry.description}"[:100], icon="memory", part=line.part.key)
    else:
        st.markdown(plain(f"{entry.description} · not in the catalogue yet, receiving adds it"))
    if entry.shares:
        wanted = ", ".join(f"{share.quantity} for {share.kit_name}" for share in entry.shares)
        st.caption(plain(f"Wanted: {wanted}"))
    if board.shopping_list.status == "done" or line.status == "done":
        if line.completion_note:
            st.caption(plain(f"Completed: {line.completion_note}"))
        _note_form(entry)
        return
    if line.status == "new":
        _edit_form(entry, sellers)
    else:
        receive_forms(entry, snapshot)
        _note_form(entry)
    if line.part is None:
        draft_forms(line, entry.name)
    _delete(entry)


def _edit_form(entry: BoardLine, sellers: Mapping[int, str]) -> None:
    line, errors = entry.line, FieldErrors()
    with st.form(form_key(f"edit-{line.id}"), border=False):
        needed = st.number_input(
            "Needed, pieces", 1, MAX_QUANTITY, value=line.needed, key=form_key(f"line-needed-{line.id}")
        )
        errors.below("needed")
        ordered = st.number_input(
            "To order, pieces", 0, MAX_QUANTITY, value=line.ordered, key=form_key(f"line-ordered-{line.id}")
        )
        errors.below("ordered")
        options = list(sellers)
        seller_id = st.selectbox(
            "Seller",
            options,
            index=options.index(line.seller_id) if line.seller_id is not None and line.seller_id in sellers else None,
            format_func=lambda number: sellers[number],
            placeholder="none yet",
            key=form_key(f"line-seller-{line.id}"),
        )
        shown = "" if line.unit_price is None else f"{line.unit_price.normalize():f} {line.currency}"
        price = st.text_input(
            "Price of one", value=shown, placeholder="0.12 EUR", key=form_key(f"line-price-{line.id}")
        )
        errors.below("unit_price")
        note = st.text_input("Note", value=line.note or "", max_chars=2000, key=form_key(f"line-note-{line.id}"))
        pressed = st.form_submit_button("Save", type="primary", key=form_key("line-save"))
        errors.foot()
    if pressed:
        changes = {"needed": int(needed), "ordered": int(ordered), "seller_id": seller_id, "note": note or None}
        line_id = line.id
        write_edit(
            lambda work: work.shopping_lines.update(line_id, {**changes, **parse_price(price)}),
            f"Changed {entry.name}",
            errors,
        )


def parse_price(text: str) -> dict[str, object]:
    """`0.12 EUR` as price and currency; nothing as none of both.

    Raises:
        ValidationException: it is not a number and three capital letters.
    """
    words = text.split()
    if not words:
        return {"unit_price": None, "currency": None}
    try:
        if len(words) == 2:
            return {"unit_price": Decimal(words[0].replace(",", ".")), "currency": words[1]}
    except InvalidOperation:
        pass  # refused below, like every other text that is not a price
    raise ValidationException("Write the price as a number and its currency, such as 0.12 EUR", field="unit_price")


def _note_form(entry: BoardLine) -> None:
    line_id, errors = entry.line.id, FieldErrors()
    with st.form(form_key(f"note-{line_id}"), border=False):
        note = st.text_input("Note", value=entry.line.note or "", max_chars=2000, key=form_key(f"line-note-{line_id}"))
        pressed = st.form_submit_button("Save", key=form_key("note-save"))
        errors.foot()
    if pressed:
        changes = {"note": note or None}
        write_edit(lambda work: work.shopping_lines.update(line_id, changes), f"Noted on {entry.name}", errors)


def _delete(entry: BoardLine) -> None:
    line_id, errors = entry.line.id, FieldErrors()
    pressed = st.button("Take off the list", key=form_key("line-delete"), icon=":material/delete:")
    errors.foot()
    if pressed:
        write_edit(lambda work: work.shopping_lines.delete(line_id), f"Took {entry.name} off the list", errors)
