"""One shopping list: what is done with it as a whole, its lines by seller, the chosen line, and what can be added."""

import streamlit as st

from app.models import KitShoppingLink, ShoppingList
from app.services.shopping.board_reader import Board
from app.services.shopping.kit_push_service import is_stale
from app.services.shopping.order_export import export_csv
from app.ui.components.field_errors import FieldErrors
from app.ui.components.plain_text import plain
from app.ui.components.shopping.add import add_forms
from app.ui.components.shopping.edit import list_edit
from app.ui.components.shopping.group import group_card
from app.ui.components.shopping.line import line_choice
from app.ui.counted import counted
from app.ui.navigation import link
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write_edit
from app.warehouse.snapshot import Snapshot


def shopping_board(list_id: int, line_id: int | None, snapshot: Snapshot | None) -> None:
    """Draw a list; `line_id` is the line that the address names."""
    with unit_of_work() as work:
        board = work.boards.board(list_id)
        sellers = {row.seller.id: row.seller.name for row in work.sellers.list(limit=1000)[0]}
        _head(board)
        _kits(list_id)
        if not board.groups:
            st.info("Nothing is on this list yet. Add a part below.", icon=":material/shopping_cart:")
        for group in board.groups:
            group_card(board, group)
        if board.lines:
            line_choice(board, line_id, sellers, snapshot)
        if board.shopping_list.status == "active":
            add_forms(list_id, sellers)


def _head(board: Board) -> None:
    shopping_list = board.shopping_list
    state = "" if shopping_list.status == "active" else " · done"
    st.subheader(plain(shopping_list.name) + state, anchor=False)
    if shopping_list.description:
        st.text(shopping_list.description)
    errors = FieldErrors()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(counted(len(board.lines), "line"))
        st.download_button(
            "All lines as CSV",
            export_csv(board),
            file_name=f"shopping-list-{shopping_list.id}.csv",
            mime="text/csv",
            key="export-list",
            icon=":material/download:",
        )
        finish = shopping_list.status == "active" and st.button(
            "Finish", key=form_key("finish"), icon=":material/done_all:"
        )
        delete = st.button("Delete", key=form_key("delete-list"), icon=":material/delete:")
    errors.foot()
    _act(shopping_list, errors, finish=finish, delete=delete)
    if shopping_list.status == "active":
        list_edit(shopping_list)


def _act(shopping_list: ShoppingList, errors: FieldErrors, *, finish: bool, delete: bool) -> None:
    list_id, name = shopping_list.id, shopping_list.name
    if finish:
        write_edit(lambda work: work.shopping_lists.finish(list_id), f"Finished the list {name}", errors)
    if delete:
        write_edit(lambda work: work.shopping_lists.delete(list_id), f"Deleted the list {name}", errors)


def _kits(list_id: int) -> None:
    """The kits that the list is for, each with its number of units and a way to unlink it."""
    with unit_of_work() as work:
        for membership in work.memberships.kits_on(list_id):
            _kit(membership)


def _kit(membership: KitShoppingLink) -> None:
    errors, link_id, kit = FieldErrors(), membership.id, membership.kit
    stale = " · changed since, put it on the list again" if is_stale(membership) else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"kit-link-{link_id}"):
        link("kits", f"For {membership.requested_units} x {kit.name}{stale}", icon="category", kit=str(kit.id))
        pressed = st.button("Unlink", key=form_key(f"unlink-{link_id}"), type="tertiary")
    errors.foot()
    if pressed:
        write_edit(lambda work: work.kit_pushes.unlink(link_id), f"Unlinked the kit {kit.name}", errors)
