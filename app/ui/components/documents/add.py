"""Forms that attach documents: files from this machine, or what is behind a web address."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.config import MEGABYTE
from app.exceptions import ValidationException
from app.services.attachment_service import DocumentChange
from app.services.unit_of_work import UnitOfWork
from app.ui.components.field_errors import FieldErrors
from app.ui.resources import container
from app.ui.writing import form_key, write


def add_documents(set_id: int) -> None:
    """Draw both forms."""
    files, link = st.tabs(["Attach files", "Attach a web address"])
    with files:
        _files(set_id)
    with link:
        _link(set_id)


def attach_all(work: UnitOfWork, set_id: int, files: Sequence[tuple[str, bytes]]) -> DocumentChange:
    """Attach several files as one batch.

    Raises:
        ValidationException: there is none, or one of them is refused; then none is attached.
    """
    if not files:
        raise ValidationException("Choose a file first", field="file")
    changes = [work.attachments.add_file(set_id, data, filename=name) for name, data in files]
    return DocumentChange(
        changes[0].batch_id, changes[-1].attachment_id, ". ".join(change.message for change in changes)
    )


def _files(set_id: int) -> None:
    errors = FieldErrors()
    limits = container().file_limits()
    with st.form(form_key(f"attach-{set_id}"), border=True):
        chosen: list[UploadedFile] = st.file_uploader(
            "PDFs, pictures (PNG, JPEG, WebP) or any other file",
            accept_multiple_files=True,
            key=form_key(f"files-{set_id}"),
            max_upload_size=max(1, limits.largest // MEGABYTE),
        )
        errors.below("file")
        pressed = st.form_submit_button("Attach", type="primary", key=form_key(f"attach-submit-{set_id}"))
        errors.foot()
    if pressed:
        files = [(file.name, file.getvalue()) for file in chosen]
        with st.spinner("Storing ...", show_time=True):
            write(lambda work: attach_all(work, set_id, files), errors)


def _link(set_id: int) -> None:
    errors = FieldErrors()
    with st.form(form_key(f"link-{set_id}"), border=True):
        url = st.text_input("Web address", placeholder="https://", max_chars=2000, key=form_key(f"url-{set_id}"))
        errors.below("url")
        fetch = st.checkbox(
            "Look at it: keep the PDF or picture behind it, or the page's title and picture",
            value=True,
            key=form_key(f"fetch-{set_id}"),
        )
        pressed = st.form_submit_button("Attach", type="primary", key=form_key(f"link-submit-{set_id}"))
        errors.foot()
    if pressed:
        with st.spinner("Fetching ...", show_time=True):
            write(lambda work: _attach_link(work, set_id, url, fetch=fetch), errors)


def _attach_link(work: UnitOfWork, set_id: int, url: str, *, fetch: bool) -> DocumentChange:
    if not fetch:
        return work.attachments.add_link(set_id, url)
    # The unit of work holds no connection until it is first asked for something, however slow the web is.
    return work.attachments.add_web(set_id, container().web_documents().fetch(url))
