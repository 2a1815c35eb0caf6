"""Copies of a run's tables in the bucket of the lake, where the workers of a cluster read them.

A copy is named by the hash of its bytes: it is never changed, and every run that has the same file uses it again.
"""

from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.config import Settings
from app.utils.s3_answers import list_objects
from app.utils.s3_client import s3_client, s3_errors
from app.warehouse.files import sha256
from app.warehouse.manifest import Manifest

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CopySourceTypeDef

UNUSED_AFTER = timedelta(hours=6)
"""Age at which no step of a run, here or elsewhere, can still be reading a copy: what is used again becomes new."""


class ClusterInputs:
    """The copies of one lake on S3; every method raises `ExternalServiceException` when the store does not answer."""

    def __init__(self, settings: Settings) -> None:
        parts = urlsplit(settings.lake_url or "")
        self._settings, self._bucket = settings, parts.netloc
        self._start = f"{parts.path.strip('/')}/inputs/".lstrip("/")

    def address(self, file: Path) -> str:
        """Where workers read a file of this machine; it is uploaded unless the bucket has it."""
        key = f"{self._start}{sha256(file)}.parquet"
        with s3_errors(self._settings, f"give {file.parent.name}/{file.name} to the cluster"):
            came = self._came(key, file.stat().st_size)
            if came is None:
                self._client.upload_file(str(file), self._bucket, key)
            elif came < datetime.now(UTC) - UNUSED_AFTER / 2:
                self._make_new(key)
        return f"s3a://{self._bucket}/{key}"

    def retain(self, in_force: Manifest, now: datetime) -> None:
        """Remove copies that nobody has used lately and that are no file of the snapshot in force.

        The next run starts from that snapshot's segments. `now` is the time of the store.
        """
        kept = {f"{self._start}{entry.sha256}.parquet" for entry in in_force.files}
        what = "remove files that the cluster has read"
        with s3_errors(self._settings, what):
            for entry in list_objects(self._client, self._bucket, self._start, what):
                if entry["Key"] not in kept and entry["LastModified"] < now - UNUSED_AFTER:
                    self._client.delete_object(Bucket=self._bucket, Key=entry["Key"])

    def _came(self, key: str, size: int) -> datetime | None:
        """When the whole file was stored under the key; None when it is not there."""
        listed = self._client.list_objects_v2(Bucket=self._bucket, Prefix=key, MaxKeys=1).get("Contents", [])
        return next((entry["LastModified"] for entry in listed if entry["Size"] == size), None)

    def _make_new(self, key: str) -> None:
        """Start the copy's age again; the store copies it onto itself, no byte goes over the line."""
        source: CopySourceTypeDef = {"Bucket": self._bucket, "Key": key}
        self._client.copy(source, self._bucket, key, ExtraArgs={"MetadataDirective": "REPLACE"})

    @cached_property
    def _client(self) -> "S3Client":
        return s3_client(self._settings)
