"""Run the pipeline now, in this process: what `binsight run` and `binsight up --once` call."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Any

import dagster as dg

from app.config import Settings
from app.exceptions import ValidationException
from app.warehouse.layout import LakeLayout, table_files
from app.warehouse.open_lake import open_lake
from app.warehouse.snapshot import SnapshotStore
from assets.partitions import HISTORY_START
from assets.publish.outcomes import check_outcomes
from assets.publish.snapshot import SNAPSHOT_KEY
from pipelines.definitions import build_defs
from pipelines.environment import fixed_settings
from pipelines.failures import note_failure, run_problems
from pipelines.jobs import day_range_tags
from pipelines.schedules import TRAILING_DAYS

FIRST_RUN_DAYS = 365


@dataclass(frozen=True)
class RunSummary:
    """What a run did. `snapshot` is None when nothing was published; `problems` then says why.

    `warnings` are the checks that warned, a sentence each.
    """

    snapshot: str | None
    run_id: str
    tables: dict[str, int]
    checks: dict[str, int]
    seconds: dict[str, float]
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def run_pipeline(settings: Settings, select: str | None = None) -> RunSummary:
    """Run the job `refresh`, or the assets that `select` names in Dagster's selection syntax.

    Raises:
        ValidationException: `select` names nothing.
    """
    started = perf_counter()
    # Hundreds of day partitions make one event each; stored one by one they would cost 40 ms apiece.
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")
    with _instance(settings) as instance:
        job = build_defs(fixed_settings(settings)).resolve_job_def("refresh")
        result = job.execute_in_process(
            instance=instance,
            tags=_days(settings, instance),
            run_config=_console("CRITICAL" if instance.is_persistent else "ERROR"),
            asset_selection=_selection(job, select),
            raise_on_error=False,
        )
        outcomes = list(check_outcomes(instance, result.run_id))
        problems = [] if result.success else run_problems(instance, result.run_id)
        if not result.success:
            note_failure(instance, result.run_id, open_lake(settings))
    checks = {status: sum(o.status == status for o in outcomes) for status in ("passed", "failed", "warned")}
    seconds = _seconds(result) | {"total": perf_counter() - started}
    snapshot = _published(result)
    tables = SnapshotStore(open_lake(settings)).manifest(snapshot).rows if snapshot else {}
    warnings = [outcome.sentence for outcome in outcomes if outcome.status == "warned"]
    return RunSummary(snapshot, result.run_id, tables, checks, seconds, problems, warnings)


@contextmanager
def _instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """Dagster's instance of this home, so that the run shows in the UI; a passing one when no storage is configured."""
    with ExitStack() as stack:
        if settings.dagster_storage_url is None or not (settings.dagster_home / "dagster.yaml").exists():
            yield stack.enter_context(dg.DagsterInstance.ephemeral())
            return
        # Dagster reads its storage URL from the environment and nowhere else.
        os.environ["BINSIGHT_DAGSTER_DATABASE_URL"] = settings.dagster_storage_url
        instance = stack.enter_context(dg.DagsterInstance.from_config(str(settings.dagster_home)))
        # Keep one connection open: by default each of a run's thousands of events has a new one.
        instance.optimize_for_webserver(statement_timeout=60_000, pool_recycle=3600, max_overflow=20)
        yield instance


def _console(level: str) -> dict[str, Any]:
    """What a terminal shows of the run's events. An instance that lasts keeps them all; the summary has the reasons."""
    return {"loggers": {"console": {"config": {"log_level": level}}}}


def _days(settings: Settings, instance: dg.DagsterInstance) -> dict[str, str]:
    """The days that this run marks: the last week, or the last year when nothing was computed before.

    An instance that forgets the marks is not given a year of them, which would take half as long as the run.
    """
    today = datetime.now(UTC).date()
    is_first = not table_files(LakeLayout(settings.lake_path).work_table("marts", "usage_daily_v1"))
    days = FIRST_RUN_DAYS if is_first and instance.is_persistent else TRAILING_DAYS
    first = today - timedelta(days=days - 1)
    return day_range_tags(max(first, date.fromisoformat(HISTORY_START)).isoformat(), today.isoformat())


def _selection(job: dg.JobDefinition, select: str | None) -> list[dg.AssetKey] | None:
    if select is None:
        return None
    try:
        keys = dg.AssetSelection.from_string(select).resolve(job.asset_layer.asset_graph)
    except dg.DagsterError as error:
        raise ValidationException(f"'{select}' selects nothing: {error}", field="select") from error
    if not keys:
        raise ValidationException(f"'{select}' selects nothing; try key:\"marts/usage_daily_v1\"", field="select")
    return sorted(keys)


def _published(result: dg.ExecuteInProcessResult) -> str | None:
    """Id of the snapshot that the run put in force, which another run may have followed by now."""
    for event in result.get_asset_materialization_events():
        if event.asset_key == SNAPSHOT_KEY:
            return str(event.materialization.metadata["snapshot"].value)
    return None


def _seconds(result: dg.ExecuteInProcessResult) -> dict[str, float]:
    return {
        str(event.step_key): event.step_success_data.duration_ms / 1000
        for event in result.all_events
        if event.is_step_success
    }
