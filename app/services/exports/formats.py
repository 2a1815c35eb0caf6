"""Rows as CSV, JSON and Parquet, in pieces of bytes.

CSV is for spreadsheets: a mark of UTF-8 in front, and texts that would run as formulas carry a quote, which the
importers take off again. JSON and Parquet keep every value as it is.
"""

import csv
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from app.domain.importing.formula import mark

Rows = Iterator[Sequence[tuple[Any, ...]]]
Schema = Mapping[str, type[pl.DataType] | pl.DataType]
_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Format:
    """How a list is written, and how a browser calls it."""

    suffix: str
    media_type: str
    write: Callable[[Schema, Rows], Iterator[bytes]]


def write_csv(schema: Schema, rows: Rows) -> Iterator[bytes]:
    """A header and a line per row."""
    yield "\ufeff".encode() + _lines([list(schema)])
    for some in rows:
        yield _lines([[_cell(value) for value in row] for row in some])


def write_json(schema: Schema, rows: Rows) -> Iterator[bytes]:
    """One list of objects; decimals are texts, times are ISO."""
    names = list(schema)
    lead = "[\n"
    for some in rows:
        for row in some:
            text = json.dumps(dict(zip(names, row, strict=True)), default=_plain, ensure_ascii=False)
            yield f"{lead}{text}".encode()
            lead = ",\n"
    yield b"[]\n" if lead == "[\n" else b"\n]\n"


def write_parquet(schema: Schema, rows: Rows) -> Iterator[bytes]:
    """One file, written to disk first because its index stands at the end."""
    empty = pl.DataFrame(schema=dict(schema)).to_arrow()
    with tempfile.TemporaryFile() as file:
        with pq.ParquetWriter(file, empty.schema, compression="zstd") as writer:
            writer.write_table(empty)
            for some in rows:
                told = [tuple(map(_stored, row)) for row in some]
                writer.write_table(pl.DataFrame(told, schema=dict(schema), orient="row").to_arrow())
        file.seek(0)
        while piece := file.read(_CHUNK_BYTES):
            yield piece


FORMATS: Mapping[str, Format] = {
    "csv": Format("csv", "text/csv; charset=utf-8", write_csv),
    "json": Format("json", "application/json", write_json),
    "parquet": Format("parquet", "application/vnd.apache.parquet", write_parquet),
}


def _lines(rows: Sequence[Sequence[Any]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    """A value as a spreadsheet shows it; only texts can be formulas."""
    if isinstance(value, list) and all(isinstance(member, str) for member in value):
        return mark("; ".join(value))
    if isinstance(value, dict | list):
        return json.dumps(value, default=_plain, ensure_ascii=False)
    if isinstance(value, str):
        return mark(value)
    return value.isoformat() if isinstance(value, datetime | date) else value


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _stored(value: Any) -> Any:
    """JSON is kept as text; lists of texts stay lists."""
    if isinstance(value, dict) or (isinstance(value, list) and not all(isinstance(member, str) for member in value)):
        return json.dumps(value, ensure_ascii=False)
    return value
