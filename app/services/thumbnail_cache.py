"""Small versions of stored pictures, made once and kept on disk; the folder may be emptied at any time."""

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from app.exceptions import ValidationException
from app.services.attachment_bytes import CONTENT_PREFIX
from app.services.object_store import ObjectStore
from app.services.pictures import MAX_THUMBNAIL, thumbnail

MAX_FILES = 5000
"""About 50 MB; then the older half goes."""


class ThumbnailCache:
    """Thread-safe, and safe for several processes: files are written beside and put in place in one step."""

    def __init__(self, folder: Path, objects: ObjectStore) -> None:
        self._folder = folder
        self._objects = objects

    def get(self, sha256: str, size: int) -> bytes:
        """A JPEG of the picture with this hash that fits into `size` x `size` pixels.

        Raises:
            ValidationException: a size that is not offered. RecordNotFoundException: there is no such picture.
            InvalidOperationException: it cannot be read. ExternalServiceException: the object store fails.
        """
        if not 1 <= size <= MAX_THUMBNAIL:
            raise ValidationException(f"A thumbnail has 1 to {MAX_THUMBNAIL} pixels", field="thumbnail")
        path = self._folder / f"{sha256}_{size}.jpg"
        try:
            return path.read_bytes()
        except FileNotFoundError:
            made = thumbnail(self._objects.get(CONTENT_PREFIX + sha256), size)
            self._keep(path, made)
            return made

    def _keep(self, path: Path, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._make_room()
        unfinished = path.with_name(f"{uuid4().hex}.part")
        unfinished.write_bytes(data)
        unfinished.replace(path)

    def _make_room(self) -> None:
        found = list(os.scandir(self._folder))
        if len(found) < MAX_FILES:
            return
        with suppress(FileNotFoundError):  # another process makes room at the same time
            for entry in sorted(found, key=lambda one: one.stat().st_mtime)[: MAX_FILES // 2]:
                Path(entry).unlink(missing_ok=True)
