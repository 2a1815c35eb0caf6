"""Runs Great Expectations on a frame of facts and gives back what each expectation found, in words.

Great Expectations takes seconds to import, so it is imported when the first suite of a run runs and nowhere else. It
reads pandas frames only; suites hand over facts that were counted before, never a whole table.
"""

import math
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from app.warehouse.manifest import Expectation

ExpectationFactory = Callable[[Any], Any]
"""Given the module `great_expectations.expectations`, makes one expectation; its notes are the sentence people read."""
_SHOWN = 3

SPARK = "pyspark"


@dataclass(frozen=True)
class Validation:
    """What every expectation found; `is_critical` when one of severity critical does not hold."""

    expectations: list[Expectation]
    is_critical: bool

    @property
    def broken(self) -> list[Expectation]:
        """Expectations that do not hold."""
        return [expectation for expectation in self.expectations if not expectation.holds]


def validate(
    name: str, facts: pl.DataFrame, expectations: Sequence[ExpectationFactory], key: Sequence[str] = ()
) -> Validation:
    """Hold facts to expectations; `key` names the columns that tell a reader which row was found."""
    context, gx, gxe = _great_expectations()
    source = context.data_sources.add_or_update_pandas(name)
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(name)
    suite = gx.ExpectationSuite(name, expectations=[make(gxe) for make in expectations])
    shown = {"partial_unexpected_count": _SHOWN, "unexpected_index_column_names": list(key)}
    result_format = {"result_format": "SUMMARY", **{option: value for option, value in shown.items() if value}}
    answer = batch.get_batch({"dataframe": facts.to_pandas()}).validate(suite, result_format=result_format)
    broken = [result for result in answer.results if not result.success]
    return Validation(
        [Expectation(_words(result), bool(result.success), _found(result.result)) for result in answer.results],
        any(_severity(result) == "critical" for result in broken),
    )


@cache
def _great_expectations() -> tuple[Any, Any, Any]:
    """A context in memory, the package, and its expectations."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with _without_spark():
        import great_expectations as gx
        import great_expectations.expectations as gxe
        from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context, gx, gxe


@contextmanager
def _without_spark() -> Iterator[None]:
    """Hide Spark's client: Great Expectations would load all of it and then look for a Spark that is not there."""
    client = sys.modules.get(SPARK)
    sys.modules[SPARK] = None  # type: ignore[assignment]  # the import system's own way to say: not installed
    try:
        yield
    finally:
        del sys.modules[SPARK]
        if client is not None:
            sys.modules[SPARK] = client


def _severity(result: Any) -> str:
    severity = result.expectation_config.severity
    return str(getattr(severity, "value", severity)).lower()


def _words(result: Any) -> str:
    notes = result.expectation_config.notes
    return str(notes) if notes else str(result.expectation_config.type)


def _found(result: Mapping[str, Any]) -> str:
    """`2 of 507: part_key ABCD, location 1-1, ...`; empty when nothing is out of the ordinary."""
    count = result.get("unexpected_count")
    if not count:
        return ""
    rows = result.get("partial_unexpected_index_list") or []
    examples = [
        ", ".join(_fact(name, value) for name, value in sorted(row.items())) for row in rows if isinstance(row, Mapping)
    ]
    more = "; ..." if examples and count > len(examples) else ""
    return f"{count} of {result['element_count']}" + (f": {'; '.join(examples)}{more}" if examples else "")


def _fact(name: str, value: object) -> str:
    is_missing = value is None or (isinstance(value, float) and math.isnan(value))  # pandas says NaN
    return f"no {name}" if is_missing else f"{name} {value}"
