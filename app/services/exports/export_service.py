"""Exports of one unit of work: a list of the store in a format, streamed, never all in memory."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import ARRAY, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql.type_api import TypeEngine

from app.exceptions import RecordNotFoundException, ValidationException
from app.services.exports.formats import FORMATS, Format, Schema
from app.services.exports.lists import LISTS, ExportList

_ROWS_AT_ONCE = 2000
_TYPES: dict[type, type[pl.DataType] | pl.DataType] = {
    str: pl.String, int: pl.Int64, bool: pl.Boolean, float: pl.Float64, date: pl.Date,
    datetime: pl.Datetime("us", "UTC"),
}  # fmt: skip


class ExportService:
    """Lists of the store as files."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def stream(self, name: str, format_name: str) -> Iterator[bytes]:
        """Pieces of the file; the session must stay open until the last.

        Raises:
            RecordNotFoundException: there is no such list. ValidationException: there is no such format.
        """
        chosen, written = find_list(name), find_format(format_name)
        return written.write(_schema(chosen), self._rows(chosen))

    def _rows(self, chosen: ExportList) -> Iterator[Sequence[tuple[Any, ...]]]:
        result = self._session.execute(chosen.query.execution_options(yield_per=_ROWS_AT_ONCE))
        for some in result.partitions():
            yield [tuple(row) for row in some]


def find_list(name: str) -> ExportList:
    """The list of this name.

    Raises:
        RecordNotFoundException: when there is none.
    """
    if name not in LISTS:
        raise RecordNotFoundException("List", name)
    return LISTS[name]


def find_format(name: str) -> Format:
    """The format of this name.

    Raises:
        ValidationException: when there is none.
    """
    if name not in FORMATS:
        raise ValidationException(f"'{name[:40]}' is not a format; choose one of {', '.join(FORMATS)}", field="format")
    return FORMATS[name]


def _schema(chosen: ExportList) -> Schema:
    columns = chosen.query.selected_columns
    return {str(column.name): _column_type(column.type) for column in columns if hasattr(column, "name")}


def _column_type(kind: TypeEngine[Any]) -> type[pl.DataType] | pl.DataType:
    if isinstance(kind, ARRAY):
        return pl.List(pl.String)
    if isinstance(kind, JSONB):
        return pl.String
    if isinstance(kind, Numeric) and kind.python_type is Decimal:
        return pl.Decimal(38, kind.scale or 0)
    return _TYPES[kind.python_type]
