"""Rows written by hand: only what a question is about is given, the rest is filled in by the contract."""

from datetime import UTC, date, datetime

import polars as pl

from app.domain.quality.conform import conform

AS_OF = date(2026, 3, 31)
AT = datetime(2026, 3, 1, tzinfo=UTC)
FILLERS = {pl.String: "x", pl.Boolean: False, pl.Float64: 1.0, pl.Date: AS_OF, pl.Datetime: AT, pl.List: []}


def table(contract, rows):
    """Rows of a contract from dictionaries; missing columns are null where that is allowed, else a plain value."""

    def filler(column):
        return None if column.nullable else FILLERS.get(column.dtype.base_type(), 1)

    defaults = {column.name: filler(column) for column in contract.columns}
    unknown = {name for row in rows for name in row} - set(defaults)
    assert not unknown, f"{contract.table} has no {unknown}"
    return conform(pl.DataFrame([defaults | row for row in rows], schema=contract.schema), contract)
