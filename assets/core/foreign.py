"""Core tables of databases that are not ours."""

import dagster as dg
import polars as pl

from app.contracts.foreign import FOREIGN_DRIFT, FOREIGN_MOVEMENT, FOREIGN_PART, FOREIGN_SOURCE, FOREIGN_STOCK
from app.domain.quality.schema_drift import drift_history
from assets.io.contract_spec import contract_spec
from assets.io.inputs import raw


@dg.asset(ins=raw("foreign_part"), **contract_spec(FOREIGN_PART))
def foreign_part_v1(foreign_part: pl.DataFrame) -> pl.DataFrame:
    """Parts of foreign sources."""
    return foreign_part


@dg.asset(ins=raw("foreign_stock"), **contract_spec(FOREIGN_STOCK))
def foreign_stock_v1(foreign_stock: pl.DataFrame) -> pl.DataFrame:
    """Stock of foreign sources."""
    return foreign_stock


@dg.asset(ins=raw("foreign_movement"), **contract_spec(FOREIGN_MOVEMENT))
def foreign_movement_v1(foreign_movement: pl.DataFrame) -> pl.DataFrame:
    """Movements of foreign sources."""
    return foreign_movement


@dg.asset(ins=raw("foreign_columns"), **contract_spec(FOREIGN_DRIFT))
def foreign_drift_v1(foreign_columns: pl.DataFrame) -> pl.DataFrame:
    """How the tables of foreign sources changed."""
    return drift_history(foreign_columns)


@dg.asset(ins=raw("foreign_source"), **contract_spec(FOREIGN_SOURCE))
def foreign_source_v1(foreign_source: pl.DataFrame) -> pl.DataFrame:
    """How the last reading of every foreign source went."""
    return foreign_source
