"""Facts that change, as history: each version of a row with the span in which it held.

Slowly changing dimensions of type 2 (Kimball and Ross, *The Data Warehouse Toolkit*), built from whole readings: a row
that differs ends the version before it, a row that is gone ends its last one.
"""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

SPAN = ("valid_from", "valid_to", "observed_at")
"""From when a version held, until when (null: it still does), and when a run first saw it."""
_INSTANT = pl.Datetime("us", "UTC")
_NOW = "_now"


def next_history(
    before: pl.DataFrame | None,
    current: pl.DataFrame,
    key: Sequence[str],
    seen_at: datetime,
    since: pl.Expr | None = None,
) -> pl.DataFrame:
    """The history that follows from the one before and the rows as a run saw them.

    Args:
        before: `key`, facts and `SPAN`; None when there is no history yet.
        current: `key` and facts, one row a key.
        key: columns that name a row.
        seen_at: instant of the reading, later than every instant in `before`.
        since: instant from which the facts of a key never seen before may be taken to have held; default `seen_at`.

    Returns:
        `key`, facts, `SPAN`, sorted by key and `valid_from`.
    """
    facts = [name for name in current.columns if name not in key]
    known = before if before is not None else _empty(current)
    latest = known.filter(pl.col("valid_to").is_null())
    held = latest.join(current.with_columns(is_there=True), on=key, how="left", suffix=_NOW).with_columns(
        is_same=pl.all_horizontal(
            pl.col("is_there").fill_null(value=False), *(pl.col(f).eq_missing(pl.col(f"{f}{_NOW}")) for f in facts)
        )
    )
    kept = held.filter("is_same").select(known.columns)
    ended = held.filter(~pl.col("is_same")).with_columns(valid_to=_at(seen_at)).select(known.columns)
    begun = _begun(current.join(kept, on=key, how="anti"), known, key, seen_at, since)
    past = known.filter(pl.col("valid_to").is_not_null())
    return pl.concat([past, kept, ended, begun.select(known.columns)]).sort(*key, "valid_from")


def _begun(
    rows: pl.DataFrame, known: pl.DataFrame, key: Sequence[str], seen_at: datetime, since: pl.Expr | None
) -> pl.DataFrame:
    """New versions; only a key never seen before may begin before the run that saw it."""
    is_new = rows.join(known.select(key).unique().with_columns(is_known=True), on=key, how="left")
    first = _at(seen_at) if since is None else pl.min_horizontal(pl.coalesce(since, _at(seen_at)), _at(seen_at))
    return is_new.with_columns(
        valid_from=pl.when(pl.col("is_known").is_null()).then(first).otherwise(_at(seen_at)),
        valid_to=pl.lit(None, _INSTANT),
        observed_at=_at(seen_at),
    )


def _at(instant: datetime) -> pl.Expr:
    return pl.lit(instant, _INSTANT)


def _empty(current: pl.DataFrame) -> pl.DataFrame:
    return current.clear().with_columns(pl.lit(None, _INSTANT).alias(name) for name in SPAN)
