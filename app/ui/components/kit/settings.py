"""A kit as a whole: name, target, priority; copied, archived, deleted."""

import streamlit as st

from app.domain.kits.coverage import MAX_UNITS
from app.models import Kit
from app.services.kit_reader import KitDetail
from app.ui.components.field_errors import FieldErrors
from app.ui.writing import form_key, write_edit


def kit_settings(detail: KitDetail) -> None:
    """The forms about the kit itself; an archived kit can be copied, brought back and deleted."""
    kit = detail.row.kit
    if kit.status == "active":
        _change(kit)
    _copy(kit)
    _put_away(kit)


def _change(kit: Kit) -> None:
    with st.form(form_key(f"kit-{kit.id}"), border=False):
        errors = FieldErrors()
        name = st.text_input("Name", kit.name, max_chars=255, key=form_key("kit-name"))
        errors.below("name")
        description = st.text_area("Description", kit.description or "", key=form_key("kit-description"))
        target, priority = st.columns(2)
        units = target.number_input("Still to build, units", 0, MAX_UNITS, kit.build_target, key=form_key("kit-target"))
        first = priority.number_input("Priority, 1 comes first", 1, 9, kit.priority, key=form_key("kit-priority"))
        pressed = st.form_submit_button("Save", type="primary", key=form_key("kit-save"))
        errors.foot()
    if pressed:
        fields = {"name": name, "description": description, "build_target": int(units), "priority": int(first)}
        write_edit(lambda work: work.kits.update(kit.id, fields), f"Changed kit {name}", errors)


def _copy(kit: Kit) -> None:
    with st.form(form_key(f"copy-{kit.id}"), border=False):
        errors = FieldErrors()
        name = st.text_input("Name of a copy", max_chars=255, key=form_key("copy-name"))
        errors.below("name")
        pressed = st.form_submit_button("Copy", key=form_key("copy-submit"))
        errors.foot()
    if pressed:
        write_edit(lambda work: work.kits.duplicate(kit.id, name), f"Copied {kit.name} to {name}", errors)


def _put_away(kit: Kit) -> None:
    errors = FieldErrors()
    with st.container(horizontal=True):
        if kit.status == "active":
            moved = st.button("Archive", key=form_key("kit-archive"), icon=":material/archive:")
        else:
            moved = st.button("Bring back", key=form_key("kit-unarchive"), icon=":material/unarchive:")
        deleted = st.button("Delete", key=form_key("kit-delete"), icon=":material/delete:")
    errors.foot()
    if moved and kit.status == "active":
        write_edit(lambda work: work.kits.archive(kit.id), f"Archived kit {kit.name}", errors)
    elif moved:
        write_edit(lambda work: work.kits.unarchive(kit.id), f"Brought kit {kit.name} back", errors)
    if deleted:
        write_edit(lambda work: work.kits.delete(kit.id), f"Deleted kit {kit.name}", errors)
