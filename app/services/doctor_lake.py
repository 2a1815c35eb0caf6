"""Doctor's looks at what the pipeline made: the snapshot in force, the run after it, and foreign sources."""

from pathlib import Path

from app.config import Settings
from app.exceptions import BinsightError, ConfigurationError, ExternalServiceException
from app.services.doctor_finding import Finding
from app.services.foreign.ingest import OUTCOMES, SCHEMAS
from app.sources.foreign.mapping import load_mappings
from app.utils.time import Clock
from app.warehouse.lake import Lake
from app.warehouse.manifest import Manifest
from app.warehouse.open_lake import open_lake
from app.warehouse.run_failure import latest_failure
from app.warehouse.segments import TAIL

_AMISS = (BinsightError, OSError, ValueError, KeyError)
"""What reading a lake that is away or damaged raises."""


def latest_snapshot(settings: Settings, clock: Clock) -> Finding:
    """Whether one is in force, and how old it is."""
    try:
        manifest = _in_force(open_lake(settings))
    except (ConfigurationError, ExternalServiceException) as error:
        return Finding("Snapshot", error.message, "mend S3 first, where the lake lies")
    except _AMISS as error:
        return Finding("Snapshot", f"the lake was damaged: {error}", "run `binsight run` to publish a new one")
    if manifest is None:
        return Finding("Snapshot", "none published yet", "run `binsight run`")
    age = (clock() - manifest.created_at).total_seconds() / 60
    if age > settings.freshness_minutes:
        return Finding(
            "Snapshot", f"{manifest.id} is {age / 60:.0f} h old", "run `binsight run`, or look at the schedule"
        )
    return Finding("Snapshot", f"ok, {manifest.id}, {age:.0f} min old")


def latest_run(settings: Settings) -> Finding:
    """Whether a run failed since the snapshot in force: figures that were held back look like fresh ones."""
    try:
        lake = open_lake(settings)
        failure = latest_failure(lake, _in_force(lake))
    except _AMISS:
        return Finding("Latest run", "not known: the lake cannot be read", "mend what is said of the snapshot first")
    if failure is None:
        return Finding("Latest run", "ok, none failed since the snapshot in force")
    said = "; ".join(failure.problems) or "it ended without a word"
    return Finding(
        "Latest run",
        f"{failure.run_id[:8]} of {failure.failed_at:%Y-%m-%d %H:%M} UTC published nothing: {said}",
        "mend what is named, then run `binsight run`",
    )


def foreign_sources(settings: Settings) -> Finding:
    """Whether the mappings can be read, name every source that the snapshot in force has, and none was refused."""
    try:
        mapped = [mapping.source for mapping in load_mappings(settings.foreign_sources)]
    except ConfigurationError as error:
        return Finding("Foreign sources", error.message, "correct the mapping, or BINSIGHT_FOREIGN_SOURCES")
    try:
        manifest = _in_force(open_lake(settings))
    except _AMISS:
        manifest = None  # the look at the snapshot says so
    if gone := sorted(_sources(manifest) - set(mapped)):
        return Finding(
            "Foreign sources",
            f"no mapping here names {', '.join(gone)}, which the snapshot in force has: no run from here reads it",
            "set BINSIGHT_FOREIGN_SOURCES here and where `binsight up` is started, or see docs/foreign_sources.md",
        )
    outcomes = manifest.outcomes if manifest else []
    if told := [o.message for o in outcomes if o.table == f"raw.{OUTCOMES}" and o.status != "passed"]:
        return Finding("Foreign sources", "; ".join(told), "mend what is named, then run `binsight run`")
    return Finding("Foreign sources", f"ok, {', '.join(mapped) or 'none mapped'}")


def _in_force(lake: Lake) -> Manifest | None:
    """Manifest of the snapshot in force, None when there is none; a missing or damaged one is one of `_AMISS`."""
    pointer = lake.pointer()
    return lake.manifest(pointer.snapshot) if pointer else None


def _sources(manifest: Manifest | None) -> set[str]:
    """Sources whose rows a snapshot holds, a file each."""
    tables = [manifest.ingest[name] for name in SCHEMAS if name in manifest.ingest] if manifest else []
    return {Path(file.path).stem for table in tables for file in table.files} - {Path(TAIL).stem}
