"""A new part like an old one: the same fields and documents, its own key, no stock, offers or history."""

from sqlalchemy.orm import Session

from app.models import Part
from app.services.attachment_copies import copy_documents
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
        copy_documents(self._session, original.attachment_set, copied.attachment_set)
        return copied
