"""Values as the lake takes them: what has no place there is refused by name, never bent into something else.

PostgreSQL's infinite instants have no place on a calendar, and NaN and infinite numbers would poison every sum. A
NUMERIC arrives as float8, which keeps 15 digits: from 2^53 on even whole numbers would be rounded without a word.
"""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from app.exceptions import ContractViolationException

_FIRST_US, _LAST_US = -62_135_596_800_000_000, 253_402_300_799_999_999
"""0001-01-01 and the end of 9999-12-31 in microseconds since 1970, UTC."""
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
_EXACT = float(1 << 53)
"""Below it float8 holds every whole number."""


def lake_values(table: str, batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch in plain Arrow types, transaction numbers as int64.

    Raises:
        ContractViolationException: naming table, column and row of a value that is infinite, not a number or too large
            to be exact, or a column of a type that the query should have cast.
    """
    columns = [_column(table, name, column, batch) for name, column in zip(batch.schema.names, batch, strict=True)]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _column(table: str, name: str, column: pa.Array, batch: pa.RecordBatch) -> pa.Array:
    kind = column.type
    if isinstance(kind, pa.OpaqueType):
        if kind.type_name == "xid8":
            return _transaction_numbers(column)
        raise ContractViolationException(f"{table}.{name} has the type {kind.type_name}, which must be cast")
    bounds = _bounds(kind)
    if bounds is not None:
        _refuse(table, name, batch, pc.invert(bounds(column)))
    return column


def _bounds(kind: pa.DataType) -> Callable[[pa.Array], pa.Array] | None:
    """A test that every value must pass; None when the type cannot hold a bad one."""
    if pa.types.is_floating(kind):
        return lambda column: pc.and_(pc.is_finite(column), pc.less(pc.abs(column), _EXACT))
    if pa.types.is_timestamp(kind):
        return lambda column: _between(column.cast(pa.int64()), _FIRST_US, _LAST_US)
    if pa.types.is_date32(kind):
        return lambda column: _between(column.cast(pa.int32()), _FIRST_DAY, _LAST_DAY)
    return None


def _between(numbers: pa.Array, first: int, last: int) -> pa.Array:
    return pc.and_(pc.greater_equal(numbers, first), pc.less_equal(numbers, last))


def _refuse(table: str, name: str, batch: pa.RecordBatch, broken: pa.Array) -> None:
    at = pc.index(broken.fill_null(False), True).as_py()
    if at >= 0:
        raise ContractViolationException(
            f"{table}.{name} of row {_row_name(batch, at)} is infinite, not a number or too large to be exact; "
            "correct it in the source and run again"
        )


def _row_name(batch: pa.RecordBatch, at: int) -> str:
    """What the row is called in its table: its id, or else what its first two columns say, which begin with the key.

    Its place would say nothing: rows come in batches, and in no order.
    """
    names = ["id"] if "id" in batch.schema.names else batch.schema.names[:2]
    told = [name for name in names if pa.types.is_integer(kind := batch[name].type) or pa.types.is_string(kind)]
    return ", ".join(f"{name} {batch[name][at].as_py()}" for name in told)


def _transaction_numbers(column: pa.Array) -> pa.Array:
    """`xid8` arrives as eight bytes, highest first, and is never null in these tables."""
    storage = column.storage
    if len(storage) == 0:
        return pa.array([], pa.int64())
    data = np.frombuffer(storage.buffers()[2], dtype=">i8", count=len(storage), offset=storage.offset * 8)
    return pa.array(data.astype(np.int64))
