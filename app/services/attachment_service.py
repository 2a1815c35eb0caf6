"""Attachments: documents of a part. The database is the truth; no row ever points to a missing object.

Three rules keep that so. Create: flush the row, upload, and only then the edge commits. Delete: the row goes with the
commit, the bytes afterwards, best effort and logged. Copy: flush the new row, make sure of the shared bytes, commit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.quality.file_kind import clean_file_name, sniff
from app.exceptions import PayloadTooLargeException, RecordNotFoundException, ValidationException
from app.models import Attachment, AttachmentSet, Part
from app.services.attachment_bytes import AttachmentBytes, content_key
from app.services.batch_service import BatchService

MAX_TITLE = 255
MAX_URL = 2000

AfterCommit = Callable[[Callable[[], None]], None]


@dataclass(frozen=True)
class StoredFile:
    """The bytes of an attachment as they are handed out."""

    filename: str
    content_type: str
    data: bytes


class AttachmentService:
    """Documents of parts, within one unit of work.

    `after_commit` takes a callback that runs once the transaction stands.
    """

    def __init__(
        self,
        session: Session,
        batches: BatchService,
        stored: AttachmentBytes,
        *,
        max_bytes: int,
        after_commit: AfterCommit,
    ) -> None:
        self._session = session
        self._batches = batches
        self._stored = stored
        self._max_bytes = max_bytes
        self._after_commit = after_commit

    def of_part(self, part_key: str) -> list[Attachment]:
        """Documents of a part, oldest first.

        Raises:
            RecordNotFoundException: unknown part.
        """
        return list(self._set_of(part_key).attachments)

    def add_file(self, part_key: str, data: bytes, *, filename: str, title: str | None = None) -> Attachment:
        """Attach a file; its kind is read from its first bytes, whatever its name says.

        Raises:
            RecordNotFoundException: unknown part. ValidationException: an empty file or a title that is too long.
            PayloadTooLargeException: more than `max_bytes`. ExternalServiceException: the object store fails.
        """
        self._require_size(data)
        name, kind, key = clean_file_name(filename), sniff(data), content_key(data)
        attachment = Attachment(
            attachment_type=kind.attachment_type,
            title=_title(title, name),
            s3_key=key,
            filename=name,
            content_type=kind.content_type,
            file_size=len(data),
        )
        self._add(self._set_of(part_key), attachment)
        self._stored.store(key, data, kind.content_type)
        return attachment

    def add_link(self, part_key: str, url: str, *, title: str | None = None) -> Attachment:
        """Attach a web address; it is kept as it is, never fetched.

        Raises:
            RecordNotFoundException: unknown part. ValidationException: not an http(s) address, or too long.
        """
        parts = urlsplit(url.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > MAX_URL:
            raise ValidationException(
                f"A link must begin with http:// or https:// and have at most {MAX_URL} characters", field="url"
            )
        link = Attachment(attachment_type="url", title=_title(title, parts.hostname), url=url.strip())
        return self._add(self._set_of(part_key), link)

    def copy(self, part_key: str, attachment_id: int, *, to_part: str) -> Attachment:
        """Give another part the same document; the bytes are shared.

        Raises:
            RecordNotFoundException: unknown part or document.
            InvalidOperationException: the bytes are gone or cannot be reached.
        """
        original = self.get(part_key, attachment_id)
        twin = Attachment(
            attachment_type=original.attachment_type,
            title=original.title,
            s3_key=original.s3_key,
            url=original.url,
            filename=original.filename,
            content_type=original.content_type,
            file_size=original.file_size,
        )
        self._add(self._set_of(to_part), twin)
        if original.s3_key is not None:
            self._stored.require(original.s3_key, f"copy {original.title}")
        return twin

    def delete(self, part_key: str, attachment_id: int) -> None:
        """Remove a document; its bytes go after the commit when nothing else needs them.

        Raises:
            RecordNotFoundException: unknown part or document.
        """
        attachment = self.get(part_key, attachment_id)
        key = attachment.s3_key
        self._batches.open("edit", note=f"Removed {attachment.title} from {part_key}")
        owner = self._set_of(part_key)
        if owner.cover_attachment_id == attachment_id:
            images = [one.id for one in owner.attachments if one.attachment_type == "image" and one is not attachment]
            owner.cover_attachment_id = images[0] if images else None
        self._session.flush()
        self._session.delete(attachment)
        self._session.flush()
        self._session.expire(owner, ["attachments"])
        if key is not None:
            self._after_commit(lambda: self._stored.forget(key))

    def get(self, part_key: str, attachment_id: int) -> Attachment:
        """One document of a part.

        Raises:
            RecordNotFoundException: unknown part, or it has no such document.
        """
        found = next((one for one in self.of_part(part_key) if one.id == attachment_id), None)
        if found is None:
            raise RecordNotFoundException("Attachment", attachment_id)
        return found

    def content(self, part_key: str, attachment_id: int) -> StoredFile:
        """The bytes of a document.

        Raises:
            RecordNotFoundException: unknown part or document, or it is a link.
            ExternalServiceException: the object store fails.
        """
        attachment = self.get(part_key, attachment_id)
        if attachment.s3_key is None:
            raise RecordNotFoundException("File of attachment", attachment_id)
        data = self._stored.read(attachment.s3_key)
        return StoredFile(attachment.filename or "file", attachment.content_type or "application/octet-stream", data)

    def _add(self, owner: AttachmentSet, attachment: Attachment) -> Attachment:
        self._batches.open("edit", note=f"Attached {attachment.title}")
        owner.attachments.append(attachment)
        self._session.flush()
        if owner.cover_attachment_id is None and attachment.attachment_type == "image":
            owner.cover_attachment_id = attachment.id
            self._session.flush()
        return attachment

    def _set_of(self, part_key: str) -> AttachmentSet:
        query = select(AttachmentSet).join(Part).where(Part.key == part_key.strip().upper()[:10])
        found = self._session.scalar(query)
        if found is None:
            raise RecordNotFoundException("Part", part_key)
        return found

    def _require_size(self, data: bytes) -> None:
        if not data:
            raise ValidationException("The file is empty; choose another one", field="file")
        if len(data) > self._max_bytes:
            raise PayloadTooLargeException(
                f"The file has {len(data)} bytes; at most {self._max_bytes} are accepted (BINSIGHT_MAX_UPLOAD_BYTES)"
            )


def _title(title: str | None, fallback: str) -> str:
    chosen = (title or "").strip() or fallback
    if len(chosen) > MAX_TITLE:
        raise ValidationException(f"A title has at most {MAX_TITLE} characters", field="title")
    return chosen
