"""What can be done with a part as a record: copy it, archive it, bring it back, delete it."""

import streamlit as st

from app.models import Part
from app.services.unit_of_work import UnitOfWork
from app.ui.components.field_errors import FieldErrors
from app.ui.writing import form_key, write_and_go, write_edit


def part_actions(part: Part) -> None:
    """Draw the buttons of a part."""
    key, errors = part.key, FieldErrors()
    with st.container(horizontal=True):
        copied = st.button("Make another like it", icon=":material/content_copy:", key=form_key("part-copy"))
        label, icon = ("Restore", "unarchive") if part.archived_at else ("Archive", "archive")
        changed = st.button(label, icon=f":material/{icon}:", key=form_key("part-archive"))
        deleted = st.button("Delete", icon=":material/delete:", key=form_key("part-delete"))
    errors.foot()

    def copy(work: UnitOfWork) -> tuple[str, dict[str, str]]:
        made = work.copies.copy(key).key
        return f"Made {made} like {key}", {"part": made}

    def delete(work: UnitOfWork) -> tuple[str, dict[str, str]]:
        work.parts.delete(key)
        return f"Deleted part {key}", {}

    if copied:
        write_and_go(copy, "part", errors)
    elif changed and part.archived_at:
        write_edit(lambda work: work.parts.restore(key), f"Restored {key}", errors)
    elif changed:
        write_edit(lambda work: work.parts.archive(key), f"Archived {key}", errors)
    elif deleted:
        write_and_go(delete, "part", errors)
