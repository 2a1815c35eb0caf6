"""All pick lists, open ones first chosen; a click opens one."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from app.services.pick_list_reader import PickListRow
from app.ui.components.tables import linked_table, number, share, text
from app.ui.counted import counted
from app.ui.local_time import clock_text, zone
from app.ui.navigation import link
from app.ui.resources import container, unit_of_work

LISTS_PER_PAGE = 50
STATUSES = {"open": "Open", "completed": "Completed", "all": "All"}
COLUMNS = {
    "id": number("List"),
    "kit": text("Kit", width="medium"),
    "units": number("Units"),
    "status": text("State"),
    "done": share("Lines picked"),
    "remaining": number("Still to pick, pieces"),
    "made": text("Made"),
    "note": text("Note", width="medium"),
}


def pick_list_overview() -> None:
    """Draw the lists of the chosen state."""
    status = st.segmented_control(
        "Which lists?",
        list(STATUSES),
        format_func=STATUSES.__getitem__,
        default="open",
        required=True,
        key="list-status",
    )
    pager = f"lists-page-{status}"
    page = int(st.session_state.get(pager, 1))
    with unit_of_work() as work:
        rows, total = work.pick_list_reader.page(
            limit=LISTS_PER_PAGE, offset=(page - 1) * LISTS_PER_PAGE, status=None if status == "all" else str(status)
        )
    if not total:
        state = "" if status == "all" else f"{str(STATUSES[str(status)]).lower()} "
        st.info(f"There is no {state}pick list. Make one on the page of a kit.", icon=":material/checklist:")
        link("kits", "Open Kits", icon="category")
        return
    st.caption(f"{counted(total, 'pick list')}. Click a row to open it.")
    pick_list_table(rows, key=f"pick-lists-{status}")
    if total > LISTS_PER_PAGE:
        st.pagination(-(-total // LISTS_PER_PAGE), key=pager)


def pick_list_table(rows: Sequence[PickListRow], *, key: str) -> None:
    """Draw lists as a table whose rows lead to them."""
    now, where = container().clock()(), zone()
    frame = pl.DataFrame(
        [
            {
                "id": row.pick_list.id,
                "kit": row.kit_name,
                "units": row.pick_list.requested_units,
                "status": "built" if row.build_id is not None else row.pick_list.status,
                "done": row.completed_line_count / row.line_count if row.line_count else 0.0,
                "remaining": row.quantity_remaining,
                "made": clock_text(row.pick_list.created_at, now, where),
                "note": row.pick_list.note or "",
            }
            for row in rows
        ]
    )
    linked_table(frame, COLUMNS, key=key, page="pick_lists", pick_list="id")
