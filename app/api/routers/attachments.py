"""Documents of parts and kits. Every write answers the batch that takes it back."""

from base64 import b64encode
from typing import Annotated, Literal

from fastapi import APIRouter, Body, File, Path, Query, Response

from app.api.attachment_views import attachment_view, change_view, cover_view, set_view
from app.api.dependencies import InContainer, InPaging, InWork, PartKey, RecordId
from app.api.file_response import file_response
from app.api.idempotency import InWorkOnce
from app.api.paging import cut_page
from app.config import MEGABYTE
from app.schemas.attachment import (
    AttachmentChangeResponse,
    AttachmentCopy,
    AttachmentResponse,
    AttachmentSetResponse,
    AttachmentUpdate,
    AttachmentUpload,
    CoverResponse,
    CoverUpdate,
    LinkCreate,
    PreviewRequest,
    PreviewResponse,
)
from app.schemas.base import MAX_INTEGER, Page
from app.services.pictures import thumbnail

router = APIRouter(prefix="/api", tags=["documents"])
UPLOAD_BODY_BYTES = 256 * MEGABYTE
"""More is not even read; the limits per kind of file are settings."""
_PREVIEW_PIXELS = 300
SetId = Annotated[int, Path(ge=1, le=MAX_INTEGER, description="from a part's or kit's attachment-set", examples=[5])]
Kind = Literal["url", "image", "pdf", "file"]


@router.get(
    "/parts/{key}/attachment-set", summary="Documents of a part", description="With the id that writes are sent to."
)
def get_set_of_part(key: PartKey, work: InWork) -> AttachmentSetResponse:
    """The documents of a part."""
    return set_view(work, work.attachments.sets.of_part(key))


@router.get(
    "/kits/{kit_id}/attachment-set", summary="Documents of a kit", description="With the id that writes are sent to."
)
def get_set_of_kit(kit_id: RecordId, work: InWork) -> AttachmentSetResponse:
    """The documents of a kit."""
    return set_view(work, work.attachments.sets.of_kit(kit_id))


@router.get("/attachment-sets/{set_id}", summary="A set of documents", description="Whose it is and what it holds.")
def get_set(set_id: SetId, work: InWork) -> AttachmentSetResponse:
    """A set of documents."""
    return set_view(work, work.attachments.sets.get(set_id))


@router.get("/attachment-sets/{set_id}/attachments", summary="List documents", description="By age, or as `sort` says.")
def list_attachments(
    set_id: SetId,
    work: InWork,
    paging: InPaging,
    attachment_type: Annotated[Kind | None, Query(description="only of this kind")] = None,
    sort: Annotated[Literal["id", "-id", "title", "-title"], Query(description="a leading - sorts descending")] = "id",
) -> Page[AttachmentResponse]:
    """A page of documents."""
    owner = work.attachments.sets.get(set_id)
    chosen = [one for one in owner.attachments if attachment_type in {None, one.attachment_type}]
    name = sort.removeprefix("-")
    chosen.sort(key=lambda one: one.id if name == "id" else one.title.lower(), reverse=sort.startswith("-"))
    return cut_page([attachment_view(one, owner) for one in chosen], paging)


@router.post(
    "/attachment-sets/{set_id}/attachments",
    status_code=201,
    summary="Upload a document",
    description="Its kind is read from its bytes: PNG, JPEG and WebP are pictures, PDFs are searched by their text, "
    "everything else is kept as it is. The first picture becomes the cover.",
    max_body_size=UPLOAD_BODY_BYTES,
)
def upload_attachment(
    set_id: SetId, body: Annotated[AttachmentUpload, File()], work: InWorkOnce
) -> AttachmentChangeResponse:
    """A new document."""
    data, name = body.file.file.read(), body.file.filename or ""
    return change_view(work, set_id, work.attachments.add_file(set_id, data, filename=name, title=body.title))


@router.post(
    "/attachment-sets/{set_id}/links",
    status_code=201,
    summary="Attach a web address",
    description="A PDF or picture behind it is kept; a page becomes a link with its title and picture. "
    "Only addresses on the open internet are fetched; with `fetch` false it is kept as it is.",
)
def add_link(set_id: SetId, body: LinkCreate, work: InWorkOnce, container: InContainer) -> AttachmentChangeResponse:
    """A new document from the web."""
    if not body.fetch:
        return change_view(work, set_id, work.attachments.add_link(set_id, body.url, title=body.title))
    document = container.web_documents().fetch(body.url)  # before the transaction begins: the web may be slow
    return change_view(work, set_id, work.attachments.add_web(set_id, document, title=body.title))


