"""Raw tables of the object store: what lies there, and the check-ins that devices dropped."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from app.config import Settings
from app.services.object_store import ObjectStore
from app.sources.device_drops import PREFIX, parse_drops
from app.sources.object_listing import listing_frame

_COMMON: dict[str, Any] = {"group_name": "raw", "owners": ["team:insight"], "kinds": {"s3", "parquet"}}


@dg.asset(
    key=["raw", "objects"],
    description="Every object of the bucket: documents below cas/, device drops below drops/.",
    pool="lake",
    **_COMMON,
)
def objects(settings: dg.ResourceParam[Settings]) -> pl.DataFrame:
    """List the bucket."""
    stored = ObjectStore(settings).list()
    return listing_frame((o.key, o.size, o.etag, o.last_modified) for o in stored)


@dg.multi_asset(
    name="raw_device_drops",
    outs={
        "device_checkins": dg.AssetOut(
            key=["raw", "device_checkins"], description="Check-in lines that could be read.", **_COMMON
        ),
        "rejected_lines": dg.AssetOut(
            key=["raw", "rejected_lines"],
            description="Lines of device drops that could not be read, each with its reason.",
            **_COMMON,
        ),
    },
    deps=[["raw", "objects"]],
    pool="lake",
)
def raw_device_drops(settings: dg.ResourceParam[Settings]) -> Iterator[dg.Output[Any]]:
    """Read all files below `drops/devices/`; nothing in one may be dated after it arrived."""
    store = ObjectStore(settings)
    files = (o for o in store.list(PREFIX) if o.key.endswith(".ndjson"))
    checkins, rejects = parse_drops((o.key, o.last_modified, store.get(o.key)) for o in files)
    yield dg.Output(checkins, output_name="device_checkins")
    yield dg.Output(rejects, output_name="rejected_lines", metadata={"rejected": rejects.height})
