"""Jobs: what is run together."""

import dagster as dg

refresh = dg.define_asset_job(
    name="refresh",
    selection=dg.AssetSelection.all(),
    description="Export, compute, check and publish everything.",
    tags={"binsight/kind": "refresh"},
)


def day_range_tags(first: str, last: str) -> dict[str, str]:
    """Tags that mark the days a run materialises, in one run."""
    return {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
