"""The day a run counts from."""

from datetime import date

import polars as pl


def as_of(watermark: pl.DataFrame) -> date:
    """The business day recorded with the export: an input of the run, so that re-runs give the same bytes."""
    return date.fromisoformat(watermark.item(0, "as_of"))
