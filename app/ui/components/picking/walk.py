"""One pick list as a walk: box by box in walking order, each line picked, taken back or planned anew in place."""

from itertools import groupby

import streamlit as st

from app.services.pick_list_pdf import pick_list_pdf
from app.services.pick_list_reader import PickLineRow, PickListDetail
from app.services.stock_service import MAX_QUANTITY
from app.ui.components.errors import guarded
from app.ui.components.field_errors import FieldErrors
from app.ui.components.picking.finish import finish
from app.ui.components.picking.note import list_note
from app.ui.components.plain_text import plain
from app.ui.counted import counted
from app.ui.navigation import link
from app.ui.resources import container, unit_of_work
from app.ui.shortcuts import ADD, PICK
from app.ui.writing import form_key, write, write_edit


def pick_walk(pick_list_id: int) -> None:
    """Draw a list; one that does not exist says so."""
    with guarded():
        with unit_of_work() as work:
            detail = work.pick_list_reader.detail(pick_list_id)
        _head(detail)
        following = next((row.line.id for row in detail.lines if row.line.status != "completed"), None)
        for _, rows in groupby(detail.lines, key=lambda row: row.line.location.box_id):
            _box(detail, list(rows), following)
        finish(detail)


def _head(detail: PickListDetail) -> None:
    row, pick_list = detail.row, detail.row.pick_list
    with st.container(horizontal=True, vertical_alignment="center"):
        link("kits", row.kit_name, icon="category", kit=str(pick_list.kit_id))
        st.download_button(
            "Print (PDF)",
            pick_list_pdf(detail, container().clock()()),
            file_name=f"pick-list-{pick_list.id}.pdf",
            mime="application/pdf",
            icon=":material/print:",
            key="pick-list-pdf",
        )
    st.text(f"For {counted(pick_list.requested_units, 'unit')}" + (f" · {pick_list.note}" if pick_list.note else ""))
    done = row.completed_line_count
    st.progress(done / row.line_count if row.line_count else 0.0)
    st.caption(f"{done} of {counted(row.line_count, 'line')} picked, {counted(row.quantity_remaining, 'piece')} to go")
    if row.open_line_count:
        _pick_all(pick_list.id, row.open_line_count)
    list_note(pick_list)


def _pick_all(pick_list_id: int, lines: int) -> None:
    errors = FieldErrors()
    pressed = st.button(
        f"Pick {'the line' if lines == 1 else f'all {lines} lines'} as planned", key="pick-all", shortcut=ADD
    )
    errors.foot()
    if pressed:
        write(lambda work: work.picks.pick_all(pick_list_id), errors)


def _box(detail: PickListDetail, rows: list[PickLineRow], following: int | None) -> None:
    """Draw the lines of a box; `following` is the line to pick next, which has the shortcut."""
    box = rows[0].line.location.box
    st.subheader(plain(f"#{box.box_no} - {box.description}"), anchor=False)
    for row in rows:
        with st.container(border=True, key=f"pick-line-{row.line.id}"):
            _line(detail, row, is_next=row.line.id == following)


def _line(detail: PickListDetail, row: PickLineRow, *, is_next: bool) -> None:
    line = row.line
    stands_in = f" · instead of {row.stands_in_for}" if row.stands_in_for else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(line.location.label)}**", width="content")
        link("part", line.part.key, part=line.part.key)
        st.text(f"{line.part.description}{stands_in}")
    if line.status == "completed":
        _picked(detail, row)
    else:
        _open(row, PICK if is_next else None)


def _picked(detail: PickListDetail, row: PickLineRow) -> None:
    line, errors = row.line, FieldErrors()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":green[Picked {line.quantity_picked:,}] of {line.quantity_to_pick:,}", width="content")
        pressed = detail.row.build_id is None and st.button("Put back", key=f"unpick-{line.id}", type="tertiary")
    errors.foot()
    if pressed:
        message = f"Put {line.part.key} back into {line.location.label}"
        write_edit(lambda work: work.picks.undo(line.pick_list_id, line.id), message, errors)


def _open(row: PickLineRow, shortcut: str | None) -> None:
    line, errors = row.line, FieldErrors()
    if row.shortfall:
        st.warning(f"The slot holds {row.in_slot:,}, {row.shortfall:,} fewer than planned.", icon=":material/warning:")
    with st.form(form_key(f"pick-{line.id}"), border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            taken = st.number_input(
                f"Take {line.quantity_to_pick:,} of {row.in_slot:,}",
                0,
                MAX_QUANTITY,
                line.quantity_to_pick,
                key=form_key(f"taken-{line.id}"),
            )
            pressed = st.form_submit_button(
                "Pick", type="primary", key=form_key(f"pick-submit-{line.id}"), shortcut=shortcut
            )
            planned = st.form_submit_button("Plan this many", key=form_key(f"plan-submit-{line.id}"))
        errors.below("quantity")
        errors.foot()
    what = f"{int(taken):,} of {line.part.key} from {line.location.label}"
    if pressed:
        write_edit(lambda work: work.picks.pick(line.pick_list_id, line.id, int(taken)), f"Picked {what}", errors)
    if planned:
        write_edit(
            lambda work: work.picks.set_quantity(line.pick_list_id, line.id, int(taken)), f"Planned {what}", errors
        )
