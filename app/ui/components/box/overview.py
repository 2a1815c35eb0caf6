"""All boxes with how full they are."""

import polars as pl
import streamlit as st

from app.services.box_reader import BoxRow, place_text
from app.ui.components.box.new import new_box
from app.ui.components.labels.printing import print_several
from app.ui.components.tables import linked_table, number, share, text
from app.ui.counted import counted
from app.ui.resources import unit_of_work

BOXES_PER_PAGE = 100


def box_overview() -> None:
    """Draw the list of boxes, where a click opens one, and the form for a new one."""
    query = st.text_input("Search", key="boxes", bind="query-params", placeholder="number, name or zone", type="search")
    archived = st.checkbox("Archived boxes, too", key="archived-boxes")
    pager = f"boxes-page-{query}-{archived}"  # every search starts on its own first page
    page = int(st.session_state.get(pager, 1))
    with unit_of_work() as work:
        boxes, total = work.boxes.list(
            limit=BOXES_PER_PAGE,
            offset=(page - 1) * BOXES_PER_PAGE,
            query=query or None,
            include_archived=archived,
        )
        frame = box_frame(boxes)
    if total:
        _listed(boxes, frame, total)
        if total > BOXES_PER_PAGE:
            st.pagination(-(-total // BOXES_PER_PAGE), key=pager)
    else:
        _nothing(query)
    new_box(first=not total and not query)


def _listed(boxes: list[BoxRow], frame: pl.DataFrame, total: int) -> None:
    st.caption(f"{counted(total, 'box', 'boxes')} in the store now. Click a row to open the box.")
    columns = {
        "box_no": number("Box", width=50),
        "description": text("Name", width=150),
        "used_share": share("Slots in use", width=115),
        "occupied": number("In use, slots", width=90),
        "capacity": number("Capacity, slots", width=105),
        "place": text("Stands at", width=150),
        "meant_for": text("Meant for", width=150),
    }
    linked_table(frame, columns, key="box-list", page="boxes", box="box_no")
    print_several(
        {row.box.box_no: f"{row.box.box_no} · {row.box.description}" for row in boxes},
        {
            "these boxes": lambda work, numbers: work.labels.of_boxes(numbers),
            "all their slots": lambda work, numbers: [
                label for number in numbers for label in work.labels.of_all_slots(number)
            ],
        },
        key="boxes",
        filename="boxes.pdf",
    )


def box_frame(boxes: list[BoxRow]) -> pl.DataFrame:
    """Boxes as the table shows them."""
    rows = [
        {
            "box_no": row.box.box_no,
            "description": f"{row.box.description}{' (archived)' if row.box.archived_at else ''}",
            "used_share": row.occupied / row.capacity,
            "occupied": row.occupied,
            "capacity": row.capacity,
            "place": place_text(row.box),
            "meant_for": row.box.designated_type.name if row.box.designated_type else "",
        }
        for row in boxes
    ]
    return pl.DataFrame(rows)


def _nothing(query: str | None) -> None:
    if query:
        st.info("No box matches; try its number or a word of its name.", icon=":material/search_off:")
    else:
        st.info(
            "No box is in use. Make the first box here, or import some on the page Imports. "
            "`binsight demo` fills a store to look around in.",
            icon=":material/inbox:",
        )
