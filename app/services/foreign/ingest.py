"""Reads every foreign source whole, under one snapshot each; one that is refused keeps the rows read before.

The rows of a source lie in a file of its own in each raw table, so that sources never get into each other's way.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from app.contracts.base import TIMESTAMP
from app.contracts.foreign import FOREIGN_ROWS, FOREIGN_SOURCE
from app.contracts.raw.foreign import FOREIGN_COLUMNS
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import violations
from app.domain.quality.schema_drift import Mapped, breaking_drift
from app.exceptions import BinsightError, InvalidOperationException, ServiceUnavailableException
from app.services.foreign.kept_rows import kept_rows
from app.sources.foreign.mapping import TARGETS, JsonMember, Mapping
from app.sources.foreign.reading import COLUMNS, read_columns, read_rows
from app.sources.postgres.snapshot import ExportedSnapshot, exported_snapshot
from app.warehouse.files import count_rows, write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.segments import TAIL, start_from_published

READINGS = FOREIGN_COLUMNS.name
OUTCOMES = FOREIGN_SOURCE.name
_KEPT = (*FOREIGN_ROWS, FOREIGN_COLUMNS)
SCHEMAS = {contract.name: contract.schema for contract in _KEPT}
"""Raw tables that are carried from snapshot to snapshot, a file a source; `foreign_source` is new in every run."""


@dataclass(frozen=True)
class Outcome:
    """How the reading of a source went: `reason` says why it was refused, None when it was read.

    `is_away` when its server did not answer, as it may a little later.
    """

    source: str
    reason: str | None
    is_away: bool = False


@dataclass(frozen=True)
class Reading:
    """How the reading of all sources went.

    `removed` are rows that were taken out: by source where it was to be forgotten, by `source.table` where the table
    left its mapping.
    """

    outcomes: Sequence[Outcome]
    removed: dict[str, int]

    @property
    def refused(self) -> dict[str, str]:
        """Why a source was refused, by source."""
        return {outcome.source: outcome.reason for outcome in self.outcomes if outcome.reason is not None}


def ingest_foreign(
    layout: LakeLayout, published: Manifest | None, mappings: Sequence[Mapping], forget: Collection[str] = ()
) -> Reading:
    """Bring the raw tables of foreign sources up to date.

    A source without a mapping keeps its rows, and its outcome says so, until `forget` names it.
    """
    folders = {name: start_from_published(layout, name, published) for name in SCHEMAS}
    outcomes = [_read(mapping, folders) for mapping in mappings]
    removed = _remove(folders, mappings, forget)
    outcomes += _unmapped(folders, mappings)
    outcomes = [_with_fitting_rows(outcome, folders) for outcome in outcomes]
    for name, folder in folders.items():
        write_parquet(pl.DataFrame(schema=SCHEMAS[name]), folder / TAIL)
    rows = [(o.source, "read" if o.reason is None else "refused", o.reason) for o in outcomes]
    frame = pl.DataFrame(rows, schema=FOREIGN_SOURCE.schema, orient="row")
    write_parquet(frame, layout.work_file("raw", OUTCOMES))
    return Reading(outcomes, removed)


def _remove(folders: dict[str, Path], mappings: Sequence[Mapping], forget: Collection[str]) -> dict[str, int]:
    """Take away what is to be forgotten; returns how many parts, stock records and movements it had.

    A table that left its mapping goes, too: it would stay as it was last read, beside tables of today.
    """
    removed: dict[str, int] = {}
    mapped = {mapping.source: {TARGETS[target].name for target in mapping.tables} | {READINGS} for mapping in mappings}
    for name, folder in folders.items():
        for path in sorted(folder.iterdir()):
            source = path.stem
            has_left = name not in mapped[source] if source in mapped else source in forget
            if has_left:
                rows = 0 if name == READINGS else count_rows([path])
                gone = f"{source}.{name.removeprefix('foreign_')}" if source in mapped else source
                removed[gone] = removed.get(gone, 0) + rows
                path.unlink()
    return removed


def _unmapped(folders: dict[str, Path], mappings: Sequence[Mapping]) -> list[Outcome]:
    """Sources that have rows here and no mapping: settings are missing in a shell more often than a source goes."""
    there = {path.stem for folder in folders.values() for path in folder.iterdir()}
    return [
        Outcome(
            source,
            f"No mapping of BINSIGHT_FOREIGN_SOURCES names {source}: map it again, or name it in "
            "BINSIGHT_FORGET_SOURCES for one run, which takes it out",
        )
        for source in sorted(there - {mapping.source for mapping in mappings})
    ]


def _with_fitting_rows(outcome: Outcome, folders: dict[str, Path]) -> Outcome:
    """Leave out rows that an earlier version has read and that do not fit any more; a refused source says so."""
    left_out = []
    for contract in _KEPT if outcome.reason is not None else (FOREIGN_COLUMNS,):
        path = folders[contract.name] / f"{outcome.source}.parquet"
        rows, left = kept_rows(path, contract)
        if path.exists() and (left or pl.read_parquet_schema(path) != contract.schema):
            write_parquet(rows, path)
        left_out += [left] if left else []
    if outcome.reason is None or not left_out:
        return outcome
    said = f"{outcome.reason}. Rows read before that do not fit any more are left out: {', '.join(left_out)}"
    return replace(outcome, reason=said)


def _read(mapping: Mapping, folders: dict[str, Path]) -> Outcome:
    """Read one source whole and only then write its files."""
    places = {name: folder / f"{mapping.source}.parquet" for name, folder in folders.items()}
    try:
        with exported_snapshot(mapping.url, named_by=f"the url of the mapping {mapping.source}") as snapshot:
            frames = _checked(snapshot, mapping, places)
    except BinsightError as error:
        return Outcome(mapping.source, error.message, isinstance(error, ServiceUnavailableException))
    for name, frame in frames.items():
        write_parquet(frame, places[name])
    return Outcome(mapping.source, None)


def _checked(snapshot: ExportedSnapshot, mapping: Mapping, places: dict[str, Path]) -> dict[str, pl.DataFrame]:
    """Columns and rows of a source that fits its mapping and lost nothing.

    Raises:
        InvalidOperationException: it does not fit, or too much of it is gone.
        ContractViolationException: it holds a value that cannot enter the lake.
    """
    readings, _ = kept_rows(places[READINGS], FOREIGN_COLUMNS)
    last = readings.filter(pl.col("read_at") == pl.col("read_at").max()).select(COLUMNS.names())
    now = read_columns(snapshot, mapping)
    broken = breaking_drift(last, now, _mapped(mapping), mapping.accept_retyped)
    if broken:
        remedy = "Correct the mapping, or point it at the right database"
        raise InvalidOperationException(f"read {mapping.source}", f"{'; '.join(broken)}. {remedy}")
    frames = {}
    for target in mapping.tables:
        contract = TARGETS[target]
        schema, table = mapping.tables[target].place
        types = dict(now.filter(pl.col("table_name") == f"{schema}.{table}").select("column_name", "type").iter_rows())
        frame = conform(read_rows(snapshot, mapping, target, types), contract)
        wrong = violations(frame.lazy(), contract)
        if wrong:
            raise InvalidOperationException(f"read {mapping.source}", "; ".join(wrong))
        before = places[contract.name]
        _refuse_shrinking(mapping, target, count_rows([before]) if before.exists() else 0, frame.height)
        frames[contract.name] = frame
    if not last.equals(now):
        facts = [pl.lit(mapping.source).alias("source"), pl.lit(datetime.now(UTC), TIMESTAMP).alias("read_at")]
        frames[READINGS] = pl.concat([readings, now.select(*facts, *COLUMNS.names())])
    return frames


def _refuse_shrinking(mapping: Mapping, target: str, before: int, now: int) -> None:
    if now < before * mapping.may_shrink_to or (before and not now and mapping.may_shrink_to > 0):
        table = mapping.tables[target].table
        raise InvalidOperationException(
            f"read {mapping.source}",
            f"{table} holds {now} rows, {before} before, and may shrink to {mapping.may_shrink_to:.0%} at most. "
            "If that is right, set may_shrink_to: 0 in its mapping for one run",
        )


def _mapped(mapping: Mapping) -> Mapped:
    """The source's columns that are read, with the type each must fit."""
    found: dict[tuple[str, str], DataType | DataTypeClass | None] = {}
    for target, table in mapping.tables.items():
        schema = TARGETS[target].schema
        for name, spec in table.columns.items():
            place = (".".join(table.place), table.column_of(name))
            found[place] = None if isinstance(spec, JsonMember) else schema[name]
    return found
