"""Bring a frame into the shape its contract promises: columns, order, types, sorted by key."""

import polars as pl

from app.contracts.base import Contract
from app.exceptions import ContractViolationException


def conform(frame: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Select the contract's columns, cast strictly, sort by key: the form in which a table is stored.

    Raises:
        ContractViolationException: a column is missing or holds values that do not fit its type.
    """
    missing = [column.name for column in contract.columns if column.name not in frame.columns]
    if missing:
        raise ContractViolationException(f"{contract.table} lacks the columns {', '.join(missing)}")
    try:
        shaped = frame.select(pl.col(column.name).cast(column.dtype) for column in contract.columns)
    except pl.exceptions.InvalidOperationError as error:
        raise ContractViolationException(f"{contract.table}: {error}") from error
    return shaped.sort(contract.key)
