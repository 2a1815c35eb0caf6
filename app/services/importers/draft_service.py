"""Import drafts: files that were begun to be imported, kept until they are imported, discarded or expire.

Their bytes are stored as those of documents are, once per content; the sweep removes what no draft names any more.
A draft is work in progress and no record of the inventory, so keeping one opens no batch; discarding one does, and
an import takes its draft away in its own batch, so that undo brings it back.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from app.domain.importing.answers import Answers
from app.exceptions import RecordNotFoundException, ValidationException
from app.models import ImportDraft
from app.models.import_draft import DRAFT_FORMATS
from app.services.attachment_bytes import AttachmentBytes, content_key, lock_key
from app.services.batch_service import BatchService
from app.services.file_limits import FileLimits
from app.services.importers.upload import safe_name
from app.services.sorting import Sorts, ordered_by
from app.utils.time import Clock

KEPT_FOR = timedelta(days=30)
"""How long a draft stays after it was last touched."""
SORTS: Sorts = {
    "expires_at": ImportDraft.expires_at.expression,
    "filename": func.lower(ImportDraft.filename),
}
_MEDIA_TYPE = "application/octet-stream"


class ImportDraftService:
    """Drafts of one unit of work."""

    def __init__(
        self, session: Session, batches: BatchService, stored: AttachmentBytes, limits: FileLimits, clock: Clock
    ) -> None:
        self._session = session
        self._batches = batches
        self._stored = stored
        self._limits = limits
        self._clock = clock

    def keep(self, source_format: str, filename: str, data: bytes, answers: Answers) -> ImportDraft:
        """Keep a file with the answers so far; the same content again is the same draft.

        Raises:
            ValidationException: nothing is asked about this format, or the file is empty.
            PayloadTooLargeException: it is too large. ExternalServiceException: the object store fails.
        """
        if source_format not in DRAFT_FORMATS:
            known = " and ".join(DRAFT_FORMATS)
            raise ValidationException(f"Drafts are kept for the formats {known} only", field="format")
        self._limits.check("file", len(data))
        self.clear_expired()
        key = content_key(data)
        lock_key(self._session, key)
        draft = self._session.scalar(self._same(source_format, key))
        if draft is None:
            draft = ImportDraft(format=source_format, s3_key=key, size=len(data))
            self._session.add(draft)
        draft.filename = safe_name(filename)
        draft.actor = self._batches.actor
        self._touch(draft, answers)
        self._stored.store(key, data, _MEDIA_TYPE)
        return draft

    def update(self, draft_id: int, answers: Answers) -> ImportDraft:
        """Other answers for a draft.

        Raises:
            RecordNotFoundException: there is no such draft (any more).
        """
        draft = self.get(draft_id)
        self._touch(draft, answers)
        return draft

    def latest(
        self, *, source_format: str | None = None, limit: int = 50, offset: int = 0, sort: str = "-expires_at"
    ) -> tuple[Sequence[ImportDraft], int]:
        """Drafts that did not expire, latest first unless `sort` says otherwise, with the total count."""
        chosen = select(ImportDraft).where(ImportDraft.expires_at > self._clock())
        if source_format is not None:
            chosen = chosen.where(ImportDraft.format == source_format)
        total = self._session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        ordered = chosen.order_by(*ordered_by(sort, SORTS, ImportDraft.id.expression))
        return self._session.scalars(ordered.limit(limit).offset(offset)).all(), total

    def get(self, draft_id: int) -> ImportDraft:
        """One draft.

        Raises:
            RecordNotFoundException: there is no such draft (any more).
        """
        draft = self._session.get(ImportDraft, draft_id)
        if draft is None or draft.expires_at <= self._clock():
            raise RecordNotFoundException("Import draft", draft_id)
        return draft

    def content(self, draft: ImportDraft) -> bytes:
        """The bytes of the file.

        Raises:
            RecordNotFoundException: they are gone. ExternalServiceException: the object store fails.
        """
        return self._stored.read(draft.s3_key)

    def discard(self, draft_id: int) -> int:
        """Remove a draft; returns the batch that brings it back.

        Raises:
            RecordNotFoundException: there is no such draft (any more).
        """
        draft = self.get(draft_id)
        batch = self._batches.open("edit", note=f"Discarded the draft of {draft.filename}")
        self._session.delete(draft)
        self._session.flush()
        return batch.id

    def clear_expired(self) -> None:
        """Forget the drafts that expired; the sweep removes their bytes."""
        self._session.execute(delete(ImportDraft).where(ImportDraft.expires_at <= self._clock()))

    def finish(self, source_format: str, data: bytes) -> None:
        """Take the drafts of a file away, because it was imported; they belong to the import's batch."""
        for draft in self._session.scalars(self._same(source_format, content_key(data))).all():
            self._session.delete(draft)
        self._session.flush()

    def _touch(self, draft: ImportDraft, answers: Answers) -> None:
        draft.answers = answers.as_json()
        draft.expires_at = self._clock() + KEPT_FOR
        self._session.flush()

    def _same(self, source_format: str, key: str) -> Select[tuple[ImportDraft]]:
        same = select(ImportDraft).where(ImportDraft.format == source_format, ImportDraft.s3_key == key)
        return same.order_by(ImportDraft.id.desc())
