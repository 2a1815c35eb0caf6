"""Short-lived files such as uploads: private, named by us, gone when they are done with or too old."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import structlog

from app.exceptions import ValidationException
from app.utils.lifecycle_coordinator import LifecycleCoordinator, LifecycleEvent
from app.utils.repeating_timer import RepeatingTimer
from app.utils.time import Clock

_SUFFIX = re.compile(r"(\.[A-Za-z0-9]{1,10})?")
_log = structlog.get_logger()


class TempFileManager:
    """Files and folders below one private folder (0700); what is older than `max_age_seconds` is removed.

    Cleaning runs at startup and every `interval_seconds`, driven by the lifecycle.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        lifecycle: LifecycleCoordinator,
        *,
        max_age_seconds: float = 3600.0,
        interval_seconds: float = 600.0,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._max_age_seconds = max_age_seconds
        timer = RepeatingTimer("temp-file-cleaner", interval_seconds, self.clean)
        lifecycle.register(LifecycleEvent.STARTUP, timer.start)
        lifecycle.register(LifecycleEvent.SHUTDOWN, timer.stop)

    @contextmanager
    def file(self, suffix: str = "") -> Iterator[Path]:
        """A path for one file, removed afterwards.

        Raises:
            ValidationException: the suffix is more than a plain ending such as `.json`.
        """
        path = self._new_path(suffix)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """An empty folder, removed afterwards with all that is in it."""
        path = self._new_path("")
        path.mkdir(mode=0o700)
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def clean(self) -> int:
        """Remove what is too old; returns how many files and folders went."""
        oldest = self._clock().timestamp() - self._max_age_seconds
        removed = 0
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            if path.lstat().st_mtime < oldest:
                self._remove(path)
                removed += 1
        if removed:
            _log.info("temp_files_cleaned", removed=removed)
        return removed

    def _new_path(self, suffix: str) -> Path:
        if not _SUFFIX.fullmatch(suffix):
            raise ValidationException("A file ending is a dot and up to ten letters or digits", field="suffix")
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        return self._folder / f"{uuid4().hex}{suffix}"

    @staticmethod
    def _remove(path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
