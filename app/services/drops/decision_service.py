"""Decisions about dropped files that could not be read: read again, or no longer listed.

A decision is about one version of a file (key and content tag); another version is another matter. Each is a record
with its author that undo takes back.
"""

from dataclasses import dataclass

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.catalogue.text_rules import clean_text
from app.domain.fleet.drops import REPLAYS
from app.exceptions import InvalidOperationException, RecordNotFoundException
from app.models import DropDecision
from app.services.batch_service import BatchService

MAX_NOTE = 500
MAX_KEY = 1024
MAX_ETAG = 200
_DECIDED = pl.Schema({"file": pl.String(), "etag": pl.String(), "last": pl.Int64(), "note": pl.String()})


@dataclass(frozen=True)
class DropChange:
    """The batch that a decision can be undone with, and what was decided in words."""

    batch_id: int
    message: str


class DropDecisionService:
    """Decisions of one unit of work."""

    def __init__(self, session: Session, batches: BatchService) -> None:
        self._session = session
        self._batches = batches

    def discard(self, key: str, etag: str, note: str | None = None) -> DropChange:
        """No longer list a version; what is known of it stays recorded.

        Raises:
            ValidationException: a key, tag or note that is too long or cannot be stored.
            InvalidOperationException: it is discarded already.
        """
        if self._discard(key, etag) is not None:
            raise InvalidOperationException(f"discard {key}", "that was decided before")
        return self._decide(key, etag, "discard", f"Discarded {key}", note)

    def take_back(self, key: str, etag: str) -> DropChange:
        """List a discarded version again.

        Raises:
            RecordNotFoundException: it is not discarded.
        """
        found = self._discard(key, etag)
        if found is None:
            raise RecordNotFoundException("Discarded file", key)
        message = f"{key} is listed in quarantine again"
        batch = self._batches.open("edit", note=message)
        self._session.delete(found)
        self._session.flush()
        return DropChange(batch.id, message)

    def replay(self, key: str, etag: str) -> DropChange:
        """Have the next run read a version again, as if it were new.

        Raises:
            ValidationException: a key or tag that is too long or cannot be stored.
        """
        return self._decide(key, etag, "replay", f"{key} is read again by the next run", None)

    def replays(self) -> pl.DataFrame:
        """The last replay asked for of every version, as a frame of `REPLAYS`."""
        asked = (
            select(DropDecision.key, DropDecision.etag, func.max(DropDecision.id))
            .where(DropDecision.action == "replay")
            .group_by(DropDecision.key, DropDecision.etag)
        )
        return pl.DataFrame(self._session.execute(asked).tuples().all(), schema=REPLAYS, orient="row")

    def judged(self, files: pl.DataFrame) -> pl.DataFrame:
        """Quarantined files (`file, etag, replay`, ...) with what was decided: `state` and the `note` of a discard.

        `state` is `open`, `discarded`, `replay` (the next run reads it again) or `mended` (it was replaced since).
        """
        discards, replays, mends = (self._last(action) for action in ("discard", "replay", "mend"))
        on = ["file", "etag"]
        return (
            files.join(discards.rename({"last": "discard"}), on, "left")
            .join(replays.select(*on, asked="last"), on, "left")
            .join(mends.select(*on, mend="last"), on, "left")
            .with_columns(
                state=pl.when(pl.col("discard").is_not_null())
                .then(pl.lit("discarded"))
                .when(pl.col("mend").is_not_null())
                .then(pl.lit("mended"))
                .when(pl.col("asked") != pl.col("replay"))
                .then(pl.lit("replay"))
                .otherwise(pl.lit("open"))
            )
            .drop("discard", "asked", "mend")
        )

    def _last(self, action: str) -> pl.DataFrame:
        """The last decision of a kind on every version."""
        decided = (
            select(DropDecision.key, DropDecision.etag, DropDecision.id, DropDecision.note)
            .where(DropDecision.action == action)
            .distinct(DropDecision.key, DropDecision.etag)
            .order_by(DropDecision.key, DropDecision.etag, DropDecision.id.desc())
        )
        return pl.DataFrame(self._session.execute(decided).tuples().all(), schema=_DECIDED, orient="row")

    def _decide(self, key: str, etag: str, action: str, message: str, note: str | None) -> DropChange:
        for field, value, limit in (("key", key, MAX_KEY), ("etag", etag, MAX_ETAG)):
            clean_text(value, field, limit)  # refuses; what is stored is the name as it is, white space and all
        said = clean_text(note, "note", MAX_NOTE)
        batch = self._batches.open("edit", note=message)
        self._session.add(DropDecision(key=key, etag=etag, action=action, note=said, actor=self._batches.actor))
        self._session.flush()
        return DropChange(batch.id, message)

    def _discard(self, key: str, etag: str) -> DropDecision | None:
        return self._session.scalar(
            select(DropDecision).where(
                DropDecision.key == key, DropDecision.etag == etag, DropDecision.action == "discard"
            )
        )
