"""Documents as the API shows them: which addresses lead to their bytes and pictures."""

from app.models import Attachment, AttachmentSet
from app.schemas.attachment import (
    AttachmentChangeResponse,
    AttachmentResponse,
    AttachmentSetResponse,
    CoverResponse,
)
from app.services.attachment_bytes import CONTENT_PREFIX
from app.services.attachment_service import DocumentChange
from app.services.unit_of_work import UnitOfWork

_COLUMNS = ("id", "attachment_set_id", "attachment_type", "title", "url", "filename", "content_type", "file_size")
_STAMPS = ("created_at", "updated_at")


def attachment_view(attachment: Attachment, owner: AttachmentSet) -> AttachmentResponse:
    """One document of its set."""
    return AttachmentResponse.model_validate(_values(attachment, owner))


def change_view(work: UnitOfWork, set_id: int, change: DocumentChange) -> AttachmentChangeResponse:
    """A document after a change, with the batch that takes it back."""
    attachment = work.attachments.sets.document(set_id, change.attachment_id)
    work.session.refresh(attachment)
    values = _values(attachment, work.attachments.sets.get(set_id))
    return AttachmentChangeResponse.model_validate(values | {"batch_id": change.batch_id, "message": change.message})


def set_view(work: UnitOfWork, owner: AttachmentSet) -> AttachmentSetResponse:
    """All documents of a part or kit."""
    whose = work.attachments.sets.owner(owner.id)
    return AttachmentSetResponse(
        id=owner.id,
        owner_kind="part" if whose.kind == "part" else "kit",
        owner_key=whose.key,
        owner_name=whose.name,
        cover_attachment_id=owner.cover_attachment_id,
        cover_url=cover_view(owner).cover_url,
        attachments=[attachment_view(one, owner) for one in owner.attachments],
    )


def cover_view(owner: AttachmentSet) -> CoverResponse:
    """The cover of a set."""
    cover = next((one for one in owner.attachments if one.id == owner.cover_attachment_id), None)
    return CoverResponse(
        attachment_id=owner.cover_attachment_id, cover_url=None if cover is None else _preview_url(cover)
    )


def _values(attachment: Attachment, owner: AttachmentSet) -> dict[str, object]:
    values = {name: getattr(attachment, name) for name in (*_COLUMNS, *_STAMPS)}
    preview = _preview_url(attachment)
    here = f"/api/attachment-sets/{owner.id}/attachments/{attachment.id}/download"
    return values | {
        "has_text": attachment.text_content is not None,
        "is_cover": owner.cover_attachment_id == attachment.id,
        "has_preview": preview is not None,
        "attachment_url": None if attachment.s3_key is None else here,
        "preview_url": preview,
    }


def _preview_url(attachment: Attachment) -> str | None:
    key = attachment.picture_key
    return None if key is None else f"/api/cas/{key.removeprefix(CONTENT_PREFIX)}"
