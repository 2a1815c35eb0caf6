"""Stores many new rows with one statement; rows of a model are recorded in the open batch as a flush records them.

A flush sends every value as a parameter of its own; ten thousand parts take a quarter of the time this way.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Column, Table, column, func, insert, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from app.models import Base
from app.models.base import CleanText
from app.services.change_recorder import BOOKKEEPING_COLUMNS, json_value, record_inserts

_IN_ONE_STATEMENT = 5000
_Some = TypeVar("_Some")
_Line = dict[str, Any]


def bulk_insert(session: Session, rows: Sequence[Base]) -> None:
    """Store new rows of one model, none of them in the session yet; they get ids and belong to the session after.

    Columns are filled from attributes and the model's own defaults, never through relationships; the bookkeeping
    stamps come from the database.

    Raises:
        UncleanTextException: a text that a database cannot hold.
    """
    for some in _portions(rows):
        lines = _insert_recorded(session, _table_of(type(some[0])), [vars(row) for row in some])
        # Nobody watches the rows yet, so what they hold now is set past their attributes.
        for row, line in zip(some, lines, strict=True):
            vars(row).update(line)
            make_transient_to_detached(row)
        session.add_all(some)


def bulk_insert_lines(session: Session, model: type[Base], lines: Sequence[Mapping[str, Any]]) -> list[int]:
    """Store new rows of `model` that nobody needs as objects, and return their ids; values by column name.

    Raises:
        UncleanTextException: a text that a database cannot hold.
    """
    table = _table_of(model)
    return [line["id"] for some in _portions(lines) for line in _insert_recorded(session, table, some)]


def insert_ledger_lines(session: Session, model: type[Base], lines: Sequence[Mapping[str, Any]]) -> None:
    """Append lines of a ledger, which no batch records; all name the same columns, the others come from the database.

    Raises:
        UncleanTextException: a text that a database cannot hold.
    """
    table = _table_of(model)
    for some in _portions(lines):
        columns = [table.columns[name] for name in some[0]]
        _insert(session, table, columns, _as_json(_cleaned(some, columns)))


class _Given(NamedTuple):
    """How a column gets its value from what is given."""

    name: str
    clean: Callable[[Any, Any], Any] | None
    default: Callable[[], Any]


def _insert_recorded(session: Session, table: Table, lines: Sequence[Mapping[str, Any]]) -> list[_Line]:
    """The lines as they are stored: with ids, defaults and clean texts, but for the bookkeeping stamps."""
    columns = [one for one in table.columns if one.name not in BOOKKEEPING_COLUMNS]
    ids = session.scalars(select(func.nextval(func.pg_get_serial_sequence(table.name, "id"))).select_from(
        func.generate_series(1, len(lines)).table_valued()
    ))  # fmt: skip
    stored = _cleaned(lines, columns)
    for line, row_id in zip(stored, ids, strict=True):
        line["id"] = row_id
    text = _as_json(stored)
    _insert(session, table, columns, text)
    record_inserts(session, table.name, text)
    return stored


def _insert(session: Session, table: Table, columns: Sequence[Column[Any]], text: str) -> None:
    given = func.jsonb_to_recordset(literal(text).cast(JSONB)).table_valued(
        *(column(one.name, one.type) for one in columns)
    ).render_derived(with_types=True)  # fmt: skip
    session.execute(insert(table).from_select(columns, select(*given.columns), include_defaults=False))


def _cleaned(lines: Sequence[Mapping[str, Any]], columns: Sequence[Column[Any]]) -> list[_Line]:
    """Values of all `columns`; this runs for every value of an import, so what a column needs is looked up before."""
    givens = [_given(one) for one in columns]
    cleaned: list[_Line] = []
    for line in lines:
        values: _Line = {}
        for name, clean, default in givens:
            value = line[name] if name in line else default()
            values[name] = value if clean is None or value is None else clean(value, None)
        cleaned.append(values)
    return cleaned


def _given(one: Column[Any]) -> _Given:
    clean = one.type.process_bind_param if isinstance(one.type, CleanText) else None
    if isinstance(one.default, CallableColumnDefault):
        make = one.default.arg
        return _Given(one.name, clean, lambda: make(None))  # type: ignore[arg-type]  # our defaults look at no context
    constant = one.default.arg if isinstance(one.default, ScalarElementColumnDefault) else None
    return _Given(one.name, clean, lambda: constant)


def _as_json(lines: Sequence[_Line]) -> str:
    return json.dumps(lines, default=json_value)


def _portions(rows: Sequence[_Some]) -> Iterator[Sequence[_Some]]:
    return (rows[start : start + _IN_ONE_STATEMENT] for start in range(0, len(rows), _IN_ONE_STATEMENT))


def _table_of(model: type[Base]) -> Table:
    if not isinstance(model.__table__, Table):
        raise TypeError(f"{model.__table__} is not one table")
    return model.__table__
