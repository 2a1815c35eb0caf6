"""Object store: bytes by key in one S3 bucket, with short time-outs and errors a person can act on.

Belongs here: talking S3. Does not belong here: what keys mean, or when in a transaction something is stored
(`attachment_service`).
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import IO, TYPE_CHECKING

from botocore.exceptions import ClientError

from app.config import Settings
from app.exceptions import RecordNotFoundException
from app.utils.s3_answers import list_objects, put_object, read_object
from app.utils.s3_client import (
    MISSING,
    NO_CONDITIONS,
    NOT_AS_ASKED,
    READ_TIMEOUT_SECONDS,
    error_code,
    s3_client,
    s3_errors,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True)
class StoredObject:
    """One object of a listing; `size` in bytes."""

    key: str
    size: int
    etag: str
    last_modified: datetime


class ObjectStore:
    """One bucket. Thread-safe; the client is made when it is first needed.

    Every method raises `ExternalServiceException` when the store does not answer or refuses, and `ConfigurationError`
    when none is configured. Messages name the host, never a credential.
    """

    def __init__(self, settings: Settings, *, read_timeout_seconds: float = READ_TIMEOUT_SECONDS) -> None:
        self._settings = settings
        self._read_timeout_seconds = read_timeout_seconds
        self._bucket = settings.s3_bucket

    def ensure_bucket(self) -> None:
        """Make the bucket unless it exists."""
        with self._talk(f"make the bucket {self._bucket}"):
            try:
                self._client.head_bucket(Bucket=self._bucket)
            except ClientError as error:
                if error_code(error) not in {"NoSuchBucket", *MISSING}:
                    raise
                self._client.create_bucket(Bucket=self._bucket)

    def put(self, key: str, data: bytes | IO[bytes], content_type: str = "application/octet-stream") -> None:
        """Store an object, replacing what is there."""
        with self._talk("store a file"):
            put_object(self._client, self._bucket, key, data, "store a file", ContentType=content_type)

    def replace(self, key: str, data: bytes, etag: str, content_type: str = "application/octet-stream") -> bool:
        """Store an object in the place of the one with this content tag; False when that is there no more.

        A store that knows no conditions stores it in any case.
        """
        options = {"ContentType": content_type, "IfMatch": f'"{etag}"'}
        with self._talk("store a file"):
            try:
                put_object(self._client, self._bucket, key, data, "store a file", **options)
            except ClientError as error:
                if error_code(error) in NOT_AS_ASKED | MISSING:
                    return False
                if error_code(error) not in NO_CONDITIONS:
                    raise
                self.put(key, data, content_type)
        return True

    def get(self, key: str) -> bytes:
        """The bytes of an object; raises as `read`."""
        return self.read(key)[0]

    def read(self, key: str) -> tuple[bytes, str]:
        """The bytes of an object and their content tag, which may be another than one listed a moment ago.

        Raises:
            RecordNotFoundException: there is no such object.
        """
        with self._talk("read a file", key):
            content, etag = read_object(self._client, self._bucket, key, "read a file")
            return content, etag.strip('"')

    def exists(self, key: str) -> bool:
        """Whether there is such an object."""
        try:
            with self._talk("look for a file", key):
                self._client.head_object(Bucket=self._bucket, Key=key)
        except RecordNotFoundException:
            return False
        return True

    def delete(self, key: str) -> None:
        """Remove an object; does nothing when it is gone already."""
        with self._talk("delete a file"):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def copy(self, source: str, destination: str) -> None:
        """Copy an object within the bucket.

        Raises:
            RecordNotFoundException: there is no such source.
        """
        with self._talk("copy a file", source):
            self._client.copy_object(
                Bucket=self._bucket, Key=destination, CopySource={"Bucket": self._bucket, "Key": source}
            )

    def list(self, prefix: str = "") -> Iterator[StoredObject]:
        """All objects whose key begins with `prefix`, in key order."""
        with self._talk("list files"):
            for entry in list_objects(self._client, self._bucket, prefix, "list files"):
                yield StoredObject(entry["Key"], entry["Size"], entry["ETag"].strip('"'), entry["LastModified"])

    @cached_property
    def _client(self) -> "S3Client":
        return s3_client(self._settings, read_timeout_seconds=self._read_timeout_seconds)

    def _talk(self, operation: str, key: str = "") -> AbstractContextManager[None]:
        return s3_errors(self._settings, operation, key)
