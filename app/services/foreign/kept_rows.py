"""Rows that stay because their source was refused: they keep the contracts of today, like all others.

An earlier version may have read them under wider contracts. What breaks those of today is left out and said, so that
one source never keeps the others from being published.
"""

from pathlib import Path

import polars as pl

from app.contracts.base import Contract
from app.contracts.raw.foreign import FOREIGN_COLUMNS
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import keeps_promises, violations
from app.exceptions import ContractViolationException


def kept_rows(path: Path, contract: Contract) -> tuple[pl.DataFrame, str | None]:
    """The rows of a source's file that keep the contract, and what is left out in words; None when nothing is.

    Columns that came since are empty. Of columns as they were at a reading all or none are kept: a part of them would
    look like a change of the source.
    """
    none = pl.DataFrame(schema=contract.schema)
    if not path.exists():
        return none, None
    stored = pl.read_parquet(path)
    new = [pl.lit(None, c.dtype).alias(c.name) for c in contract.columns if c.name not in stored.columns]
    try:
        rows = conform(stored.with_columns(new), contract)
    except ContractViolationException as error:
        return none, f"{stored.height} of {contract.name} ({error.message})"
    broken = violations(rows, contract)
    if not broken:
        return rows, None
    fitting = rows.filter(keeps_promises(contract))
    if contract.name == FOREIGN_COLUMNS.name or violations(fitting, contract):
        fitting = none
    return fitting, f"{rows.height - fitting.height} of {contract.name} ({'; '.join(broken)})"
