"""A lake in an object store: immutable files below `snapshots/<id>/`, and one pointer that is switched conditionally.

What readers open is copied to this machine, each file verified by its hash.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from botocore.exceptions import BotoCoreError, ClientError, IncompleteReadError, ResponseStreamingError

from app.config import Settings
from app.exceptions import (
    BinsightError,
    ExternalServiceException,
    InvalidOperationException,
    NotAnsweringException,
    RecordNotFoundException,
    SnapshotNotFoundException,
)
from app.utils.s3_answers import list_objects, put_object, read_as_ours, read_object
from app.utils.s3_client import (
    NOT_AS_ASKED,
    READ_TIMEOUT_SECONDS,
    error_code,
    honours_conditions,
    s3_client,
    s3_errors,
)
from app.warehouse.cluster_inputs import ClusterInputs
from app.warehouse.files import sha256, write_text, written_or_said
from app.warehouse.lake import Lake, Pointer, overtaken, remove_here, retain_here
from app.warehouse.layout import LakeLayout
from app.warehouse.leases import take_lease
from app.warehouse.manifest import FileEntry, Manifest, parse_manifest
from app.warehouse.s3_verify import StoredSnapshot

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

COPIES_KEPT = 3
"""Snapshots whose files stay on this machine, beside those in use."""
DOWNLOAD_TRIES = 3
ABANDONED_AFTER = timedelta(days=1)
"""Age at which files without a manifest are those of a publisher that was killed, and not of one at work."""
_MANIFEST = "manifest.json"
_log = structlog.get_logger()


class S3Lake(Lake):
    """Snapshots in a bucket; every method raises `ExternalServiceException` when the store does not answer."""

    def __init__(
        self, settings: Settings, layout: LakeLayout, *, read_timeout_seconds: float = READ_TIMEOUT_SECONDS
    ) -> None:
        super().__init__(layout)
        parts = urlsplit(settings.lake_url or "")
        self._settings, self._bucket = settings, parts.netloc
        self._prefix = f"{prefix}/" if (prefix := parts.path.strip("/")) else ""
        self._read_timeout_seconds = read_timeout_seconds
        self._maybe_in_force: str | None = None

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """See `Lake.publishing`; a store that ignores conditions is refused."""
        with super().publishing():
            with s3_errors(self._settings, "publish"):
                is_safe = honours_conditions(self._client, self._bucket, f"{self._prefix}probe-{uuid4()}")
            if not is_safe:
                raise InvalidOperationException(
                    "publish",
                    f"the object store at {self._settings.s3_endpoint_url} ignores conditional writes, so that two "
                    "publishers could overwrite each other; keep the lake on a disk, or change the provider",
                )
            yield

    def pointer(self) -> Pointer | None:
        """See `Lake.pointer`; the state is its ETag."""
        what, key = "read which snapshot is in force", self._pointer_key
        try:
            text, etag = self._read(what, key)
        except RecordNotFoundException:
            return None
        with read_as_ours(what, key):
            return Pointer(str(json.loads(text)["snapshot"]), etag)

    def ids(self) -> list[str]:
        """See `Lake.ids`; a snapshot without a manifest is not whole yet."""
        return [snapshot_id for snapshot_id, files in self._listed().items() if _MANIFEST in files]

    def manifest(self, snapshot_id: str) -> Manifest:
        """See `Lake.manifest`; a copy on this machine is as good."""
        if Path(snapshot_id).name != snapshot_id:
            raise SnapshotNotFoundException(snapshot_id)
        here = self.layout.manifest(snapshot_id)
        with suppress(FileNotFoundError):
            return parse_manifest(here.read_text(encoding="utf-8"))
        what, key = "read a manifest", self._key(snapshot_id, _MANIFEST)
        try:
            text, _ = self._read(what, key)
        except RecordNotFoundException:
            raise SnapshotNotFoundException(snapshot_id) from None
        with read_as_ours(what, key):
            return parse_manifest(text.decode())

    def bring(self, manifest: Manifest, entries: Sequence[FileEntry]) -> None:
        """See `Lake.bring`; makes room by removing copies of older snapshots that nobody reads."""
        place = self.layout.manifest(manifest.id)
        if not place.exists():
            write_text(manifest.as_text(), place)
        with take_lease(place):
            for entry in entries:
                target = self.layout.snapshot(manifest.id) / entry.path
                if not target.exists():
                    self._download(manifest.id, entry, target)
        retain_here(self.layout, manifest.id, COPIES_KEPT)

    def unlike_published(self, manifest: Manifest) -> list[str]:
        """See `Lake.unlike_published`; every file is read from the store."""
        return StoredSnapshot(self._settings, self._client, self._bucket, self._key(manifest.id, "")).unlike(manifest)

    def add(self, manifest: Manifest) -> None:
        """See `Lake.add`; the manifest comes last, so that what has one is whole.

        Uploads tell nothing of the answers they got: what the store lists tells what has arrived.
        """
        folder, here = self.layout.snapshot(manifest.id), self._key(manifest.id, "")
        with s3_errors(self._settings, "publish"), take_lease(folder / _MANIFEST):
            for entry in manifest.files:
                self._client.upload_file(str(folder / entry.path), self._bucket, f"{here}{entry.path}")
            sizes = {e["Key"]: e["Size"] for e in list_objects(self._client, self._bucket, here, "publish")}
            for entry in manifest.files:
                if sizes.get(f"{here}{entry.path}") != entry.bytes:
                    raise NotAnsweringException("publish", f"{entry.path} did not arrive whole in the object store")
            text = (folder / _MANIFEST).read_bytes()
            put_object(self._client, self._bucket, f"{here}{_MANIFEST}", text, "publish")

    def note_failure(self, text: str) -> None:
        """See `Lake.note_failure`; while the store does not answer, only this machine can know."""
        try:
            with s3_errors(self._settings, "note that a run failed"):
                put_object(self._client, self._bucket, self._failure_key, text.encode(), "note that a run failed")
        except ExternalServiceException as error:
            _log.warning("a failed run is noted on this machine alone", cause=error.message)
            super().note_failure(text)
        else:
            self.layout.last_failure.unlink(missing_ok=True)

    def failures(self) -> list[str]:
        """See `Lake.failures`; that which did not get to the store, and that of the store, as far as it answers."""
        found = super().failures()
        with suppress(RecordNotFoundException, ExternalServiceException):
            text, _ = self._read("read whether a run failed", self._failure_key)
            found.append(text.decode(errors="replace"))
        return found

    def switch(self, snapshot_id: str, was: Pointer | None) -> None:
        """See `Lake.switch`.

        An answer can be lost after the store has switched: then the pointer is read again, and what may yet come in
        force is never removed.
        """
        condition = {"IfMatch": was.state} if was else {"IfNoneMatch": "*"}
        what, body = f"put snapshot {snapshot_id} in force", json.dumps({"snapshot": snapshot_id}).encode()
        self._maybe_in_force = snapshot_id
        try:
            put_object(self._client, self._bucket, self._pointer_key, body, what, **condition)
        except (ClientError, BotoCoreError, NotAnsweringException) as error:
            now = self.pointer()
            if now is not None and now.snapshot == snapshot_id:
                return
            if isinstance(error, ClientError) and error_code(error) in NOT_AS_ASKED:
                self._maybe_in_force = None
                raise overtaken(f"publish snapshot {snapshot_id}", now) from error
            with s3_errors(self._settings, what):
                raise

    def withdraw(self, snapshot_id: str) -> None:
        """See `Lake.withdraw`; what cannot be removed now, retention removes later."""
        if self._maybe_in_force == snapshot_id:
            return
        remove_here(self.layout, snapshot_id)
        with suppress(BinsightError):
            self._remove(snapshot_id, self._listed().get(snapshot_id, {}))

    def retain(self, current: str, count: int) -> None:
        """See `Lake.retain`; a snapshot that is read elsewhere was copied there.

        Files of killed publishers go, too, and what a cluster has read.
        """
        retain_here(self.layout, current, COPIES_KEPT)
        try:
            in_force, listed = self.pointer(), self._listed()
            whole = sorted((name for name, files in listed.items() if _MANIFEST in files), reverse=True)
            newest = max((max(files.values()) for files in listed.values()), default=None)
            abandoned = [
                name
                for name, files in listed.items()
                if newest and _MANIFEST not in files and max(files.values()) < newest - ABANDONED_AFTER
            ]
            kept = {current, in_force.snapshot if in_force else current}
            for snapshot_id in (*whole[count:], *abandoned):
                if snapshot_id not in kept:
                    self._remove(snapshot_id, listed[snapshot_id])
            if in_force and newest:
                ClusterInputs(self._settings).retain(self.manifest(in_force.snapshot), newest)
        except (ExternalServiceException, SnapshotNotFoundException) as error:
            _log.warning("older snapshots were kept", snapshot=current, cause=error.message)

    def _listed(self) -> dict[str, dict[str, datetime]]:
        """Files of each snapshot in the store, with when they came."""
        found: dict[str, dict[str, datetime]] = {}
        start = f"{self._prefix}snapshots/"
        with s3_errors(self._settings, "list snapshots"):
            for entry in list_objects(self._client, self._bucket, start, "list snapshots"):
                snapshot_id, _, name = entry["Key"].removeprefix(start).partition("/")
                found.setdefault(snapshot_id, {})[name] = entry["LastModified"]
        return found

    def _read(self, what: str, key: str) -> tuple[bytes, str]:
        with s3_errors(self._settings, what, key):
            return read_object(self._client, self._bucket, key, what)

    def _remove(self, snapshot_id: str, names: dict[str, datetime]) -> None:
        """The manifest goes first: without it nobody takes the snapshot for whole."""
        with s3_errors(self._settings, "remove a snapshot"):
            for name in sorted(names, key=lambda name: name != _MANIFEST):
                self._client.delete_object(Bucket=self._bucket, Key=self._key(snapshot_id, name))

    def _download(self, snapshot_id: str, entry: FileEntry, target: Path) -> None:
        """Copy one file; a copy that is not what was published is thrown away and fetched again.

        Raises:
            SnapshotNotFoundException: retention removed it meanwhile.
            InvalidOperationException: this machine's disk is full.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{uuid4().hex}")
        what, key = f"fetch {entry.path} of snapshot {snapshot_id}", self._key(snapshot_id, entry.path)
        try:
            for _ in range(DOWNLOAD_TRIES):
                try:
                    with written_or_said(what), part.open("wb") as file:
                        file.writelines(self._blocks(what, key))
                except RecordNotFoundException:
                    raise SnapshotNotFoundException(snapshot_id) from None
                if sha256(part) == entry.sha256:
                    part.replace(target)
                    return
        finally:
            part.unlink(missing_ok=True)
        raise ExternalServiceException(what, "it arrived damaged every time; `binsight doctor` may help")

    def _blocks(self, what: str, key: str) -> Iterator[bytes]:
        """What comes of an object; when the line breaks off, the hash will tell.

        Errors of the line are named here, so that they are not taken for those of the disk, nor the other way round.
        """
        with s3_errors(self._settings, what, key), suppress(ResponseStreamingError, IncompleteReadError):
            yield from self._client.get_object(Bucket=self._bucket, Key=key)["Body"].iter_chunks(1 << 20)

    def _key(self, snapshot_id: str, name: str) -> str:
        return f"{self._prefix}snapshots/{snapshot_id}/{name}"

    @property
    def _pointer_key(self) -> str:
        return f"{self._prefix}current.json"

    @property
    def _failure_key(self) -> str:
        return f"{self._prefix}last_failure.json"

    @cached_property
    def _client(self) -> "S3Client":
        return s3_client(self._settings, read_timeout_seconds=self._read_timeout_seconds)
