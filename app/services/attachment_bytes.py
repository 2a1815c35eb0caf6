"""The bytes behind attachments: stored once per content, under `cas/<sha256>`, never missing while a row names them.

An advisory lock per key, held until the transaction ends, keeps one transaction from adding a reference while another
one removes the bytes.
"""

import hashlib

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.exceptions import BinsightError, InvalidOperationException
from app.services.object_store import ObjectStore

CONTENT_PREFIX = "cas/"


def content_key(data: bytes) -> str:
    """Where these bytes live."""
    return f"{CONTENT_PREFIX}{hashlib.sha256(data).hexdigest()}"


class AttachmentBytes:
    """Stores and checks bytes within one transaction; removing them is `orphan_sweep`'s."""

    def __init__(self, session: Session, objects: ObjectStore) -> None:
        self._session = session
        self._objects = objects

    def store(self, key: str, data: bytes, content_type: str) -> None:
        """Upload unless the same content is there already; call after the row was flushed, before the commit.

        Raises:
            ExternalServiceException: the object store fails.
        """
        lock_key(self._session, key)
        if not self._objects.exists(key):
            self._objects.put(key, data, content_type)

    def require(self, key: str, operation: str) -> None:
        """Make sure that the bytes are there, and stay until the transaction ends.

        Raises:
            InvalidOperationException: they are gone or cannot be reached; `operation` is what cannot be done then.
        """
        lock_key(self._session, key)
        try:
            is_there = self._objects.exists(key)
        except BinsightError as error:
            raise InvalidOperationException(
                operation, f"the bytes of the file cannot be reached: {error.message}"
            ) from error
        if not is_there:
            raise InvalidOperationException(operation, "the bytes of the file are gone; attach the file again")

    def read(self, key: str) -> bytes:
        """The bytes.

        Raises:
            RecordNotFoundException: they are not there. ExternalServiceException: the object store fails.
        """
        return self._objects.get(key)


def lock_key(session: Session, key: str) -> None:
    """Keep everybody else away from this key until the transaction ends."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
