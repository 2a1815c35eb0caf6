"""All shopping lists, those worked on last first, and the form that makes a new one."""

import polars as pl
import streamlit as st

from app.services.shopping.list_service import ListRow
from app.ui.components.choice_buttons import fold_button
from app.ui.components.field_errors import FieldErrors
from app.ui.components.tables import linked_table, number, text
from app.ui.resources import unit_of_work
from app.ui.shortcuts import NEW
from app.ui.writing import form_key, write_edit

LISTS_PER_PAGE = 50
STATUSES = {"active": "Active", "done": "Done"}
_PAGE = "shopping-page"


def list_overview() -> None:
    """Draw the lists of the chosen status; a click opens one."""
    status = st.segmented_control(
        "Lists",
        list(STATUSES),
        format_func=STATUSES.__getitem__,
        default="active",
        required=True,
        key="status",
        bind="query-params",
        label_visibility="collapsed",
    )
    query = st.text_input("Search", key="lists", bind="query-params", placeholder="words of the name", type="search")
    page = int(st.session_state.get(_PAGE, 1))
    with unit_of_work() as work:
        rows, total = work.shopping_lists.list(
            limit=LISTS_PER_PAGE, offset=(page - 1) * LISTS_PER_PAGE, statuses=(str(status),), query=query or None
        )
        frame = pl.DataFrame([_row(row) for row in rows])
    if total:
        _table(frame, total)
    elif query:
        st.info("No list matches; try another word, or the other status.", icon=":material/search_off:")
    elif status == "done":
        st.info("No list is done yet.", icon=":material/inbox:")
    else:
        st.info("Nothing is to be bought. Make a list below.", icon=":material/shopping_cart:")
    _new_list(first=not total and not query and status == "active")


def _row(row: ListRow) -> dict[str, object]:
    found = row.shopping_list
    return {"id": found.id, "name": found.name, "description": found.description or "", **row.line_counts}


def _table(frame: pl.DataFrame, total: int) -> None:
    columns = {
        "name": text("List", width="medium"),
        "description": text("About", width="medium"),
        "new": number("To order, lines"),
        "ordered": number("Ordered, lines"),
        "done": number("Done, lines"),
    }
    linked_table(frame, columns, key="shopping-lists", page="shopping", shopping_list="id")
    if total > LISTS_PER_PAGE:
        st.pagination(-(-total // LISTS_PER_PAGE), key=_PAGE)


def _new_list(*, first: bool) -> None:
    if not fold_button("New list", key="new-list", shortcut=NEW, is_open=first):
        return
    errors = FieldErrors()
    with st.form(form_key("new-list"), border=True):
        name = st.text_input("Name", max_chars=255, placeholder="such as Spring", key=form_key("list-name"))
        errors.below("name")
        about = st.text_input("About", max_chars=500, placeholder="optional", key=form_key("list-about"))
        pressed = st.form_submit_button("Make the list", type="primary", key=form_key("list-create"))
        errors.foot()
    if pressed:
        write_edit(
            lambda work: work.shopping_lists.create(name, description=about or None), f"Made the list {name}", errors
        )
