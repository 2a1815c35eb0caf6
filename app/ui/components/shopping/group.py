"""The lines of one seller as a card: how far they are, and what is done with all of them at once."""

from typing import Literal

import polars as pl
import streamlit as st

from app.services.shopping.board_reader import Board, BoardGroup, BoardLine
from app.services.shopping.order_export import export_csv
from app.ui.components.field_errors import FieldErrors
from app.ui.components.plain_text import plain
from app.ui.components.shopping.group_more import group_more
from app.ui.components.tables import linked_table, number, text
from app.ui.writing import form_key, write_edit

STATES = {"new": "to order", "ordered": "ordered", "done": "done"}


def group_card(board: Board, group: BoardGroup) -> None:
    """Draw a group; a click on a line opens it below."""
    with st.container(border=True):
        st.markdown(f"**{plain(_title(group))}**")
        if group.group is not None and group.group.note:
            st.text(group.group.note)
        if group.lines:
            _table(board, group)
        else:
            st.caption("No line is for this seller yet.")
        is_active = board.shopping_list.status == "active"
        if is_active:
            _actions(board, group)
        if group.group is not None and group.seller is not None:
            can_order = is_active and any(entry.line.status == "new" for entry in group.lines)
            group_more(group.group, group.seller.name, can_order=can_order)


def _title(group: BoardGroup) -> str:
    name = group.seller.name if group.seller else "Without a seller"
    state = "done" if group.is_completed else "ordered" if group.status == "ordered" else ""
    numbers = f"{group.needed:,} needed, {group.ordered:,} ordered, {group.received:,} received"
    return " · ".join(part for part in (name, state, numbers) if part)


def _table(board: Board, group: BoardGroup) -> None:
    columns = {
        "part": text("Part"),
        "description": text("Description", width="medium"),
        "needed": number("Needed, pieces"),
        "ordered": number("Ordered, pieces"),
        "received": number("Received, pieces"),
        "in_stock": number("In stock, pieces"),
        "state": text("State"),
        "wanted_by": text("Wanted by"),
        "note": text("Note"),
    }
    frame = pl.DataFrame([_row(board, entry) for entry in group.lines])
    key = f"lines-{group.seller.id if group.seller else 'none'}"
    linked_table(frame, columns, key=key, page="shopping", shopping_list="list", line="line")


def _row(board: Board, entry: BoardLine) -> dict[str, object]:
    line = entry.line
    short = " · less than needed" if entry.is_short and line.ordered else ""
    return {
        "list": board.shopping_list.id,
        "line": line.id,
        "part": line.part.key if line.part else "new part",
        "description": entry.description,
        "needed": line.needed,
        "ordered": line.ordered,
        "received": line.received,
        "in_stock": entry.in_stock,
        "state": STATES[line.status] + short,
        "wanted_by": ", ".join(f"{share.kit_name} ({share.quantity})" for share in entry.shares),
        "note": line.note or "",
    }


def _actions(board: Board, group: BoardGroup) -> None:
    if group.seller is None:
        return
    list_id, seller_id, name = board.shopping_list.id, group.seller.id, group.seller.name
    new = [entry for entry in group.lines if entry.line.status == "new"]
    is_open = any(entry.line.ordered == 0 for entry in new)  # how many to order is to be said first
    errors = FieldErrors()
    with st.container(horizontal=True):
        fill = is_open and st.button("Fill in what is needed", key=form_key(f"fill-{seller_id}"), type="primary")
        kind: Literal["primary", "secondary"] = "secondary" if is_open else "primary"
        order = new and st.button("Place the order", key=form_key(f"order-{seller_id}"), type=kind)
        reopen = group.status == "ordered" and st.button("Reopen", key=form_key(f"reopen-{seller_id}"))
        remove = group.status != "ordered" and st.button("Take off the list", key=form_key(f"remove-{seller_id}"))
        st.download_button(
            "Order as CSV",
            export_csv(board, seller_id),
            file_name=f"order-{list_id}-{seller_id}.csv",
            mime="text/csv",
            key=f"export-{seller_id}",
            icon=":material/download:",
        )
    errors.foot()
    if order:
        write_edit(lambda work: work.orders.order(list_id, seller_id), f"Ordered from {name}", errors)
    if fill:
        write_edit(lambda work: work.orders.fill(list_id, seller_id), f"Filled in quantities for {name}", errors)
    if reopen:
        write_edit(lambda work: work.orders.reopen(list_id, seller_id), f"Reopened the order from {name}", errors)
    if remove:
        write_edit(lambda work: work.orders.remove_group(list_id, seller_id), f"Took {name} off the list", errors)
