"""All kits with how they stand, and the form for a new one."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from app.domain.kits.coverage import MAX_UNITS
from app.services.kit_reader import KitRow
from app.ui.components.choice_buttons import fold_button
from app.ui.components.field_errors import FieldErrors
from app.ui.components.tables import linked_table, number, text
from app.ui.counted import counted
from app.ui.resources import unit_of_work
from app.ui.shortcuts import NEW
from app.ui.writing import form_key, write_edit

KITS_PER_PAGE = 50
STATUSES = {"active": "In use", "archived": "Archived"}
COLUMNS = {
    "name": text("Kit", width="medium"),
    "state": text("Stock for the target", help_text="enough for all units, partial for some, or missing"),
    "max_buildable": number("Can be built now, units"),
    "build_target": number("Still to build, units"),
    "priority": number("Priority", help_text="1 gets scarce parts first"),
    "lines": number("Lines"),
    "open_pick_lists": number("Open pick lists"),
    "builds": number("Builds"),
}


def kit_overview() -> None:
    """Draw the list of kits; a click opens one."""
    status = st.segmented_control(
        "Which kits?",
        list(STATUSES),
        format_func=STATUSES.__getitem__,
        default="active",
        required=True,
        key="kit-status",
    )
    query = st.text_input("Search", key="kits", bind="query-params", placeholder="words of the name", type="search")
    pager = f"kits-page-{status}-{query}"  # every search starts on its own first page
    page = int(st.session_state.get(pager, 1))
    with unit_of_work() as work:
        rows, total = work.kit_reader.page(
            limit=KITS_PER_PAGE,
            offset=(page - 1) * KITS_PER_PAGE,
            status=str(status),
            query=query or None,
            sort="name",
        )
    if total:
        st.caption(f"{counted(total, 'kit')}. Click a row to open the kit.")
        linked_table(kit_frame(rows), COLUMNS, key=f"kit-list-{status}", page="kits", kit="id")
        if total > KITS_PER_PAGE:
            st.pagination(-(-total // KITS_PER_PAGE), key=pager)
    elif query:
        st.info("No kit matches; try a word of its name.", icon=":material/search_off:")
    elif status == "active":
        st.info("There are no kits yet. Make one below, then add the parts it needs.", icon=":material/category:")
    else:
        st.info("No kit is archived.", icon=":material/archive:")
    _new_kit(first=not total and not query and status == "active")


def kit_frame(rows: Sequence[KitRow]) -> pl.DataFrame:
    """Kits as the table shows them."""
    return pl.DataFrame(
        [
            {
                "id": row.kit.id,
                "name": row.kit.name,
                "state": row.state,
                "max_buildable": row.max_buildable,
                "build_target": row.kit.build_target,
                "priority": row.kit.priority,
                "lines": row.line_count,
                "open_pick_lists": row.open_pick_lists,
                "builds": row.build_count,
            }
            for row in rows
        ]
    )


def _new_kit(*, first: bool) -> None:
    if not fold_button("New kit", key="new-kit", shortcut=NEW, is_open=first):
        return
    with st.form(form_key("new-kit")):
        errors = FieldErrors()
        name = st.text_input("Name", max_chars=255, key=form_key("new-kit-name"))
        errors.below("name")
        target = st.number_input("Units to build", 0, MAX_UNITS, 1, key=form_key("new-kit-target"))
        errors.below("build_target")
        pressed = st.form_submit_button("Create", type="primary", key=form_key("new-kit-submit"))
        errors.foot()
    if pressed:
        write_edit(lambda work: work.kits.create(name, build_target=int(target)), f"Created kit {name}", errors)
