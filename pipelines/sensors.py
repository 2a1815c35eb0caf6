"""Sensors: what else makes the pipeline run."""

import hashlib
from datetime import UTC, datetime

import dagster as dg

from app.config import Settings
from app.domain.fleet.drops import PREFIX
from app.services.object_store import ObjectStore
from pipelines.jobs import day_range_tags, refresh


@dg.sensor(
    job=refresh,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Runs the pipeline when a file under drops/ is new, changed or gone.",
)
def new_drops(
    context: dg.SensorEvaluationContext, settings: dg.ResourceParam[Settings]
) -> dg.SensorResult | dg.SkipReason:
    """Compare the listing with the one of the last look; the cursor is a hash of keys, content tags and sizes.

    Requests have no run key: files that come, go and come again are a change each time, and a run key that was used
    before would be dropped.
    """
    listing = sorted((stored.key, stored.etag, stored.size) for stored in ObjectStore(settings).list(PREFIX))
    cursor = hashlib.sha256(repr(listing).encode()).hexdigest()
    if cursor == context.cursor:
        return dg.SkipReason(f"no new files among {len(listing)} under {PREFIX}")
    if context.cursor is None:
        # The first look only remembers: what lies there already is taken by the first refresh.
        return dg.SensorResult(skip_reason=f"{len(listing)} files under {PREFIX} noted", cursor=cursor)
    today = datetime.now(UTC).date().isoformat()
    return dg.SensorResult([dg.RunRequest(tags=day_range_tags(today, today))], cursor=cursor)
