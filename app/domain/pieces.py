"""A long table in pieces that are computed one after the other, so that memory does not grow with the table."""

import narwhals as nw
import polars as pl

from app.domain.portable import Frame, collect

ROWS_AT_ONCE = 2_000_000
"""Rows that are sorted at once: about a gigabyte of ledger lines."""


def in_pieces(frame: Frame, column: str, step: nw.Expr | None = None, rows: int = ROWS_AT_ONCE) -> list[Frame]:
    """Cut a frame into ranges of `column`, in its order, each of at most `rows` rows; a short one stays whole.

    Args:
        column: never null. step: `column` rounded down, as `month` does; rows of one step stay together, however many.
    """
    steps = frame.select(step=nw.col(column) if step is None else step)
    counted = collect(steps.group_by("step").agg(rows=nw.len()))
    starts = _starts(counted.sort("step"), rows)
    if len(starts) < 2:
        return [frame]
    value = nw.col(column)
    from_start = [frame.filter(value >= start) for start in starts]
    return [piece.filter(value < end) for piece, end in zip(from_start, starts[1:], strict=False)] + from_start[-1:]


def month(column: str) -> nw.Expr:
    """The first instant (UTC) of the month of an instant."""
    return nw.col(column).dt.truncate("1mo")


def _starts(counted: pl.DataFrame, rows: int) -> list[object]:
    """The first step of each piece; `counted` has `step`, in order, and its `rows`."""
    starts: list[object] = []
    held = rows
    for step, count in counted.iter_rows():
        if held + count > rows:
            starts.append(step)
            held = 0
        held += count
    return starts