@router.get("/attachment-sets/{set_id}/attachments/{attachment_id}", summary="One document", description="Its facts.")
def get_attachment(set_id: SetId, attachment_id: RecordId, work: InWork) -> AttachmentResponse:
    """One document."""
    return attachment_view(work.attachments.sets.document(set_id, attachment_id), work.attachments.sets.get(set_id))


@router.get(
    "/attachment-sets/{set_id}/attachments/{attachment_id}/download",
    summary="Download a document",
    description="The bytes under the document's file name; a link has none.",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def download_attachment(set_id: SetId, attachment_id: RecordId, work: InWork) -> Response:
    """The bytes of a document."""
    return file_response(work.attachments.content(work.attachments.sets.document(set_id, attachment_id)))


@router.put("/attachment-sets/{set_id}/attachments/{attachment_id}", summary="Rename a document", description="Title.")
def update_attachment(
    set_id: SetId, attachment_id: RecordId, body: AttachmentUpdate, work: InWork
) -> AttachmentChangeResponse:
    """Another title."""
    return change_view(work, set_id, work.attachments.rename(set_id, attachment_id, body.title))


@router.delete(
    "/attachment-sets/{set_id}/attachments/{attachment_id}",
    status_code=204,
    summary="Remove a document",
    description="When it was the cover, the oldest picture that is left becomes it. Can be undone.",
    response_class=Response,
)
def delete_attachment(set_id: SetId, attachment_id: RecordId, work: InWork) -> None:
    """Remove a document."""
    work.attachments.delete(set_id, attachment_id)


@router.post(
    "/attachment-sets/{set_id}/attachments/{attachment_id}/copy",
    status_code=201,
    summary="Copy a document",
    description="Another part or kit gets the same document; the bytes are shared.",
)
def copy_attachment(
    set_id: SetId, attachment_id: RecordId, body: AttachmentCopy, work: InWorkOnce
) -> AttachmentChangeResponse:
    """The same document for somebody else."""
    sets = work.attachments.sets
    target = sets.of_kit(body.to_kit) if body.to_kit is not None else sets.of_part(body.to_part or "")
    change = work.attachments.copy(set_id, attachment_id, to_set=target.id, as_cover=body.as_cover)
    return change_view(work, target.id, change)


@router.get("/attachment-sets/{set_id}/cover", summary="The cover", description="What stands for the part or kit.")
def get_cover(set_id: SetId, work: InWork) -> CoverResponse:
    """The cover."""
    return cover_view(work.attachments.sets.get(set_id))


@router.put("/attachment-sets/{set_id}/cover", summary="Choose the cover", description="One of the set's documents.")
def set_cover(set_id: SetId, body: Annotated[CoverUpdate, Body()], work: InWork) -> CoverResponse:
    """Another cover."""
    work.attachments.set_cover(set_id, body.attachment_id)
    return cover_view(work.attachments.sets.get(set_id))


@router.delete("/attachment-sets/{set_id}/cover", summary="No cover", description="The documents stay.")
def clear_cover(set_id: SetId, work: InWork) -> CoverResponse:
    """No cover."""
    work.attachments.set_cover(set_id, None)
    return cover_view(work.attachments.sets.get(set_id))


@router.post(
    "/attachment-preview",
    summary="Look at a web address",
    description="Title, type and picture of what is there; nothing is stored. Only the open internet is reached.",
)
def preview_address(body: PreviewRequest, container: InContainer) -> PreviewResponse:
    """What a web address holds."""
    document = container.web_documents().fetch(body.url)
    shown = document.picture.data if document.picture else document.data
    is_picture = document.picture is not None or document.content_type.startswith("image/")
    picture = b64encode(thumbnail(shown, _PREVIEW_PIXELS)).decode() if shown is not None and is_picture else None
    return PreviewResponse(url=document.url, title=document.title, content_type=document.content_type, picture=picture)
