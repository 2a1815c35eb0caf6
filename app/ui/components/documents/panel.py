"""The documents of one part or kit, cover first, each with what can be done with it."""

from collections.abc import Callable

import streamlit as st

from app.models import Attachment, AttachmentSet
from app.services.attachment_bytes import CONTENT_PREFIX
from app.ui.components.documents.add import add_documents
from app.ui.components.documents.more import more
from app.ui.components.field_errors import FieldErrors
from app.ui.components.plain_text import plain, shorten
from app.ui.components.thumbnails import Thumbnails
from app.ui.resources import ACTOR, container, unit_of_work
from app.ui.writing import form_key, write

_SHOWN_PIXELS = 72
_STORED_PIXELS = 600
"""Large enough for the full-screen view of a picture."""
_ICONS = {"url": "link", "image": "image", "pdf": "picture_as_pdf", "file": "draft"}
_KINDS = {"url": "web page", "image": "picture", "pdf": "PDF", "file": "file"}


def documents_panel(set_id: int) -> None:
    """Draw the documents of a set and the forms that add to it."""
    st.subheader("Documents", anchor=False)
    with unit_of_work() as work:
        owner = work.attachments.sets.get(set_id)
        documents = sorted(owner.attachments, key=lambda one: (one.id != owner.cover_attachment_id, one.id))
    if not documents:
        st.info("No documents yet. Attach a data sheet or a picture below.", icon=":material/attach_file:")
    pictures = Thumbnails(_STORED_PIXELS)
    for document in documents:
        _card(owner, document, pictures)
    pictures.say_what_failed()
    add_documents(set_id)


def describe(document: Attachment) -> str:
    """Kind, size and source of a document, in words."""
    size = "" if document.file_size is None else f", {size_text(document.file_size)}"
    searched = ", text is searched" if document.text_content else ""
    source = "" if document.url is None else f" · {shorten(document.url, 60)}"
    return f"{_KINDS[document.attachment_type]}{size}{searched}{source}"


def size_text(size: int) -> str:
    """A number of bytes as people read it."""
    for unit, bytes_of in (("MB", 1024**2), ("KB", 1024)):
        if size >= bytes_of:
            return f"{size / bytes_of:.1f} {unit}"
    return f"{size} bytes"


def _card(owner: AttachmentSet, document: Attachment, pictures: Thumbnails) -> None:
    errors = FieldErrors()
    with st.container(border=True, key=f"document-{document.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            key = document.picture_key
            picture = pictures.of(None if key is None else key.removeprefix(CONTENT_PREFIX))
            if picture is not None:
                st.image(picture, width=_SHOWN_PIXELS, alt=document.title)
            else:
                st.markdown(f":material/{_ICONS[document.attachment_type]}:", width="content")
            cover = " · **cover**" if document.id == owner.cover_attachment_id else ""
            st.markdown(f"{plain(document.title)}{cover}  \n:small[{plain(describe(document))}]", width="stretch")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _open(owner.id, document)
            _remove(owner.id, document, errors)
            more(owner, document, errors)
        errors.foot()


def _open(set_id: int, document: Attachment) -> None:
    if document.attachment_type == "url":
        st.link_button("Open", str(document.url), icon=":material/open_in_new:")
        return
    st.download_button(
        "Download",
        _reader(set_id, document.id),
        file_name=document.filename,
        mime=document.content_type,
        key=f"download-{document.id}",
        icon=":material/download:",
        on_click="ignore",
    )


def _reader(set_id: int, document_id: int) -> Callable[[], bytes]:
    """Reads the bytes when they are asked for, on a thread that knows no session."""
    holder = container()

    def read() -> bytes:
        with holder.unit_of_work(actor=ACTOR) as work:
            return work.attachments.content(work.attachments.sets.document(set_id, document_id)).data

    return read


def _remove(set_id: int, document: Attachment, errors: FieldErrors) -> None:
    if st.button("Remove", key=form_key(f"remove-{document.id}"), icon=":material/delete:", type="tertiary"):
        write(lambda work: work.attachments.delete(set_id, document.id), errors)
