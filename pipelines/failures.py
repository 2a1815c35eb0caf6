"""What made a run fail, in words, and the note of it that every page reads."""

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from app.config import Settings
from app.exceptions import BinsightError, OvertakenException
from app.warehouse.lake import Lake
from app.warehouse.open_lake import open_lake
from app.warehouse.run_failure import RunFailure, record_failure
from assets.publish.outcomes import check_outcomes
from pipelines.jobs import refresh

_CHECK_FAILED = "DagsterAssetCheckFailedError"
_OVERTAKEN = OvertakenException.__name__


def run_problems(instance: dg.DagsterInstance, run_id: str) -> list[str]:
    """Checks and steps of a run that failed, a sentence each.

    Checks that only warned follow where another failed: one may say why.
    """
    outcomes = list(check_outcomes(instance, run_id))
    failed, warned = ([o.sentence for o in outcomes if o.status == status] for status in ("failed", "warned"))
    causes = [*failed, *_step_problems(instance, run_id), *(warned if failed else [])]
    return causes or list(_run_problems(instance, run_id))


def note_failure(instance: dg.DagsterInstance, run_id: str, lake: Lake) -> None:
    """Write down in the lake that a run failed, and why.

    A run that was overtaken says so itself. To readers it is none that failed: what overtook it is newer and in force.
    """
    if _was_only_overtaken(instance, run_id):
        return
    record = instance.get_run_record_by_id(run_id)
    ended_at = record.end_time if record is not None else None
    now = datetime.now(UTC)
    failed_at = datetime.fromtimestamp(ended_at, UTC) if ended_at is not None else now
    record_failure(lake, RunFailure(run_id, failed_at, run_problems(instance, run_id)), now)


@dg.run_failure_sensor(
    monitored_jobs=[refresh],
    minimum_interval_seconds=15,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Notes in the lake that a run failed and why, so that every page of the app says so.",
)
def failed_refresh(context: dg.RunFailureSensorContext, settings: dg.ResourceParam[Settings]) -> None:
    """Runs that were killed are seen, too: Dagster's run monitoring marks them as failed."""
    note_failure(context.instance, context.dagster_run.run_id, open_lake(settings))


def _was_only_overtaken(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Whether every step that failed did so because another run had published meanwhile."""
    errors = [error for _, error in _step_errors(instance, run_id)]
    return bool(errors) and all(_cause(error).cls_name == _OVERTAKEN for error in errors)


def _step_problems(instance: dg.DagsterInstance, run_id: str) -> Iterator[str]:
    """What made steps fail, but for checks, which have said so themselves; steps with one cause come together."""
    steps: dict[str, list[str]] = {}
    for step, error in _step_errors(instance, run_id):
        if error.cls_name != _CHECK_FAILED:
            steps.setdefault(_sentence(error), []).append(step)
    for sentence, names in steps.items():
        yield f"{', '.join(names)}: {sentence}"


def _step_errors(instance: dg.DagsterInstance, run_id: str) -> Iterator[tuple[str, SerializableErrorInfo]]:
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_FAILURE):
        event = entry.get_dagster_event()
        error = event.step_failure_data.error
        if error is not None:
            yield str(event.step_key), error


def _run_problems(instance: dg.DagsterInstance, run_id: str) -> Iterator[str]:
    """What failed outside of any step, such as the settings."""
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.RUN_FAILURE):
        error = entry.get_dagster_event().job_failure_data.error
        if error is not None:
            yield _sentence(error)


def _sentence(error: SerializableErrorInfo) -> str:
    """What an error says; ours say their sentence alone."""
    cause = _cause(error)
    return cause.message.strip().removeprefix(f"{BinsightError.__module__}.{cause.cls_name}: ")


def _cause(error: SerializableErrorInfo) -> SerializableErrorInfo:
    """The first error below Dagster's own."""
    while error.cause is not None and str(error.cls_name).startswith(("Dagster", "RetryRequested")):
        error = error.cause
    return error
