"""Stores many new rows with one statement; rows of a model are recorded in the open batch as a flush records them.

A flush sends every value as a parameter of its own; ten thousand parts take a quarter of the time this way.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Table, column, func, insert, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from app.models import Base
from app.models.base import CleanText
from app.services.change_recorder import BOOKKEEPING_COLUMNS, json_value, record_inserts

_IN_ONE_STATEMENT = 5000


def bulk_insert(session: Session, rows: Sequence[Base]) -> None:
    """Store new rows of one model, none of them in the session yet; they get ids and belong to the session after.

    Columns are filled from attributes and the model's own defaults, never through relationships; the bookkeeping
    stamps come from the database.

    Raises:
        UncleanTextException: a text that a database cannot hold.
    """
    for start in range(0, len(rows), _IN_ONE_STATEMENT):
        _store(session, rows[start : start + _IN_ONE_STATEMENT])


def insert_lines(session: Session, model: type[Base], lines: Sequence[dict[str, Any]]) -> None:
    """Append lines of a ledger, which no batch records; all name the same columns, the others come from the database.

    Raises:
        UncleanTextException: a text that a database cannot hold.
    """
    if not lines:
        return
    table = _table_of(model)
    columns = [table.columns[name] for name in lines[0]]
    for start in range(0, len(lines), _IN_ONE_STATEMENT):
        some = lines[start : start + _IN_ONE_STATEMENT]
        values = [{one.name: json_value(_clean(one, line[one.name])) for one in columns} for line in some]
        _insert(session, table, columns, values)


def _insert(session: Session, table: Table, columns: Sequence[Column[Any]], values: Sequence[dict[str, Any]]) -> None:
    given = func.jsonb_to_recordset(literal(json.dumps(values)).cast(JSONB)).table_valued(
        *(column(one.name, one.type) for one in columns)
    ).render_derived(with_types=True)  # fmt: skip
    session.execute(insert(table).from_select(columns, select(*given.columns), include_defaults=False))


def _table_of(model: type[Base]) -> Table:
    if not isinstance(model.__table__, Table):
        raise TypeError(f"{model.__table__} is not one table")
    return model.__table__


def _clean(one: Column[Any], value: Any) -> Any:
    return one.type.process_bind_param(value, None) if isinstance(one.type, CleanText) else value


def _store(session: Session, rows: Sequence[Base]) -> None:
    table = _table_of(type(rows[0]))
    columns = [one for one in table.columns if one.name not in BOOKKEEPING_COLUMNS]
    ids = session.scalars(select(func.nextval(func.pg_get_serial_sequence(table.name, "id"))).select_from(
        func.generate_series(1, len(rows)).table_valued()
    ))  # fmt: skip
    values = [_values(row, row_id, columns) for row, row_id in zip(rows, ids.all(), strict=True)]
    _insert(session, table, columns, values)
    record_inserts(session, table.name, values)
    for row in rows:
        make_transient_to_detached(row)
    session.add_all(rows)


def _values(row: Base, row_id: int, columns: Sequence[Column[Any]]) -> dict[str, Any]:
    """What the row will hold, JSON-ready; the row itself, which nobody watches yet, gets it too."""
    vars(row)["id"] = row_id
    values: dict[str, Any] = {}
    for one in columns:
        value = _clean(one, vars(row)[one.name] if one.name in vars(row) else _default(one))
        vars(row)[one.name] = value
        values[one.name] = json_value(value)
    return values


def _default(one: Column[Any]) -> Any:
    if isinstance(one.default, CallableColumnDefault):
        return one.default.arg(None)  # type: ignore[arg-type]  # our models' defaults look at no context
    return one.default.arg if isinstance(one.default, ScalarElementColumnDefault) else None
