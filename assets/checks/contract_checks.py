"""Checks generated from contracts: one per table, blocking. A table that breaks its promise is never published.

Tables that one step makes are checked in one step, and so are those of foreign sources, which most stores have none of:
every step costs a tenth of a second.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import dagster as dg
import polars as pl

from app.config import Settings
from app.contracts.base import Contract
from app.contracts.foreign_marts import FOREIGN_MARTS
from app.contracts.raw.foreign import RAW_FOREIGN
from app.contracts.raw.object_store import OBJECTS
from app.contracts.registry import COMPUTED, CORE_FOREIGN, RAW_DROPS, RAW_POSTGRES
from app.contracts.row_counts import ROW_COUNTS
from app.domain.quality.contract_check import violations
from app.warehouse.layout import LakeLayout
from assets.io.contract_spec import asset_key
from assets.io.parquet_io_manager import scan_table


def contract_checks(name: str, contracts: Sequence[Contract]) -> dg.AssetChecksDefinition:
    """The checks that tables made by one step keep their contracts."""

    @dg.multi_asset_check(name=name, specs=[_spec(contract) for contract in contracts], can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, settings: dg.ResourceParam[Settings]
    ) -> Iterator[dg.AssetCheckResult]:
        layout = LakeLayout(settings.lake_path)
        wanted = {key.asset_key for key in context.selected_asset_check_keys}
        for contract in contracts:
            if asset_key(contract) in wanted:
                yield contract_result(layout, contract)

    return check


def _spec(contract: Contract) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        "contract",
        asset=asset_key(contract),
        blocking=True,
        description=f"Columns, types, nulls, key ({', '.join(contract.key)}), bounds and rules of {contract.table}.",
    )


def contract_result(layout: LakeLayout, contract: Contract) -> dg.AssetCheckResult:
    """Whether the table in the work area keeps its contract.

    Raises:
        FileNotFoundError: it was never computed here.
    """
    table = scan_table(layout, contract.layer, contract.asset_name)
    broken, rows = violations(table, contract), table.select(pl.len()).collect().item()
    return dg.AssetCheckResult(
        asset_key=asset_key(contract),
        check_name="contract",
        passed=not broken,
        severity=dg.AssetCheckSeverity.ERROR,
        description="; ".join(broken) or f"{rows} rows keep the contract",
        metadata={"rows": rows, "violations": broken},
    )


def _computed() -> Iterator[dg.AssetChecksDefinition]:
    """Checks in the order of the contracts."""
    together = {"foreign_core_contracts": CORE_FOREIGN, "foreign_marts_contracts": FOREIGN_MARTS}
    group_of = {contract.table: name for name, contracts in together.items() for contract in contracts}
    for name, contracts in groupby(COMPUTED, lambda c: group_of.get(c.table, f"{c.layer}_{c.asset_name}_contract")):
        yield contract_checks(name, list(contracts))


CONTRACT_CHECKS = [
    contract_checks("raw_postgres_contracts", RAW_POSTGRES),
    contract_checks("raw_objects_contract", [OBJECTS]),
    contract_checks("raw_drops_contracts", RAW_DROPS),
    contract_checks("raw_foreign_contracts", RAW_FOREIGN),
    *_computed(),
    contract_checks("row_counts_contract", [ROW_COUNTS]),
]
