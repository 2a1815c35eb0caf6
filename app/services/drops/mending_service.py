"""Looking into dropped files, and putting corrected content in their place.

What was there before is kept with the record of the mending and can be put back, which is a mending like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.fleet.drops import PREFIX
from app.exceptions import InvalidOperationException, PayloadTooLargeException, RecordNotFoundException
from app.models import DropDecision
from app.services.attachment_bytes import AttachmentBytes, content_key, lock_key
from app.services.file_limits import FileLimits
from app.services.object_store import ObjectStore, StoredObject
from app.sources.drops.unpacking import is_packed, unpack

EDITABLE_BYTES = 256 * 1024
"""Largest text that can be edited in place; anything larger is corrected elsewhere and uploaded."""
_MEDIA_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class DroppedFile:
    """A file as it lies in the object store; `text` is its content where it is short and a text, `size` in bytes."""

    key: str
    etag: str
    size: int
    text: str | None


class DropMendingService:
    """Contents of dropped files, in one unit of work."""

    def __init__(
        self, session: Session, actor: str, stored: AttachmentBytes, objects: ObjectStore, limits: FileLimits
    ) -> None:
        self._session = session
        self._actor = actor
        self._stored = stored
        self._objects = objects
        self._limits = limits

    def look(self, key: str) -> DroppedFile:
        """A file as it is now.

        Raises:
            RecordNotFoundException: there is no such dropped file. ExternalServiceException: the object store fails.
        """
        found = self._find(key)
        text = _text(self._objects.get(key)) if found.size <= EDITABLE_BYTES else None
        return DroppedFile(key, found.etag, found.size, text)

    def content(self, key: str) -> bytes:
        """The bytes of a file.

        Raises:
            RecordNotFoundException: there is no such dropped file. ExternalServiceException: the object store fails.
        """
        self._find(key)
        return self._objects.get(key)

    def mend(self, key: str, etag: str, data: bytes) -> str:
        """Put other content in the place of version `etag`; says what happened. The next run reads it.

        Raises:
            RecordNotFoundException: there is no such dropped file. ExternalServiceException: the object store fails.
            InvalidOperationException: it was replaced since that version, or `data` is what lies there.
            ValidationException, PayloadTooLargeException: `data` is empty or too large.
        """
        self._limits.check("file", len(data))
        lock_key(self._session, key)
        original, found = self._objects.read(self._find(key).key)
        if found != etag:
            raise _replaced(key)
        if original == data:
            raise InvalidOperationException(f"replace {key}", "that is what lies there already")
        kept_as = content_key(original)
        self._session.add(DropDecision(key=key, etag=etag, action="mend", original_s3_key=kept_as, actor=self._actor))
        self._session.flush()
        self._stored.store(kept_as, original, _MEDIA_TYPE)
        if not self._objects.replace(key, data, etag, _MEDIA_TYPE):
            raise _replaced(key)
        return f"Replaced {key}; the next run reads it"

    def mends(self, key: str) -> Sequence[DropDecision]:
        """The mendings of a file, latest first."""
        made = select(DropDecision).where(DropDecision.key == key, DropDecision.action == "mend")
        return self._session.scalars(made.order_by(DropDecision.id.desc())).all()

    def put_back(self, mend_id: int) -> str:
        """Put the content in place that a mending replaced; says what happened.

        Raises:
            RecordNotFoundException: there is no such mending, or the file is gone.
            InvalidOperationException: that content lies there already. ExternalServiceException: the store fails.
        """
        made = self._session.get(DropDecision, mend_id)
        if made is None or made.original_s3_key is None:
            raise RecordNotFoundException("Mending", mend_id)
        return self.mend(made.key, self._find(made.key).etag, self._stored.read(made.original_s3_key))

    def _find(self, key: str) -> StoredObject:
        if key.startswith(PREFIX):
            for stored in self._objects.list(key):
                if stored.key == key:
                    return stored
                break  # keys come in order, and no key sorts before its own beginning
        raise RecordNotFoundException("Dropped file", key)


def _replaced(key: str) -> InvalidOperationException:
    return InvalidOperationException(f"replace {key}", "it was replaced by somebody else; look at it again")


def _text(content: bytes) -> str | None:
    """The content as text that can be edited, unpacked where need be; None when it is none or too long."""
    try:
        unpacked = unpack(content, EDITABLE_BYTES)
        if is_packed(unpacked.data):
            return None
        text = unpacked.data.decode("utf-8")
    except (PayloadTooLargeException, UnicodeDecodeError):
        return None
    return None if "\x00" in text else text
