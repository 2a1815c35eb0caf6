"""Correcting a dropped file: edit a short text, or upload a corrected file; what was there can be put back."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from app.config import MEGABYTE
from app.services.drops.mending_service import EDITABLE_BYTES, DroppedFile
from app.services.unit_of_work import UnitOfWork
from app.ui.components.field_errors import FieldErrors
from app.ui.components.plain_text import plain
from app.ui.local_time import clock_text, zone
from app.ui.resources import container, settings, unit_of_work
from app.ui.writing import form_key

_SAID = "mended"


def mend_forms(file: DroppedFile) -> None:
    """Draw what was done last, the content, and the way to replace it."""
    said: tuple[str, str] | None = st.session_state.get(_SAID)
    if said is not None and said[0] == file.key:
        st.success(plain(said[1]), icon=":material/check:")
    st.subheader("Correct it", anchor=False)
    if file.text is None:
        st.caption(f"Its content cannot be edited here: it is no text, or longer than {EDITABLE_BYTES // 1024} kB.")
    else:
        _editor(file, file.text)
    _upload(file)


def past_mends(key: str) -> None:
    """Draw earlier mendings with the way back; nothing when there was none."""
    with unit_of_work() as work:
        made = work.mendings.mends(key)
    now, where, errors = container().clock()(), zone(), FieldErrors()
    for mend in made:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(f"Replaced {clock_text(mend.created_at, now, where)} by {mend.actor}"), width="content")
            if st.button("Put the former content back", key=f"put-back-{mend.id}", icon=":material/undo:"):
                _act(partial(_put_back, mend.id), key, errors)
    errors.foot()


def _put_back(mend_id: int, work: UnitOfWork) -> str:
    return work.mendings.put_back(mend_id)


def _editor(file: DroppedFile, text: str) -> None:
    errors = FieldErrors()
    with st.form(f"mend-{file.etag}"):
        edited = st.text_area("Content", text, height=240, key=f"mend-text-{file.etag}")
        pressed = st.form_submit_button("Save in its place", type="primary", key=f"mend-save-{file.etag}")
        errors.foot()
    if pressed:
        _act(lambda work: work.mendings.mend(file.key, file.etag, edited.encode()), file.key, errors)


def _upload(file: DroppedFile) -> None:
    errors = FieldErrors()
    with st.form(f"mend-upload-{file.etag}"):
        chosen = st.file_uploader(
            "A corrected file",
            key=form_key(f"mend-file-{file.etag}"),
            max_upload_size=max(1, settings().max_upload_bytes // MEGABYTE),
        )
        errors.below("file")
        pressed = st.form_submit_button("Upload in its place", key=f"mend-submit-{file.etag}")
        errors.foot()
    if pressed:
        data = b"" if chosen is None else chosen.getvalue()
        _act(lambda work: work.mendings.mend(file.key, file.etag, data), file.key, errors)


def _act(action: Callable[[UnitOfWork], str], key: str, errors: FieldErrors) -> None:
    """Replace the content and draw the page anew with what was done; a refusal is shown and changes nothing."""
    try:
        with unit_of_work() as work:
            message = action(work)
    except Exception as error:  # noqa: BLE001 - the form's outermost handler: shown in words, logged when unexpected
        errors.show(error)
        return
    st.session_state[_SAID] = (key, message)
    st.rerun()
