"""Jobs: what is run together."""

import dagster as dg

_MAINTENANCE = dg.AssetSelection.groups("maintenance")
PLAN_KEY = dg.AssetKey(["marts", "placement_plan_v1"])
_PLAN = dg.AssetSelection.assets(PLAN_KEY)

refresh = dg.define_asset_job(
    name="refresh",
    selection=dg.AssetSelection.all() - _MAINTENANCE - _PLAN,
    description="Export, compute, check and publish everything.",
    tags={"binsight/kind": "refresh"},
)

tidy_up = dg.define_asset_job(
    name="tidy_up",
    selection=_MAINTENANCE,
    description="Remove stored files that nothing needs any more.",
    tags={"binsight/kind": "tidy_up"},
)

plan_moves = dg.define_asset_job(
    name="plan_moves",
    selection=_PLAN,
    description="Look for moves that save walking; started by hand, because the search takes seconds to minutes.",
    tags={"binsight/kind": "plan_moves"},
)


def day_range_tags(first: str, last: str) -> dict[str, str]:
    """Tags that mark the days a run materialises, in one run."""
    return {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
