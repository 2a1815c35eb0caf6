"""Columns and rows of a foreign database under one exported snapshot; every identifier is quoted, every value cast."""

import adbc_driver_postgresql.dbapi as adbc
import polars as pl
from psycopg import sql

from app.contracts.base import Column
from app.exceptions import ContractViolationException
from app.sources.foreign.mapping import DERIVED, TARGETS, Consumption, JsonMember, Mapping
from app.sources.postgres.snapshot import ExportedSnapshot

COLUMNS = pl.Schema({"table_name": pl.String(), "column_name": pl.String(), "type": pl.String()})
"""The columns of the tables that a mapping reads; tables with their schema."""

_COLUMNS = """
    SELECT column_name::text, udt_name::text FROM information_schema.columns
    WHERE table_schema = %(schema)s AND table_name = %(table)s
    UNION ALL
    SELECT attname::text, typname::text FROM pg_attribute a
    JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace JOIN pg_type t ON t.oid = atttypid
    WHERE relkind = 'm' AND nspname = %(schema)s AND relname = %(table)s AND attnum > 0 AND NOT attisdropped
        AND has_column_privilege(c.oid, attnum, 'SELECT')
"""
"""Tables and views, and materialized views, which the standard does not know."""


def read_columns(snapshot: ExportedSnapshot, mapping: Mapping) -> pl.DataFrame:
    """All columns of the mapped tables that the role may see, as a frame of `COLUMNS` in the order of its names.

    That is not the database's: its collation may sort otherwise.
    """
    rows = []
    for schema, table in sorted({table.place for table in mapping.tables.values()}):
        found = snapshot.holder.execute(_COLUMNS, {"schema": schema, "table": table}).fetchall()
        rows += [(f"{schema}.{table}", name, kind) for name, kind in found]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row").sort("table_name", "column_name")


def read_rows(snapshot: ExportedSnapshot, mapping: Mapping, target: str, types: dict[str, str]) -> pl.DataFrame:
    """The rows of a target in its contract's columns; `types` are the source's, by column.

    Raises:
        ContractViolationException: a value cannot be read, or cannot enter the lake.
        adbc.OperationalError: the server went away.
    """
    table = mapping.tables[target]
    wanted = [column for column in TARGETS[target].columns if column.name not in DERIVED]
    selected = sql.SQL(", ").join(_selected(column, mapping, target, types) for column in wanted)
    query = sql.SQL("SELECT {} FROM {}").format(selected, sql.Identifier(*table.place))
    try:
        frame = snapshot.frame(table.table, query.as_string())
    except adbc.OperationalError:
        raise  # the server went away, which no mapping mends
    except adbc.Error as error:
        cause = str(error).strip().splitlines()[0]
        raise ContractViolationException(
            f"A value of {table.table} cannot be read: {cause}. Correct the mapping or the source"
        ) from error
    rows = frame.select(pl.lit(mapping.source).alias("source"), *(pl.col(c.name).cast(c.dtype) for c in wanted))
    return _judged(rows, mapping.consumption) if target == "movement" else rows


def _judged(events: pl.DataFrame, consumption: Consumption | None) -> pl.DataFrame:
    """Events with whether each is consumption, empty where nobody said; what was taken out counts up."""
    if consumption is None:
        return events.with_columns(is_consumption=pl.lit(None, pl.Boolean))
    sign = 1.0 if consumption.taken_is == "positive" else -1.0
    is_consumption = pl.col("reason").is_in(consumption.reasons).fill_null(value=False)
    return events.with_columns(taken=sign * pl.col("taken"), is_consumption=is_consumption)


def _selected(column: Column, mapping: Mapping, target: str, types: dict[str, str]) -> sql.Composable:
    """One column of the query, cast to what its contract holds."""
    spec = mapping.tables[target].columns.get(column.name)
    value: sql.Composable
    kind = "text"
    if spec is None:
        value = sql.SQL("NULL")
    elif isinstance(spec, JsonMember):
        value = sql.SQL("({}::jsonb ->> {})").format(sql.Identifier(spec.column), sql.Literal(spec.member))
    else:
        value, kind = sql.Identifier(spec), types[spec]
    return sql.SQL("{} AS {}").format(_cast(value, column, kind), sql.Identifier(column.name))


def _cast(value: sql.Composable, column: Column, kind: str) -> sql.Composable:
    if column.dtype == pl.Float64:
        return sql.SQL("{}::float8").format(value)
    if column.dtype == pl.Boolean:
        return sql.SQL("{}::boolean").format(value)
    if column.dtype == pl.String:
        return sql.SQL("{}::text").format(value)
    if kind in {"timestamp", "date"}:
        return sql.SQL("{}::timestamp AT TIME ZONE 'UTC'").format(value)
    return sql.SQL("{}::timestamptz").format(value)
