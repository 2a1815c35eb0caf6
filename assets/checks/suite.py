"""A suite: facts about one table, what is expected of them, and the asset check that says so."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import dagster as dg
import polars as pl

from app.config import Settings
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.open_lake import open_lake
from app.warehouse.run_base import RunBase
from assets.checks.great_expectations_suite import ExpectationFactory, Validation, validate
from assets.io.parquet_io_manager import scan_table


@dataclass(frozen=True)
class Inputs:
    """What facts may be made of: the tables of the run, its clock, and the row counts of the snapshot before."""

    layout: LakeLayout
    now: datetime
    promised_age: timedelta = timedelta(hours=26)
    rows_before: Mapping[str, int] = field(default_factory=dict)
    may_empty: bool = False

    def table(self, name: str) -> pl.LazyFrame:
        """A table by its full name, as in `core.part_v1`; nothing is read yet."""
        layer, _, table = name.partition(".")
        return scan_table(self.layout, layer, table)


@dataclass(frozen=True)
class Suite:
    """Expectations of `table`; `key` are the columns of the facts that name a row.

    The check hangs on the asset `gate` where its facts need tables that are made later than the table itself.
    """

    name: str
    table: str
    description: str
    facts: Callable[[Inputs], pl.DataFrame]
    expectations: tuple[ExpectationFactory, ...]
    key: tuple[str, ...] = ()
    gate: str | None = None

    @property
    def asset(self) -> dg.AssetKey:
        """The asset that the check belongs to."""
        return dg.AssetKey((self.gate or self.table).split("."))


def suite_checks(name: str, suites: Sequence[Suite]) -> dg.AssetChecksDefinition:
    """One step that runs several suites, so that Great Expectations is imported once; all of them block."""

    @dg.multi_asset_check(name=name, specs=[_spec(suite) for suite in suites], can_subset=True)
    def checks(
        context: dg.AssetCheckExecutionContext, settings: dg.ResourceParam[Settings]
    ) -> Iterator[dg.AssetCheckResult]:
        inputs = _inputs(settings, RunBase(open_lake(settings), context.run.run_id).manifest())
        for suite in suites:
            if dg.AssetCheckKey(suite.asset, suite.name) in context.selected_asset_check_keys:
                facts = suite.facts(inputs)
                yield as_check_result(suite, facts.height, validate(suite.name, facts, suite.expectations, suite.key))

    return checks


def _all_hold(expectations: int) -> str:
    """What a check says when nothing is wrong."""
    return "the one expectation holds" if expectations == 1 else f"all {expectations} expectations hold"


def as_check_result(suite: Suite, rows: int, validation: Validation) -> dg.AssetCheckResult:
    """A broken expectation of severity critical is an error, any other a warning."""
    broken = [f"not so: {e.words}{f' ({e.found})' if e.found else ''}" for e in validation.broken]
    lines = [f"| {e.words} | {'yes' if e.holds else '**no**'} | {e.found} |" for e in validation.expectations]
    return dg.AssetCheckResult(
        asset_key=suite.asset,
        check_name=suite.name,
        passed=not broken,
        severity=dg.AssetCheckSeverity.ERROR if validation.is_critical else dg.AssetCheckSeverity.WARN,
        description="; ".join(broken) or _all_hold(len(lines)),
        metadata={
            "table": suite.table,
            "rows": rows,
            "results": dg.MetadataValue.md("\n".join(["| expectation | holds | found |", "|---|---|---|", *lines])),
            "expectations": dg.MetadataValue.json([vars(e) for e in validation.expectations]),
        },
    )


def _spec(suite: Suite) -> dg.AssetCheckSpec:
    description = f"Great Expectations on {suite.table}: {suite.description}"
    return dg.AssetCheckSpec(suite.name, asset=suite.asset, blocking=True, description=description)


def _inputs(settings: Settings, base: Manifest | None) -> Inputs:
    return Inputs(
        LakeLayout(settings.lake_path),
        datetime.now(UTC),
        timedelta(minutes=settings.freshness_minutes),
        base.rows if base else {},
        settings.accept_empty_tables,
    )
