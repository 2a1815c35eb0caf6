"""Whether the files of a snapshot in a bucket are still as published: copies on a machine say nothing about them."""

import hashlib
from typing import TYPE_CHECKING

from app.config import Settings
from app.exceptions import RecordNotFoundException, SnapshotNotFoundException
from app.utils.s3_answers import get_object
from app.utils.s3_client import s3_errors
from app.warehouse.manifest import Manifest, parse_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client

_BLOCK = 1 << 20


class StoredSnapshot:
    """The files of one snapshot below `folder` in a bucket."""

    def __init__(self, settings: Settings, client: "S3Client", bucket: str, folder: str) -> None:
        self._settings, self._client, self._bucket, self._folder = settings, client, bucket, folder

    def unlike(self, manifest: Manifest) -> list[str]:
        """Read every file; what is not as `manifest` says, in words.

        Raises:
            SnapshotNotFoundException: it was removed from the bucket. ExternalServiceException: the store does not
                answer, or an answer broke off.
        """
        wrong = []
        if not self._has(manifest):
            wrong.append("manifest.json in the object store is another one than the copy on this machine")
        for entry in manifest.files:
            found = self._hash(entry.path)
            if found != entry.sha256:
                wrong.append(f"{entry.path} {'is missing' if found is None else 'was changed'} in the object store")
        return wrong

    def _has(self, manifest: Manifest) -> bool:
        try:
            return parse_manifest(b"".join(self._blocks("manifest.json")).decode()) == manifest
        except RecordNotFoundException:
            raise SnapshotNotFoundException(manifest.id) from None
        except (ValueError, KeyError, TypeError):
            return False  # not a manifest any more

    def _hash(self, name: str) -> str | None:
        found = hashlib.sha256()
        try:
            for block in self._blocks(name):
                found.update(block)
        except RecordNotFoundException:
            return None
        return found.hexdigest()

    def _blocks(self, name: str) -> "Iterator[bytes]":
        key = f"{self._folder}{name}"
        with s3_errors(self._settings, f"verify {key}", key):
            answer = get_object(self._client, self._bucket, key, f"verify {key}")
            yield from answer["Body"].iter_chunks(_BLOCK)
