"""Rows of a query as a Parquet file, batch by batch, so that memory does not grow with the table."""

from collections.abc import Iterator
from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
import pyarrow.parquet as pq
from adbc_driver_manager import AdbcStatusCode
from adbc_driver_postgresql import StatementOptions

from app.sources.postgres.values import lake_values

BATCH_BYTES = 16 * 1024 * 1024
"""What the driver hands over at a time, which is a row group of the file."""


def stream_to_parquet(connection: adbc.Connection, table: str, query: str, path: Path) -> int:
    """Write the rows of `query` on `table` to a new file; returns how many. The file is there when it is whole.

    Raises:
        OSError: the file cannot be written.
        ContractViolationException, adbc.Error: as `record_batches`.
    """
    unfinished = path.with_suffix(".streaming")
    rows = 0
    try:
        batches = record_batches(connection, table, query)
        first = next(batches)
        with pq.ParquetWriter(
            unfinished, first.schema, compression="zstd", compression_level=1, use_dictionary=_repeating(first.schema)
        ) as writer:
            for batch in _chain(first, batches):
                writer.write_batch(batch)
                rows += batch.num_rows
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def record_batches(connection: adbc.Connection, table: str, query: str) -> Iterator[pa.RecordBatch]:
    """The rows of `query` in the lake's types; the first batch may be empty and carries the columns.

    Raises:
        ContractViolationException: a value cannot enter the lake.
        adbc.OperationalError: the server went away.
        adbc.DataError: the server met a value that it cannot give.
    """
    with connection.cursor() as cursor:
        cursor.adbc_statement.set_options(**{StatementOptions.BATCH_SIZE_HINT_BYTES.value: str(BATCH_BYTES)})
        cursor.execute(query)
        with cursor.fetch_record_batch() as reader:
            yield lake_values(table, _no_rows(reader.schema))
            for batch in _flowing(connection, reader):
                yield lake_values(table, batch)


def _flowing(connection: adbc.Connection, reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """The batches, with the errors of the driver: once rows flow it raises OSError alone, as a full disk does."""
    try:
        yield from reader
    except OSError as error:
        said = str(error).strip()
        try:
            connection.rollback()  # a statement that failed can be rolled back, a connection that is gone cannot
        except adbc.OperationalError:
            raise adbc.OperationalError(said, status_code=AdbcStatusCode.IO) from error
        raise adbc.DataError(said, status_code=AdbcStatusCode.INVALID_DATA) from error


def _repeating(schema: pa.Schema) -> list[str]:
    """Columns that a dictionary makes smaller; numbers and instants of 64 bits hardly repeat."""
    return [field.name for field in schema if not (pa.types.is_int64(field.type) or pa.types.is_timestamp(field.type))]


def _no_rows(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([column.combine_chunks() for column in schema.empty_table()], schema=schema)


def _chain(first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield first
    yield from rest
