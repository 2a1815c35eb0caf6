"""Attachments: documents of parts and kits. The database is the truth; no row ever points to a missing object.

Three rules keep that so. Create: flush the row, upload, and only then the edge commits. Copy: flush the new row, make
sure of the shared bytes, commit. Delete: only the row goes, with the commit; the bytes stay while the deletion can be
undone, and the orphan sweep removes them afterwards, best effort and logged.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.documents.web_address import parse_web_address
from app.domain.quality.file_kind import clean_file_name, sniff
from app.exceptions import InvalidOperationException, RecordNotFoundException, ValidationException
from app.models import Attachment, AttachmentSet
from app.services.attachment_bytes import AttachmentBytes, content_key
from app.services.attachment_sets import AttachmentSets
from app.services.batch_service import BatchService
from app.services.file_limits import FileLimits
from app.services.pdf_text import PdfText
from app.services.web_documents import WebDocument

MAX_TITLE = 255
_COPIED = (
    *("attachment_type", "title", "s3_key", "url", "filename", "content_type", "file_size"),
    *("preview_s3_key", "text_content"),
)


@dataclass(frozen=True)
class StoredFile:
    """The bytes of an attachment as they are handed out."""

    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class DocumentChange:
    """What was done: the batch to undo it with, the document (0: none), and a sentence for people."""

    batch_id: int
    attachment_id: int
    message: str


class AttachmentService:
    """Documents of one unit of work; `sets` finds them. `extract_text` reads the text of a PDF and never raises."""

    def __init__(
        self,
        session: Session,
        batches: BatchService,
        stored: AttachmentBytes,
        limits: FileLimits,
        extract_text: Callable[[bytes], PdfText],
    ) -> None:
        self._session = session
        self._batches = batches
        self._stored = stored
        self._limits = limits
        self._extract_text = extract_text
        self.sets = AttachmentSets(session)

    def add_file(
        self, set_id: int, data: bytes, *, filename: str, title: str | None = None, url: str | None = None
    ) -> DocumentChange:
        """Attach a file; its kind is read from its first bytes, whatever its name says. `url` is where it came from.

        Text that cannot be read out of a PDF is left empty, and the message says why.

        Raises:
            RecordNotFoundException: unknown set. ValidationException: an empty file or a title that is too long.
            PayloadTooLargeException: more bytes than its kind may have. ExternalServiceException: the store fails.
        """
        name, kind, key = clean_file_name(filename), sniff(data), content_key(data)
        self._limits.check(kind.attachment_type, len(data))
        found = self._extract_text(data) if kind.attachment_type == "pdf" else PdfText(None)
        attachment = Attachment(
            attachment_type=kind.attachment_type,
            title=_title(title, name),
            s3_key=key,
            url=url,
            filename=name,
            content_type=kind.content_type,
            file_size=len(data),
            text_content=found.text,
        )
        change = self._add(self.sets.get(set_id), attachment)
        self._stored.store(key, data, kind.content_type)
        note = f"; its text cannot be searched: {found.problem}" if found.problem else ""
        return DocumentChange(change.batch_id, change.attachment_id, change.message + note)

    def add_link(self, set_id: int, url: str, *, title: str | None = None) -> DocumentChange:
        """Attach a web address; it is kept as it is, never fetched.

        Raises:
            RecordNotFoundException: unknown set. ValidationException: not an http(s) address, or too long.
        """
        address = parse_web_address(url)
        link = Attachment(attachment_type="url", title=_title(title, address.host), url=address.url)
        return self._add(self.sets.get(set_id), link)

    def add_web(self, set_id: int, document: WebDocument, *, title: str | None = None) -> DocumentChange:
        """Attach what was fetched from the web: the file behind the address, or a link to the page with its picture.

        Raises:
            As `add_file` and `add_link`.
        """
        name = title or document.title
        if document.data is not None:
            return self.add_file(
                set_id, document.data, filename=document.filename or "file", title=name, url=document.url
            )
        link = Attachment(attachment_type="url", title=_title(name, document.url), url=document.url)
        if document.picture is None:
            return self._add(self.sets.get(set_id), link)
        link.preview_s3_key = content_key(document.picture.data)
        change = self._add(self.sets.get(set_id), link)
        self._stored.store(link.preview_s3_key, document.picture.data, document.picture.content_type)
        return change

    def rename(self, set_id: int, attachment_id: int, title: str) -> DocumentChange:
        """Give a document another title.

        Raises:
            RecordNotFoundException: unknown set or document. ValidationException: no title, or one that is too long.
        """
        attachment = self.sets.document(set_id, attachment_id)
        before = attachment.title
        if not title.strip():
            raise ValidationException("Give the document a title", field="title")
        batch = self._batches.open("edit", note=f"Renamed {before}")
        attachment.title = _title(title, before)
        self._session.flush()
        return DocumentChange(batch.id, attachment_id, f"Renamed {before} to {attachment.title}")

    def set_cover(self, set_id: int, attachment_id: int | None) -> DocumentChange:
        """Make a document of the set its cover; None takes the cover away.

        Raises:
            RecordNotFoundException: unknown set. InvalidOperationException: the document is not one of this set.
        """
        owner = self.sets.get(set_id)
        chosen = next((one for one in owner.attachments if one.id == attachment_id), None)
        if attachment_id is not None and chosen is None:
            raise InvalidOperationException(
                f"make attachment {attachment_id} the cover", "it is not one of these documents"
            )
        whose = self.sets.owner(set_id).name
        said = f"{chosen.title} is the cover of {whose}" if chosen else f"{whose} has no cover"
        batch = self._batches.open("edit", note=said)
        owner.cover_attachment_id = attachment_id
        self._session.flush()
        return DocumentChange(batch.id, attachment_id or 0, f"{said} now")

    def copy(self, set_id: int, attachment_id: int, *, to_set: int, as_cover: bool = False) -> DocumentChange:
        """Give another part or kit the same document; the bytes are shared.

        Raises:
            RecordNotFoundException: unknown set or document.
            InvalidOperationException: the bytes are gone or cannot be reached.
        """
        original = self.sets.document(set_id, attachment_id)
        target = self.sets.get(to_set)
        twin = Attachment(**{name: getattr(original, name) for name in _COPIED})
        change = self._add(target, twin)
        for key in twin.keys:
            self._stored.require(key, f"copy {original.title}")
        if as_cover:
            target.cover_attachment_id = twin.id
            self._session.flush()
        return change

    def delete(self, set_id: int, attachment_id: int) -> DocumentChange:
        """Remove a document; when it was the cover, the oldest image that is left becomes it.

        Raises:
            RecordNotFoundException: unknown set or document.
        """
        attachment = self.sets.document(set_id, attachment_id)
        owner = self.sets.get(set_id)
        said = f"Removed {attachment.title} from {self.sets.owner(set_id).name}"
        batch = self._batches.open("edit", note=said)
        if owner.cover_attachment_id == attachment_id:
            images = [one.id for one in owner.attachments if one.attachment_type == "image" and one is not attachment]
            owner.cover_attachment_id = images[0] if images else None
        self._session.flush()
        self._session.delete(attachment)
        self._session.flush()
        self._session.expire(owner, ["attachments"])
        return DocumentChange(batch.id, attachment_id, said)

    def content(self, attachment: Attachment) -> StoredFile:
        """The bytes of a document.

        Raises:
            RecordNotFoundException: it is a link, or its bytes are lost. ExternalServiceException: the store fails.
        """
        if attachment.s3_key is None:
            raise RecordNotFoundException("File of attachment", attachment.id)
        data = self._stored.read(attachment.s3_key)
        return StoredFile(attachment.filename or "file", attachment.content_type or "application/octet-stream", data)

    def preview(self, attachment: Attachment) -> StoredFile:
        """The picture of a link's page.

        Raises:
            RecordNotFoundException: it has none. ExternalServiceException: the object store fails.
        """
        if attachment.preview_s3_key is None:
            raise RecordNotFoundException("Picture of attachment", attachment.id)
        data = self._stored.read(attachment.preview_s3_key)
        return StoredFile(f"attachment-{attachment.id}", sniff(data).content_type, data)

    def _add(self, owner: AttachmentSet, attachment: Attachment) -> DocumentChange:
        said = f"Attached {attachment.title} to {self.sets.owner(owner.id).name}"
        batch = self._batches.open("edit", note=said)
        owner.attachments.append(attachment)
        self._session.flush()
        if owner.cover_attachment_id is None and attachment.attachment_type == "image":
            owner.cover_attachment_id = attachment.id
            self._session.flush()
        return DocumentChange(batch.id, attachment.id, said)


def _title(title: str | None, fallback: str) -> str:
    chosen = (title or "").strip() or fallback
    if len(chosen) > MAX_TITLE:
        raise ValidationException(f"A title has at most {MAX_TITLE} characters", field="title")
    return chosen
