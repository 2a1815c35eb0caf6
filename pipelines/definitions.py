"""The table of contents of the pipeline: `defs` for Dagster, `build_defs(...)` for tests and the command line."""

import warnings
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import dagster as dg

from assets.checks.contract_checks import CONTRACT_CHECKS
from assets.checks.suites import SUITE_CHECKS
from assets.core import buying, catalogue, device_store, devices, foreign, history, ledger
from assets.io.contract_spec import with_contract
from assets.maintenance import orphans
from assets.marts import fleet, placement_plan, stock, storage, usage
from assets.marts import foreign as foreign_marts
from assets.publish import row_counts, snapshot
from assets.raw import foreign as raw_foreign
from assets.raw import object_store, postgres
from pipelines.environment import DEFAULT_RESOURCES
from pipelines.failures import failed_refresh
from pipelines.jobs import PLAN_KEY, plan_moves, refresh, tidy_up
from pipelines.schedules import daily_tidy_up, hourly_refresh
from pipelines.sensors import new_drops

ASSET_MODULES = [
    postgres,
    object_store,
    raw_foreign,
    foreign,
    catalogue,
    ledger,
    buying,
    device_store,
    devices,
    history,
    stock,
    usage,
    storage,
    placement_plan,
    fleet,
    foreign_marts,
    row_counts,
    snapshot,
    orphans,
]
HOURLY = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=26), warn_window=timedelta(hours=3))
NIGHTLY = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=50), warn_window=timedelta(hours=26))


def build_defs(resources: Mapping[str, Any] | None = None) -> dg.Definitions:
    """All definitions; `resources` replaces defaults by name."""
    warnings.filterwarnings("ignore", category=dg.PreviewWarning)  # mapped specs are how one policy serves all assets
    definitions = dg.Definitions(
        assets=dg.load_assets_from_modules(ASSET_MODULES),
        asset_checks=[*CONTRACT_CHECKS, *SUITE_CHECKS],
        jobs=[refresh, tidy_up, plan_moves],
        schedules=[hourly_refresh, daily_tidy_up],
        sensors=[new_drops, failed_refresh],
        resources={**DEFAULT_RESOURCES, **(resources or {})},
        executor=dg.in_process_executor,
    )
    return definitions.map_resolved_asset_specs(func=lambda spec: _with_freshness(with_contract(spec)))


def _with_freshness(spec: dg.AssetSpec) -> dg.AssetSpec:
    """How fresh an asset has to be follows from what runs it; what is run by hand is as old as people want it."""
    if spec.key == PLAN_KEY:
        return spec
    promised: dg.AssetSpec = dg.apply_freshness_policy(spec, NIGHTLY if spec.group_name == "maintenance" else HOURLY)
    return promised


defs = build_defs()
