"""Checks generated from contracts: one per table, blocking. A table that breaks its promise is never published."""

import dagster as dg

from app.config import Settings
from app.contracts.base import Contract
from app.contracts.registry import ALL
from app.domain.quality.contract_check import violations
from app.warehouse.layout import LakeLayout
from assets.io.contract_spec import asset_key
from assets.io.parquet_io_manager import scan_table


def contract_check(contract: Contract) -> dg.AssetChecksDefinition:
    """The check that a table keeps its contract."""

    @dg.asset_check(
        asset=asset_key(contract),
        name="contract",
        blocking=True,
        description=f"Columns, types, nulls, key ({', '.join(contract.key)}), bounds and rules of {contract.table}.",
    )
    def check(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
        frame = scan_table(LakeLayout(settings.lake_path), contract.layer, contract.asset_name).collect()
        broken = violations(frame, contract)
        return dg.AssetCheckResult(
            passed=not broken,
            severity=dg.AssetCheckSeverity.ERROR,
            description="; ".join(broken) or f"{frame.height} rows keep the contract",
            metadata={"rows": frame.height, "violations": broken},
        )

    return check


CONTRACT_CHECKS = [contract_check(contract) for contract in ALL]
