"""What the Dagster UI shows of a table, taken from its contract."""

from typing import Any

import dagster as dg

from app.contracts.base import Contract

CODE_VERSION = "1"
"""Raised when the meaning of any computed table changes."""


def contract_spec(contract: Contract) -> dict[str, Any]:
    """Arguments of `@dg.asset` for the table of a contract: key, group, words, owner, columns."""
    return {
        "key": asset_key(contract),
        "group_name": contract.layer,
        "description": f"{contract.description}\n\nOne row is {contract.grain}.",
        "owners": [contract.owner],
        "kinds": {"polars", "parquet"},
        "code_version": CODE_VERSION,
        "metadata": {"dagster/column_schema": _columns(contract), "key": ", ".join(contract.key)},
    }


def asset_key(contract: Contract) -> dg.AssetKey:
    """`marts/usage_daily_v1` for `marts.usage_daily_v1`."""
    return dg.AssetKey([contract.layer, contract.asset_name])


def _columns(contract: Contract) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=str(column.dtype),
                description=column.description + (f" [{column.unit}]" if column.unit else ""),
                constraints=dg.TableColumnConstraints(nullable=column.nullable, unique=contract.key == (column.name,)),
            )
            for column in contract.columns
        ]
    )
