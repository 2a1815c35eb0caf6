"""A new part like an old one: the same fields and documents, its own key, no stock, offers or history."""

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.models import Attachment, AttachmentSet, Part
from app.services.batch_service import BatchService
from app.services.lookups import find_part
from app.services.part_service import RULES, PartService

_OWN_FIELDS = frozenset({"external_ref"})
"""Fields that can belong to one part only."""


class PartCopyService:
    """Copies parts of one unit of work."""

    def __init__(self, session: Session, batches: BatchService, parts: PartService) -> None:
        self._session = session
        self._batches = batches
        self._parts = parts

    def copy(self, key: str) -> Part:
        """A new part with the fields and documents of `key`; documents share their stored bytes.

        Raises:
            RecordNotFoundException: no such part.
        """
        original = find_part(self._session, key)
        self._batches.open("edit", note=f"Copied part {original.key}")
        copied = self._parts.create(**{name: getattr(original, name) for name in RULES.names - _OWN_FIELDS})
        self._copy_documents(original.attachment_set, copied.attachment_set)
        return copied

    def _copy_documents(self, source: AttachmentSet, target: AttachmentSet) -> None:
        names = [column.key for column in inspect(Attachment).column_attrs]
        taken = {"id", "attachment_set_id", "created_at", "updated_at"}
        for attachment in source.attachments:
            fields = {name: getattr(attachment, name) for name in names if name not in taken}
            twin = Attachment(attachment_set_id=target.id, **fields)
            self._session.add(twin)
            self._session.flush()
            if attachment.id == source.cover_attachment_id:
                target.cover_attachment_id = twin.id
        self._session.flush()
        self._session.expire(target, ["attachments"])
