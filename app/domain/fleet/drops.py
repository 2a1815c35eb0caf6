"""Dropped files, each read once: which are to be read, and which rows count.

A file is known by key, content tag and size. Another content under the same key replaces the one before; a file that is
deleted keeps its rows. Frames: `files` has one row per reading (`key, read_no, etag, size, arrived_at, kind,
parser_version, replay`); rows and problems name their file by `key, read_no`; `read_no` grows from run to run.
"""

from collections.abc import Sequence
from typing import Literal

import polars as pl

PREFIX = "drops/"
"""Where dropped files lie in the object store."""
REPLAYS = pl.Schema({"key": pl.String(), "etag": pl.String(), "replay": pl.Int64()})
"""Versions of files to be read again, and the number of the last time that this was asked for."""
_LINE = pl.format("{}:{}", "key", "line")


def latest_readings(files: pl.DataFrame) -> pl.DataFrame:
    """The reading of every file that counts: its last."""
    return files.filter(pl.col("read_no") == pl.col("read_no").max().over("key")).sort("key")


def files_to_read(
    listing: pl.DataFrame, files: pl.DataFrame, replays: pl.DataFrame, parser_version: int
) -> pl.DataFrame:
    """The listed files (`key, size, etag, last_modified`) that are new, changed, asked for or were read by older code.

    `replays` is a frame of `REPLAYS`. The answer has the listing's columns and `replay`, in key order. A replay of any
    other number than the one that a reading was for is to come, a lower one, too: its database was restored.
    """
    last = latest_readings(files).select(
        "key", "parser_version", read_etag="etag", read_size="size", read_for=pl.col("replay")
    )
    is_read = (
        (pl.col("etag") == pl.col("read_etag"))
        & (pl.col("size") == pl.col("read_size"))
        & (pl.col("parser_version") == parser_version)
        & ((pl.col("replay") == 0) | (pl.col("replay") == pl.col("read_for")))
    ).fill_null(value=False)
    asked = listing.join(replays, ["key", "etag"], "left").with_columns(pl.col("replay").fill_null(0))
    return asked.join(last, "key", "left").filter(~is_read).select(*listing.columns, "replay").sort("key")


def counted_rows(rows: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """Rows of the readings that count."""
    return rows.join(latest_readings(files), ["key", "read_no"], "semi")


def unique_checkins(checkins: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """Check-ins that count, each device and instant once: of several, that of the first file and line by name.

    Columns as in `core.device_checkin_v1`.
    """
    return _each_once(counted_rows(checkins, files), ("device_key", "checked_in_at"), ("key", "line"), _LINE)


def unique_logs(logs: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """Log lines that count, each message of a device at an instant once: of several, that of the first file and line.

    Gateways send a line until it is acknowledged, so that a line that comes twice is not one that was logged twice.
    Columns as in `core.device_log_v1`.
    """
    return _each_once(counted_rows(logs, files), ("logged_at", "device_key", "message"), ("key", "line"), _LINE)


def latest_manifests(manifests: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """Manifests that count, each version of a model's firmware once: of several, the one that arrived last.

    A version that was built again replaces the build before. Columns as in `core.firmware_manifest_v1`.
    """
    arrived = manifests.join(latest_readings(files).select("key", "read_no", "arrived_at"), ["key", "read_no"])
    return _each_once(arrived, ("model_code", "firmware_version"), ("arrived_at", "key", "line"), _LINE, "last")


def unique_core_dumps(dumps: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """Core dumps that count, each of a device once: of several copies, the earliest.

    A device sends its dump until it may erase it; the copy that was named or arrived first is nearest to the crash.
    Columns as in `core.core_dump_v1`.
    """
    return _each_once(counted_rows(dumps, files), ("device_key", "sha256"), ("crashed_at", "key"), pl.col("key"))


def _each_once(
    rows: pl.DataFrame,
    key: Sequence[str],
    order: Sequence[str],
    source: pl.Expr,
    keep: Literal["first", "last"] = "first",
) -> pl.DataFrame:
    """One row for every `key`, the first or last in `order`, with its `source`."""
    return rows.sort(*key, *order).unique(key, keep=keep, maintain_order=True).with_columns(source=source)


def quarantined(problems: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """What could not be read of the readings that count, with the facts of its file: `core.quarantine_v1`."""
    facts = latest_readings(files).select(
        "key", "read_no", "etag", "kind", "replay", size_bytes="size", first_seen="arrived_at"
    )
    return problems.join(facts, ["key", "read_no"]).rename({"key": "file"})
