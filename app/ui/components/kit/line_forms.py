"""Lines of a kit: added, changed and removed."""

from decimal import Decimal

import streamlit as st

from app.domain.kits.coverage import MAX_UNITS
from app.models import KitContent
from app.services.kit_reader import KitDetail
from app.ui.components.field_errors import FieldErrors
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write_edit

PART, KIT = "a part", "another kit"


def add_line(detail: KitDetail) -> None:
    """The form for a new line."""
    kit_id = detail.row.kit.id
    kind = st.segmented_control("What is added?", (PART, KIT), default=PART, required=True, key=f"line-kind-{kit_id}")
    with st.form(form_key(f"add-line-{kit_id}"), border=False):
        errors = FieldErrors()
        inside: int | None = None
        key = ""
        if kind == PART:
            key = st.text_input(
                "Part", placeholder="four letters, such as QRST", max_chars=20, key=form_key("line-part")
            )
            errors.below("key")
        else:
            inside = _kit_choice(kit_id)
        needed, fields = _fields(None, errors)
        stand_ins = _substitutes(None, errors) if kind == PART else []
        pressed = st.form_submit_button("Add", type="primary", key=form_key("line-add"))
        errors.foot()
    if not pressed:
        return
    if inside is not None:
        write_edit(lambda work: work.kit_contents.add_kit(kit_id, inside, needed, **fields), "Added a kit", errors)
    else:
        message = f"Added {key.upper()} to {detail.row.kit.name}"
        write_edit(
            lambda work: work.kit_contents.add(kit_id, key, needed, substitutes=stand_ins, **fields), message, errors
        )


def change_line(detail: KitDetail) -> None:
    """The form for a line that is there; a line that somebody changed meanwhile is refused."""
    lines = {content.id: content for content in detail.coverage.contents}
    if not lines:
        st.text("There is no line yet; add one first.")
        return
    chosen = st.selectbox(
        "Line", list(lines), format_func=lambda number: lines[number].label, key=form_key("line-choice")
    )
    content = lines[chosen]
    with st.form(form_key(f"change-line-{content.id}-{content.version}"), border=False):
        errors = FieldErrors()
        needed, fields = _fields(content, errors)
        fields["required_per_unit"] = needed
        if content.part is not None:
            fields["substitutes"] = _substitutes(content, errors)
        with st.container(horizontal=True):
            saved = st.form_submit_button("Save", type="primary", key=form_key("line-save"))
            removed = st.form_submit_button("Remove", key=form_key("line-remove"))
        errors.foot()
    version, label, name = content.version, content.label, detail.row.kit.name
    if saved:
        write_edit(
            lambda work: work.kit_contents.update(content.id, version, fields), f"Changed {label} in {name}", errors
        )
    if removed:
        write_edit(lambda work: work.kit_contents.remove(content.id, version), f"Removed {label} from {name}", errors)


def _kit_choice(kit_id: int) -> int:
    with unit_of_work() as work:
        rows, _ = work.kit_reader.page(limit=1000, sort="name")
    names = {row.kit.id: row.kit.name for row in rows if row.kit.id != kit_id}
    chosen = st.selectbox("Kit", list(names), format_func=names.__getitem__, key=form_key("line-kit"))
    return int(chosen or 0)


def _fields(content: KitContent | None, errors: FieldErrors) -> tuple[int, dict[str, object]]:
    """Quantity, and what gets lost with a note; the values of `content` are shown first."""
    name = "new" if content is None else str(content.id)
    needed = content.required_per_unit if content is not None else 1
    required = st.number_input("Needed per unit, pieces", 1, MAX_UNITS, needed, key=form_key(f"required-{name}"))
    errors.below("required_per_unit")
    share, fixed = st.columns(2)
    lost = float(content.attrition_percent) if content is not None else 0.0
    percent = share.number_input(
        "Gets lost, % of the pieces", 0.0, 100.0, lost, step=0.5, format="%.3f", key=form_key(f"percent-{name}")
    )
    per_run = content.attrition_fixed if content is not None else 0
    more = fixed.number_input("and pieces per run", 0, MAX_UNITS, per_run, key=form_key(f"fixed-{name}"))
    note = st.text_input("Note", (content.note or "") if content is not None else "", key=form_key(f"note-{name}"))
    lost_pieces = {"attrition_percent": Decimal(f"{percent:.3f}"), "attrition_fixed": int(more)}
    return int(required), {**lost_pieces, "note": note or None}


def _substitutes(content: KitContent | None, errors: FieldErrors) -> list[str]:
    held = ", ".join(entry.part.key for entry in content.substitutes) if content is not None else ""
    name = "new" if content is None else str(content.id)
    text = st.text_input(
        "Substitutes, best first", held, placeholder="keys of parts, with commas", key=form_key(f"stand-ins-{name}")
    )
    errors.below("substitutes")
    return [key for key in text.replace(",", " ").split() if key]
