"""Removes stored files that nothing needs any more, once they cannot be brought back by an undo.

Belongs here: which objects below `cas/` no row names, and since when. Does not belong here: when the sweep runs
(`assets/maintenance`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.exceptions import BinsightError
from app.models import Attachment, Batch, BatchChange, DropDecision, ImportDraft, Seller
from app.services.attachment_bytes import CONTENT_PREFIX, lock_key
from app.services.object_store import ObjectStore, StoredObject
from app.utils.time import Clock

REFERENCES: tuple[InstrumentedAttribute[str | None], ...] = (
    Attachment.s3_key,
    Attachment.preview_s3_key,
    Seller.logo_s3_key,
    ImportDraft.s3_key,
    DropDecision.original_s3_key,
)
"""Every column that names an object below `cas/`."""

_log = structlog.get_logger()


@dataclass(frozen=True)
class SweepResult:
    """How many objects were looked at, those that nothing needs, and how many of them were removed or stayed."""

    listed: int
    orphans: tuple[StoredObject, ...]
    removed: int
    failed: int


class OrphanSweep:
    """Works in transactions of its own, one per object, so that it never blocks an upload for long."""

    def __init__(
        self, session_factory: Callable[[], Session], objects: ObjectStore, clock: Clock, *, grace: timedelta
    ) -> None:
        self._session_factory = session_factory
        self._objects = objects
        self._clock = clock
        self._grace = grace

    def run(self, *, dry_run: bool = False) -> SweepResult:
        """Find what no row names, nor named within the grace period, and remove it unless `dry_run`.

        An object that cannot be removed stays for the next sweep and is logged.

        Raises:
            ExternalServiceException: the object store cannot be listed.
        """
        since = self._clock() - self._grace
        stored = list(self._objects.list(CONTENT_PREFIX))
        orphans = self._orphans(stored, since)
        outcomes = [] if dry_run else [self._remove(orphan.key, since) for orphan in orphans]
        return SweepResult(len(stored), tuple(orphans), outcomes.count("removed"), outcomes.count("failed"))

    def _orphans(self, stored: Iterable[StoredObject], since: datetime) -> list[StoredObject]:
        old = [entry for entry in stored if entry.last_modified < since]
        with self._session_factory() as session:
            named = {key for column in REFERENCES for key in session.scalars(select(column)) if key is not None}
            return [entry for entry in old if entry.key not in named and not _was_named(session, entry.key, since)]

    def _remove(self, key: str, since: datetime) -> str:
        """Look again under the key's lock: a document may have come to need it meanwhile."""
        with self._session_factory() as session:
            lock_key(session, key)
            if _is_named(session, key) or _was_named(session, key, since):
                return "kept"
            try:
                self._objects.delete(key)
            except BinsightError as error:
                _log.warning("orphan_stays", key=key, cause=error.message)
                return "failed"
        _log.info("orphan_removed", key=key)
        return "removed"


def _is_named(session: Session, key: str) -> bool:
    return any(session.execute(select(column).where(column == key).limit(1)).first() for column in REFERENCES)


def _was_named(session: Session, key: str, since: datetime) -> bool:
    """Whether a row was changed or removed since then that named the key, so that undo could want it back."""
    named = [
        (BatchChange.table_name == column.class_.__tablename__) & (BatchChange.before[column.key].astext == key)
        for column in REFERENCES
    ]
    query = select(BatchChange.id).join(Batch, Batch.id == BatchChange.batch_id)
    return session.execute(query.where(Batch.created_at >= since, or_(*named)).limit(1)).first() is not None
