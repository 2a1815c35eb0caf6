"""Jobs: what is run together."""

import dagster as dg

_MAINTENANCE = dg.AssetSelection.groups("maintenance")

refresh = dg.define_asset_job(
    name="refresh",
    selection=dg.AssetSelection.all() - _MAINTENANCE,
    description="Export, compute, check and publish everything.",
    tags={"binsight/kind": "refresh"},
)

tidy_up = dg.define_asset_job(
    name="tidy_up",
    selection=_MAINTENANCE,
    description="Remove stored files that nothing needs any more.",
    tags={"binsight/kind": "tidy_up"},
)


def day_range_tags(first: str, last: str) -> dict[str, str]:
    """Tags that mark the days a run materialises, in one run."""
    return {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
