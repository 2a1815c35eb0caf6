"""What must be read of an append-only table, given up to where the lake has it.

The rule (PostgreSQL manual, *System Information Functions*, `pg_snapshot_xmin`): every transaction below a snapshot's
`xmin` had ended when the snapshot was taken. Rows of transactions in [old xmin, new xmin) are therefore complete, and
were not complete before; they are read once. Rows at or above the new xmin that the snapshot sees are the *tail*: they
belong to this run, and the next run reads them again. No row is skipped however late its transaction commits, and the
lake holds exactly what the snapshot saw.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Position:
    """Up to where one append-only table was read, and of which database.

    Attributes:
        source: names the database: system identifier, timeline and object id. Another value is another history.
        table_file: the table's file on disk; a truncated, restored or rewritten table has another.
        query: fingerprint of the query; other columns mean other rows.
        xmin: every transaction below it had ended.
        xmax: the first transaction number not yet given out.
    """

    source: str
    table_file: int
    query: str
    xmin: int
    xmax: int


@dataclass(frozen=True)
class Reading:
    """Transactions [first, end) to add to what the lake has; `reason` says why all must be read, None if not."""

    first: int
    end: int
    reason: str | None = None

    @property
    def is_whole(self) -> bool:
        """True when what the lake has does not count any more."""
        return self.reason is not None


def plan_reading(before: Position | None, now: Position) -> Reading:
    """What to read now, given the position of the published snapshot (None when there is none)."""
    reason = _why_whole(before, now)
    first = 0 if before is None or reason else before.xmin
    return Reading(first, now.xmin, reason)


def _why_whole(before: Position | None, now: Position) -> str | None:
    if before is None:
        return "nothing of it was published before"
    if before.source != now.source:
        return f"the database is another one, or was restored or failed over (was {before.source}, is {now.source})"
    if now.xmax < before.xmax or now.xmin < before.xmin:
        return f"transaction numbers went back (from {before.xmin} to {now.xmin}): the database was restored"
    if before.table_file != now.table_file:
        return "the table was truncated, restored or rewritten"
    if before.query != now.query:
        return "this version reads other columns"
    return None
