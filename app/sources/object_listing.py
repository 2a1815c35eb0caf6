"""Listing of the object store: what lies there, by key, size and content tag."""

from collections.abc import Iterable
from datetime import datetime

import polars as pl

SCHEMA = pl.Schema(
    [("key", pl.String), ("size", pl.Int64), ("etag", pl.String), ("last_modified", pl.Datetime("us", "UTC"))]
)


def listing_frame(objects: Iterable[tuple[str, int, str, datetime]]) -> pl.DataFrame:
    """Objects given as (key, size in bytes, etag, last modified) as a frame sorted by key."""
    return pl.DataFrame(list(objects), schema=SCHEMA, orient="row").sort("key")
