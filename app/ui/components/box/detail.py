"""One box: how full it is, its slots as a grid, and what the chosen slot holds."""

from collections.abc import Sequence

import streamlit as st

from app.services.box_reader import BoxRow, SlotContents, place_text
from app.ui.addresses import write_address
from app.ui.charts.box_grid import SELECTION, ColourBy, box_grid
from app.ui.components.box.edit import box_actions, box_edit
from app.ui.components.box.lock import slot_lock
from app.ui.components.box.prints import box_prints
from app.ui.components.box.slots import slot_frame
from app.ui.components.chart import show_chart
from app.ui.components.plain_text import plain
from app.ui.components.why import why
from app.ui.navigation import link
from app.ui.snapshot_reads import all_activity, slot_activity
from app.warehouse.snapshot import Snapshot

FIGURES = {"slots in use": "occupied", "share in use": "utilisation", "pieces": "units", "used in 90 days": "used_90d"}
"""What can be asked about a box, and the columns that answer."""
COLOURS = {"type": "Type", "activity": "Use in 90 days"}


def box_detail(row: BoxRow, contents: Sequence[SlotContents], slot: int | None, snapshot: Snapshot | None) -> None:
    """Draw a box; `slot` is the one that the address names."""
    st.text(" · ".join(text for text in (row.box.description, place_text(row.box)) if text))
    if row.box.archived_at is not None:
        st.warning("This box is archived; it takes no new stock.", icon=":material/inventory:")
    chosen = st.segmented_control(
        "Colour by", list(COLOURS), format_func=COLOURS.__getitem__, default="type", required=True, key="colour"
    )
    colour_by: ColourBy = "activity" if chosen == "activity" else "type"
    slots = slot_frame(contents)
    if snapshot is not None:
        slots = slot_frame(contents, all_activity(snapshot.id), slot_activity(snapshot.id, row.box.box_no))
    message = f"{row.occupied} of {row.capacity} slots are in use"
    clicked = show_chart(message, box_grid(slots, colour_by, row.box.grid_columns), select=f"grid-{row.box.box_no}")
    if snapshot is None:
        st.caption("Types and use are known once the pipeline has published.")
    else:
        st.caption("Slots are shown as they are now; Why answers from the snapshot named under the title.")
        why(snapshot, "marts.box_utilisation_v1", [{"box_no": row.box.box_no}], FIGURES, key="box")
    wanted = clicked_slot(clicked) or slot
    if wanted is not None and wanted not in {slot.loc_no for slot in contents}:
        st.warning(f"Box {row.box.box_no} has no slot {wanted}.", icon=":material/link_off:")
    box_prints(row.box.box_no, _slot_choice(contents, wanted))
    box_edit(row.box)
    box_actions(row.box)


def clicked_slot(selection: dict[str, list[dict[str, int]]] | None) -> int | None:
    """The slot number in a selection of the grid."""
    points = (selection or {}).get(SELECTION) or []
    return points[0]["loc_no"] if points else None


def _slot_choice(contents: Sequence[SlotContents], wanted: int | None) -> int | None:
    labels = {slot.loc_no: slot for slot in contents}
    loc_no = st.selectbox(
        "Slot",
        list(labels),
        index=list(labels).index(wanted) if wanted in labels else None,
        format_func=lambda number: _choice_text(labels[number]),
        placeholder="click a slot above or choose one here",
    )
    write_address(slot=loc_no)
    if loc_no is not None:
        _slot_card(labels[loc_no])
    return loc_no


def _choice_text(slot: SlotContents) -> str:
    held = ", ".join(part.part_key for part in slot.parts)
    return f"{slot.location}: {held or 'empty'}"


def _slot_card(slot: SlotContents) -> None:
    with st.container(border=True):
        st.markdown(f"**Slot {plain(slot.location)}**{' · locked, takes no new stock' if slot.is_locked else ''}")
        if not slot.parts:
            st.markdown("Empty. Receive or move a part into it on the part's page.")
        for part in slot.parts:
            with st.container(horizontal=True, vertical_alignment="center"):
                link("part", part.part_key, icon="memory", part=part.part_key)
                st.text(f"{part.quantity:,} pieces · {part.description}")
        slot_lock(slot.location, is_locked=slot.is_locked)
