"""What the Dagster UI shows of a table, taken from its contract."""

from typing import Any

import dagster as dg

from app.contracts.base import Contract
from app.contracts.lineage import LINEAGE
from app.contracts.registry import RAW
from app.contracts.row_counts import ROW_COUNTS

CODE_VERSION = "1"
"""Raised when the meaning of any computed table changes."""
_FEW_PARTITIONS = 31


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


def with_contract(spec: dg.AssetSpec) -> dg.AssetSpec:
    """The spec of a table that is not published with the words and columns of its contract; any other as it is.

    Raw assets name what they read, whatever its columns; what core relies on is in the contract.
    """
    contract = _UNPUBLISHED.get(spec.key)
    if contract is None:
        return spec
    described = spec.replace_attributes(description=_description(contract), owners=[contract.owner])
    return described.merge_attributes(metadata=_metadata(contract))


def column_lineage(table: str, partitions: int = 1) -> dict[str, Any]:
    """Metadata of one materialisation that draws the table's columns back to those they come from.

    A run that marks a year of days makes an event for each of them; there the lineage is left to the next run.
    """
    sources = LINEAGE.get(table, {})
    if not sources or partitions > _FEW_PARTITIONS:
        return {}
    deps = {column: [_column_dep(source) for source in origins] for column, origins in sources.items()}
    return {"dagster/column_lineage": dg.TableColumnLineage(deps)}


def _column_dep(source: str) -> dg.TableColumnDep:
    layer, table, column = source.split(".")
    return dg.TableColumnDep(asset_key=dg.AssetKey([layer, table]), column_name=column)


def asset_key(contract: Contract) -> dg.AssetKey:
    """`marts/usage_daily_v1` for `marts.usage_daily_v1`."""
    return dg.AssetKey([contract.layer, contract.asset_name])


_UNPUBLISHED = {asset_key(contract): contract for contract in (*RAW, ROW_COUNTS)}


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
