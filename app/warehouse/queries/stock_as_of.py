"""What lay where at an instant?"""

from datetime import UTC, datetime
from typing import Any

import polars as pl

from app.contracts.stock_period import STOCK_PERIOD
from app.warehouse.snapshot import Snapshot

_SINCE = """
    SELECT part_key, box_no, loc_no, delta AS quantity FROM core.movement_v1
    WHERE occurred_at >= $begin AND occurred_at <= $at AND ($part_key IS NULL OR part_key = $part_key)
"""
_OPENING = """
    SELECT part_key, box_no, loc_no, quantity FROM marts.stock_period_v1
    WHERE period = $period AND ($part_key IS NULL OR part_key = $part_key)
    UNION ALL
"""


def stock_as_of(snapshot: Snapshot, at: datetime, part_key: str | None = None) -> pl.DataFrame:
    """`part_key, location, box_no, loc_no, quantity` at instant `at`, of one part or of all; empty slots left out.

    The last opening balance at or before `at` plus the movements since, which is what the whole ledger adds up to.
    """
    period = _last_period(snapshot, at)
    parameters: dict[str, Any] = {"begin": _first_instant(period), "at": at, "part_key": part_key}
    if period is not None:
        parameters["period"] = period
    return snapshot.query(
        f"""
        WITH rows AS ({_OPENING if period is not None else ""} {_SINCE})
        SELECT part_key, box_no || '-' || loc_no AS location, box_no, loc_no, CAST(sum(quantity) AS BIGINT) AS quantity
        FROM rows GROUP BY part_key, box_no, loc_no HAVING sum(quantity) <> 0 ORDER BY part_key, box_no, loc_no
        """,  # noqa: S608  # constant pieces; values are parameters
        parameters,
    )


def _last_period(snapshot: Snapshot, at: datetime) -> int | None:
    """The latest month with opening balances at or before an instant; None: the ledger is added up from its start."""
    if STOCK_PERIOD.table not in snapshot.manifest.tables:
        return None
    month = at.astimezone(UTC).year * 100 + at.astimezone(UTC).month
    found = snapshot.query("SELECT max(period) FROM marts.stock_period_v1 WHERE period <= $month", {"month": month})
    period: int | None = found.item()
    return period


def _first_instant(period: int | None) -> datetime:
    return datetime.min.replace(tzinfo=UTC) if period is None else datetime(period // 100, period % 100, 1, tzinfo=UTC)
