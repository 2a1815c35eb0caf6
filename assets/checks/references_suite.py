"""Suites *references*: does everything that is named exist? Looked for in raw tables, before joins hide it."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from assets.checks.great_expectations_suite import ExpectationFactory
from assets.checks.suite import Inputs, Suite


def orphans(inputs: Inputs, table: str, column: str, target: str, target_column: str = "id") -> pl.LazyFrame:
    """Values of `table.column` that no row of `target` has, with the number of rows that name each."""
    named = inputs.table(table).select(column).filter(pl.col(column).is_not_null())
    known = inputs.table(target).select(target_column)
    # What is there goes first: a ledger may name nearly as many batches as it has lines.
    missing = named.join(known, left_on=column, right_on=target_column, how="anti")
    return (
        missing.group_by(column)
        .agg(rows=pl.len().cast(pl.Int64))
        .select(reference=pl.lit(f"{table}.{column}"), value=pl.col(column).cast(pl.String), rows="rows")
    )


def _references(table: str, words: str, *looked_at: Sequence[str], severity: str, gate: str | None = None) -> Suite:
    def facts(inputs: Inputs) -> pl.DataFrame:
        found = pl.concat([orphans(inputs, *where) for where in looked_at])
        return found.collect(engine="streaming").sort("reference", "value")

    def nothing_is_missing(gxe: Any) -> Any:
        return gxe.ExpectColumnValuesToBeBetween(column="rows", max_value=0, severity=severity, notes=words)

    expectations: tuple[ExpectationFactory, ...] = (nothing_is_missing,)
    return Suite("references_suite", table, f"{words}.", facts, expectations, ("reference", "value"), gate)


MOVEMENTS = _references(
    "core.movement_v1",
    "every movement names a part, a slot and a batch that exist",
    ("raw.stock_movements", "part_id", "raw.parts"),
    ("raw.stock_movements", "location_id", "raw.locations"),
    ("raw.stock_movements", "batch_id", "raw.batches"),
    severity="critical",
)
BATCHES = _references(
    "core.batch_v1",
    "every undo names a batch that exists",
    ("raw.batches", "undoes_batch_id", "raw.batches"),
    severity="critical",
)
RECEIPTS = _references(
    "core.receipt_v1",
    "every receipt names a part, a seller and a batch that exist",
    ("raw.receipts", "part_id", "raw.parts"),
    ("raw.receipts", "seller_id", "raw.sellers"),
    ("raw.receipts", "batch_id", "raw.batches"),
    severity="critical",
)
KIT_CONTENTS = _references(
    "core.kit_content_v1",
    "every line of a kit names a part or a kit that exists",
    ("raw.kit_contents", "part_id", "raw.parts"),
    ("raw.kit_contents", "child_kit_id", "raw.kits"),
    ("raw.kit_contents", "kit_id", "raw.kits"),
    severity="critical",
)
CHECKINS = _references(
    "core.device_checkin_v1",
    "every check-in is of a device that is known",
    ("core.device_checkin_v1", "device_key", "raw.devices", "key"),
    severity="warning",
)
LOGS = _references(
    "core.device_log_v1",
    "every log line is of a device that is known",
    ("core.device_log_v1", "device_key", "raw.devices", "key"),
    severity="warning",
)
MANIFESTS = _references(
    "core.firmware_manifest_v1",
    "every manifest is of a device model that is known",
    ("core.firmware_manifest_v1", "model_code", "raw.device_models", "code"),
    severity="warning",
)
CORE_DUMPS = _references(
    "core.core_dump_v1",
    "every core dump is of a device that is known",
    ("core.core_dump_v1", "device_key", "raw.devices", "key"),
    severity="warning",
)
DEVICES = _references(
    "marts.device_inventory_v1",
    "every device is of a model that exists",
    ("raw.devices", "device_model_id", "raw.device_models"),
    severity="critical",
    gate="publish.row_counts",
)
