"""Object store: bytes by key in one S3 bucket, with short time-outs and errors a person can act on.

Belongs here: talking S3. Does not belong here: what keys mean, or when in a transaction something is stored
(`attachment_service`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from app.config import Settings
from app.exceptions import ConfigurationError, ExternalServiceException, RecordNotFoundException

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONNECT_TIMEOUT_SECONDS = 2
READ_TIMEOUT_SECONDS = 10
ATTEMPTS = 2
_MISSING = {"NoSuchKey", "NotFound", "404"}
_REFUSED = {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "403"}


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
                if _code(error) not in {"NoSuchBucket", *_MISSING}:
                    raise
                self._client.create_bucket(Bucket=self._bucket)

    def put(self, key: str, data: bytes | IO[bytes], content_type: str = "application/octet-stream") -> None:
        """Store an object, replacing what is there."""
        with self._talk("store a file"):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=content_type)

    def get(self, key: str) -> bytes:
        """The bytes of an object.

        Raises:
            RecordNotFoundException: there is no such object.
        """
        with self._talk("read a file", key):
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()

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
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
                for entry in page.get("Contents", []):
                    yield StoredObject(entry["Key"], entry["Size"], entry["ETag"].strip('"'), entry["LastModified"])

    @cached_property
    def _client(self) -> "S3Client":
        if self._settings.s3_endpoint_url is None:
            raise ConfigurationError(["BINSIGHT_S3_ENDPOINT_URL is not set and no embedded S3 is running"])
        secret = self._settings.s3_secret_access_key
        return boto3.client(
            "s3",
            endpoint_url=self._settings.s3_endpoint_url,
            aws_access_key_id=self._settings.s3_access_key_id,
            aws_secret_access_key=secret.get_secret_value() if secret else None,
            region_name=self._settings.s3_region,
            config=Config(
                connect_timeout=CONNECT_TIMEOUT_SECONDS,
                read_timeout=self._read_timeout_seconds,
                retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
            ),
        )

    @contextmanager
    def _talk(self, operation: str, key: str = "") -> Iterator[None]:
        """Turn what S3 or the network says into our errors; `key` is named when the object may be missing."""
        try:
            yield
        except ClientError as error:
            if key and _code(error) in _MISSING:
                raise RecordNotFoundException("File", key) from error
            raise ExternalServiceException(operation, self._cause(error)) from error
        except (BotoCoreError, OSError) as error:
            raise ExternalServiceException(
                operation, f"the object store at {self._host} does not answer; check that it runs"
            ) from error

    def _cause(self, error: ClientError) -> str:
        if _code(error) in _REFUSED:
            return f"the object store at {self._host} refused the credentials; check BINSIGHT_S3_ACCESS_KEY_ID"
        return f"the object store at {self._host} answered {_code(error)}"

    @property
    def _host(self) -> str:
        parts = urlsplit(self._settings.s3_endpoint_url or "")
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "an error"))
