"""What can be done with a part as a record: copy it, archive it, bring it back."""

import streamlit as st

from app.models import Part
from app.ui.components.field_errors import FieldErrors
from app.ui.components.undo_bar import remember
from app.ui.navigation import go
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write_edit


def part_actions(part: Part) -> None:
    """Draw the buttons of a part."""
    with st.container(horizontal=True):
        copied = st.button("Make another like it", icon=":material/content_copy:", key=form_key("part-copy"))
        label, icon = ("Restore", "unarchive") if part.archived_at else ("Archive", "archive")
        changed = st.button(label, icon=f":material/{icon}:", key=form_key("part-archive"))
    errors = FieldErrors()
    errors.foot()
    if copied:
        _copy(part.key)
    elif changed and part.archived_at:
        write_edit(lambda work: work.parts.restore(part.key), f"Restored {part.key}", errors)
    elif changed:
        write_edit(lambda work: work.parts.archive(part.key), f"Archived {part.key}", errors)


def _copy(key: str) -> None:
    """The new part's page opens, with Undo offered there."""
    with unit_of_work() as work:
        made = work.copies.copy(key).key
        batch_id = work.batches.open("edit").id
    remember(batch_id, f"Made {made} like {key}")
    go("part", part=made)
