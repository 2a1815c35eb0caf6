"""Runs a Great Expectations suite on a frame and turns its answer into an asset check result.

Great Expectations takes about ten seconds to import, so it is imported when a suite runs and nowhere else. It reads
pandas frames only; suites are given the few columns they need.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any

import dagster as dg
import polars as pl

ExpectationFactory = Callable[[Any], Any]
"""Given the module `great_expectations.expectations`, makes one expectation."""


def run_suite(name: str, frame: pl.DataFrame, expectations: Sequence[ExpectationFactory]) -> dg.AssetCheckResult:
    """Validate `frame`; a broken expectation of severity critical is an error, any other a warning."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    import great_expectations.expectations as gxe
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas(name).add_dataframe_asset(name)
    batch = asset.add_batch_definition_whole_dataframe(name).get_batch({"dataframe": frame.to_pandas()})
    suite = gx.ExpectationSuite(name, expectations=[make(gxe) for make in expectations])
    return _as_check_result(batch.validate(suite), frame.height)


def _as_check_result(validation: Any, rows: int) -> dg.AssetCheckResult:
    broken = [result for result in validation.results if not result.success]
    is_critical = any(_severity(result) == "critical" for result in broken)
    lines = [_line(result) for result in validation.results]
    return dg.AssetCheckResult(
        passed=not broken,
        severity=dg.AssetCheckSeverity.ERROR if is_critical else dg.AssetCheckSeverity.WARN,
        description="; ".join(_words(result) for result in broken) or f"all {len(lines)} expectations hold",
        metadata={
            "rows": rows,
            "expectations": len(lines),
            "broken": len(broken),
            "results": dg.MetadataValue.md("\n".join(["| expectation | holds | found |", "|---|---|---|", *lines])),
        },
    )


def _severity(result: Any) -> str:
    severity = result.expectation_config.severity
    return str(getattr(severity, "value", severity)).lower()


def _line(result: Any) -> str:
    count = result.result.get("unexpected_count")
    found = "" if count is None else f"{count} unexpected: {result.result.get('partial_unexpected_list', [])[:3]}"
    return f"| {_words(result)} | {'yes' if result.success else 'no'} | {found.replace('|', '/')} |"


def _words(result: Any) -> str:
    """The sentence given as the expectation's notes."""
    notes = result.expectation_config.notes
    return str(notes) if notes else str(result.expectation_config.type)
