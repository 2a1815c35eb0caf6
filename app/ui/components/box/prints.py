"""What can be printed of a box: labels, and what lies in it."""

import streamlit as st

from app.domain.stock.location_label import format_label
from app.ui.components.labels.printing import Find, print_labels, save_pdf
from app.ui.resources import unit_of_work


def box_prints(box_no: int, slot: int | None) -> None:
    """Draw the buttons that print; `slot` is the one that was chosen."""
    what: dict[str, Find] = {
        "this box": lambda work: work.labels.of_boxes([box_no]),
        "all its slots": lambda work: work.labels.of_all_slots(box_no),
    }
    if slot is not None:
        label = format_label(box_no, slot)
        what[f"slot {label}"] = lambda work: work.labels.of_slots([label])
    with st.container(horizontal=True):
        print_labels(what, key=f"box-{box_no}", filename=f"box-{box_no}-labels.pdf")
        popover = st.popover("Print contents", icon=":material/list_alt:", key=f"contents-{box_no}", on_change="rerun")
        if popover.open:
            with popover, unit_of_work() as work:
                st.caption("Slot by slot, as of now; for the lid of the box.")
                save_pdf("Save the PDF", work.labels.contents(box_no), f"box-{box_no}.pdf", key=f"save-{box_no}")
