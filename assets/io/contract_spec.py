"""What the Dagster UI shows of a table, taken from its contract."""

from typing import Any

import dagster as dg

from app.contracts.base import Contract
from app.contracts.registry import RAW

CODE_VERSION = "1"
"""Raised when the meaning of any computed table changes."""


def contract_spec(contract: Contract) -> dict[str, Any]:
    """Arguments of `@dg.asset` for the table of a contract: key, group, words, owner, columns."""
    return {
        "key": asset_key(contract),
        "group_name": contract.layer,
        "description": _description(contract),
        "owners": [contract.owner],
        "kinds": {"polars", "parquet"},
        "code_version": CODE_VERSION,
        "metadata": _metadata(contract),
    }


def with_raw_contract(spec: dg.AssetSpec) -> dg.AssetSpec:
    """The spec of a raw table with the words and columns of its contract; any other as it is.

    Raw assets name what they read, whatever its columns; what core relies on is in the contract.
    """
    contract = _RAW.get(spec.key)
    if contract is None:
        return spec
    described = spec.replace_attributes(description=_description(contract), owners=[contract.owner])
    return described.merge_attributes(metadata=_metadata(contract))


def asset_key(contract: Contract) -> dg.AssetKey:
    """`marts/usage_daily_v1` for `marts.usage_daily_v1`."""
    return dg.AssetKey([contract.layer, contract.asset_name])


_RAW = {asset_key(contract): contract for contract in RAW}


def _description(contract: Contract) -> str:
    note = f"\n\nDeprecated: {contract.deprecated}" if contract.deprecated else ""
    return f"{contract.description}\n\nOne row is {contract.grain}.{note}"


def _metadata(contract: Contract) -> dict[str, Any]:
    return {"dagster/column_schema": _columns(contract), "key": ", ".join(contract.key)}


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
