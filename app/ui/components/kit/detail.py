"""One kit: how it stands, its lines, and everything that can be done with it."""

from collections.abc import Callable

import streamlit as st

from app.domain.kits.coverage import MAX_UNITS
from app.exceptions import RecordNotFoundException
from app.services.kit_reader import KitDetail
from app.ui.components.choice_buttons import choice_buttons
from app.ui.components.documents.panel import documents_panel
from app.ui.components.errors import guarded
from app.ui.components.kit.coverage import kit_coverage
from app.ui.components.kit.line_forms import add_line, change_line
from app.ui.components.kit.make_forms import build_form, pick_form
from app.ui.components.kit.order import kit_lists, order_form
from app.ui.components.kit.settings import kit_settings
from app.ui.components.kit.work_done import kit_work_done
from app.ui.resources import unit_of_work
from app.ui.shortcuts import ADD, ADJUST, LINE, ORDER, PICK, USE

ACTIONS: dict[str, tuple[Callable[[KitDetail], None], str]] = {
    "Pick": (pick_form, PICK),
    "Build now": (build_form, USE),
    "Order": (order_form, ORDER),
    "Add a line": (add_line, ADD),
    "Change a line": (change_line, LINE),
    "Settings": (kit_settings, ADJUST),
}
"""What can be done with a kit: the form and the key that opens it."""


def kit_detail(kit_id: int) -> None:
    """Draw a kit; one that does not exist says so."""
    with guarded():
        with unit_of_work() as work:
            target = work.kits.get(kit_id).build_target
        units = st.session_state.get(f"units-{kit_id}", target)
        with unit_of_work() as work:
            detail = work.kit_reader.detail(kit_id, min(int(units), MAX_UNITS))
        _head(detail)
        kit_coverage(detail)
        if detail.row.kit.status == "archived":
            kit_settings(detail)
        else:
            _actions(detail)
        kit_work_done(kit_id)
        documents_panel(detail.row.kit.attachment_set_id)


def kit_name(kit_id: int) -> str:
    """The name of a kit; `Kit` when there is none."""
    try:
        with unit_of_work() as work:
            return work.kits.get(kit_id).name
    except RecordNotFoundException:
        return "Kit"


def _head(detail: KitDetail) -> None:
    kit = detail.row.kit
    if kit.description:
        st.text(kit.description)
    if kit.status == "archived":
        st.warning(
            "This kit is archived: it claims nothing and is neither picked nor built.", icon=":material/archive:"
        )
    for column, (label, value) in zip(
        st.columns(4),
        {
            "Still to build, units": f"{kit.build_target:,}",
            "Can be built now, units": f"{detail.row.max_buildable:,}",
            "Stock for these units": detail.row.state,
            "Priority": str(kit.priority),
        }.items(),
        strict=True,
    ):
        column.metric(label, value)
    kit_lists(kit.id)


def _actions(detail: KitDetail) -> None:
    has_lines = bool(detail.coverage.contents)
    chosen = choice_buttons(
        {word: shortcut for word, (_, shortcut) in ACTIONS.items()},
        "Pick" if has_lines else "Add a line",
        key=f"kit-action-{detail.row.kit.id}-{has_lines}",
    )
    with st.container(border=True):
        ACTIONS[chosen][0](detail)
