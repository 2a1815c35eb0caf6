"""What is seldom done with a document: make it the cover or not, rename it, give it to another part or kit."""

import streamlit as st

from app.models import Attachment, AttachmentSet
from app.ui.components.field_errors import FieldErrors
from app.ui.resources import unit_of_work
from app.ui.writing import form_key, write

KITS_OFFERED = 1000


def more(owner: AttachmentSet, document: Attachment, errors: FieldErrors) -> None:
    """A popover with the forms, drawn once it is open."""
    popover = st.popover(
        "More", icon=":material/more_vert:", type="tertiary", key=f"more-{document.id}", on_change="rerun"
    )
    if popover.open:
        with popover:
            _cover(owner, document, errors)
            _rename(owner.id, document, errors)
            _copy_to_part(owner.id, document.id, errors)
            _copy_to_kit(owner.id, document.id, errors)


def _cover(owner: AttachmentSet, document: Attachment, errors: FieldErrors) -> None:
    is_cover = document.id == owner.cover_attachment_id
    label, icon = ("No cover", "star_border") if is_cover else ("Make it the cover", "star")
    if st.button(label, key=form_key(f"cover-{document.id}"), icon=f":material/{icon}:"):
        write(lambda work: work.attachments.set_cover(owner.id, None if is_cover else document.id), errors)


def _rename(set_id: int, document: Attachment, errors: FieldErrors) -> None:
    with st.form(form_key(f"rename-{document.id}"), border=False):
        title = st.text_input("Title", document.title, max_chars=255, key=form_key(f"title-{document.id}"))
        pressed = st.form_submit_button("Rename", key=form_key(f"rename-submit-{document.id}"))
    if pressed:
        write(lambda work: work.attachments.rename(set_id, document.id, title), errors)


def _copy_to_part(set_id: int, document_id: int, errors: FieldErrors) -> None:
    with st.form(form_key(f"copy-{document_id}"), border=False):
        key = st.text_input(
            "Copy to part", placeholder="four letters", max_chars=20, key=form_key(f"target-{document_id}")
        )
        as_cover = st.checkbox("as its cover", key=form_key(f"as-cover-{document_id}"))
        pressed = st.form_submit_button("Copy", key=form_key(f"copy-submit-{document_id}"))
    if pressed:
        write(
            lambda work: work.attachments.copy(
                set_id, document_id, to_set=work.attachments.sets.of_part(key).id, as_cover=as_cover
            ),
            errors,
        )


def _copy_to_kit(set_id: int, document_id: int, errors: FieldErrors) -> None:
    with unit_of_work() as work:
        kits = {row.kit.id: row.kit.name for row in work.kit_reader.page(limit=KITS_OFFERED, sort="name")[0]}
    if not kits:
        return
    with st.form(form_key(f"kit-copy-{document_id}"), border=False):
        kit_id = st.selectbox(
            "Copy to kit", list(kits), format_func=kits.__getitem__, key=form_key(f"kit-target-{document_id}")
        )
        as_cover = st.checkbox("as its cover", key=form_key(f"kit-cover-{document_id}"))
        pressed = st.form_submit_button("Copy", key=form_key(f"kit-copy-submit-{document_id}"))
    if pressed:
        write(
            lambda work: work.attachments.copy(
                set_id, document_id, to_set=work.attachments.sets.of_kit(kit_id).id, as_cover=as_cover
            ),
            errors,
        )
