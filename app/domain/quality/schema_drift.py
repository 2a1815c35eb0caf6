"""What changed in the tables of a source, and whether a mapping still fits them.

Frames of columns have `table_name, column_name, type` (PostgreSQL's short name, such as `int4`).
"""

from collections.abc import Collection, Mapping
from itertools import pairwise

import polars as pl
from polars.datatypes import DataType, DataTypeClass

_NUMBERS = ("int2", "int4", "int8", "numeric", "float4", "float8")
_INSTANTS = ("timestamptz", "timestamp", "date")
_FITTING: dict[DataType | DataTypeClass, tuple[str, ...]] = {pl.Float64: _NUMBERS, pl.Boolean: ("bool",)}
DRIFT = pl.Schema(
    {
        "table_name": pl.String(),
        "column_name": pl.String(),
        "change": pl.String(),
        "type_before": pl.String(),
        "type_now": pl.String(),
    }
)
Mapped = Mapping[tuple[str, str], DataType | DataTypeClass | None]
"""Mapped columns, as table and column, to the type they must fit; None where any will do."""


def breaking_drift(before: pl.DataFrame, now: pl.DataFrame, mapped: Mapped, accepted: Collection[str]) -> list[str]:
    """Why a mapping cannot be read, a sentence each, naming table and column.

    `before` is the last reading, empty before the first; `accepted` names columns that may change their type.
    """
    types = {(table, column): kind for table, column, kind in now.iter_rows()}
    known = {(table, column): kind for table, column, kind in before.iter_rows()}
    tables = {table for table, _ in types}
    missing = sorted({table for table, _ in mapped if table not in tables})
    found = [f"there is no table {table}" for table in missing]
    for (table, column), dtype in mapped.items():
        kind = types.get((table, column))
        if table in missing:
            continue
        if kind is None:
            found.append(f"{table} has no column {column}")
        elif not _fits(kind, dtype):
            found.append(f"{table}.{column} is of type {kind}, which cannot be read as {dtype}")
        elif known.get((table, column), kind) != kind and f"{table}.{column}" not in accepted:
            found.append(
                f"{table}.{column} is of type {kind}, was {known[table, column]}; accept_retyped would take it"
            )
    return found


def drift(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Columns that were added, removed or retyped between two readings, as a frame of `DRIFT`."""
    joined = before.rename({"type": "type_before"}).join(
        now.rename({"type": "type_now"}), ["table_name", "column_name"], "full", coalesce=True
    )
    change = (
        pl.when(pl.col("type_before").is_null())
        .then(pl.lit("added"))
        .when(pl.col("type_now").is_null())
        .then(pl.lit("removed"))
        .otherwise(pl.lit("retyped"))
    )
    changed = joined.filter(pl.col("type_before").ne_missing(pl.col("type_now")))
    return changed.with_columns(change=change).select(DRIFT.names()).sort("table_name", "column_name")


def drift_history(readings: pl.DataFrame) -> pl.DataFrame:
    """All drift of all sources since their first reading; `readings` adds `source, read_at` to a frame of columns."""
    found = [pl.DataFrame(schema={"source": pl.String(), "noticed_at": readings.schema["read_at"]} | DRIFT)]
    for (source,), of_source in readings.partition_by("source", as_dict=True).items():
        versions = of_source.sort("read_at").partition_by("read_at", maintain_order=True)
        for before, now in pairwise(versions):
            columns = ["table_name", "column_name", "type"]
            changes = drift(before.select(columns), now.select(columns))
            found.append(
                changes.select(
                    pl.lit(source).alias("source"), pl.lit(now["read_at"][0]).alias("noticed_at"), *DRIFT.names()
                )
            )
    return pl.concat(found)


def _fits(kind: str, dtype: DataType | DataTypeClass | None) -> bool:
    if dtype is None or dtype == pl.String:
        return True
    return kind in (_INSTANTS if isinstance(dtype, pl.Datetime) else _FITTING[dtype])
