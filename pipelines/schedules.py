"""Schedules: when the pipeline runs by itself.

Assets carry no automation conditions on purpose (ADR 0018): every table is made from one exported snapshot, so whole
runs are what is started, by one schedule and by one request per change below `drops/`.
"""

from datetime import timedelta

import dagster as dg

from pipelines.jobs import day_range_tags, refresh, tidy_up

TRAILING_DAYS = 7
"""Days marked as materialised by a scheduled run; usage of all days is computed anyway."""


@dg.schedule(
    job=refresh,
    cron_schedule="0 * * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every hour, on the hour.",
)
def hourly_refresh(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Refresh, with the last week's days."""
    today = context.scheduled_execution_time.date()
    first = today - timedelta(days=TRAILING_DAYS - 1)
    return dg.RunRequest(
        run_key=context.scheduled_execution_time.isoformat(), tags=day_range_tags(first.isoformat(), today.isoformat())
    )


daily_tidy_up = dg.ScheduleDefinition(
    name="daily_tidy_up",
    job=tidy_up,
    cron_schedule="30 3 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at half past three.",
)
