"""Suite *freshness*: is what was read as young as promised, and does anybody still book?"""

from datetime import datetime

import polars as pl

from assets.checks.suite import Inputs, Suite

QUIET_DAYS = 30
"""A store without a movement for so long has probably lost its way into the ledger."""


def freshness_facts(inputs: Inputs) -> pl.DataFrame:
    """One row: age of the export beside the promise, in minutes, and of the newest movement, in days.

    An empty ledger has no newest movement.
    """
    told = inputs.table("raw.watermark").select("exported_at").collect().item()
    exported_at = datetime.fromisoformat(told)
    newest = inputs.table("core.movement_v1").select(pl.col("recorded_at").max()).collect(engine="streaming").item()
    return pl.DataFrame(
        {
            "exported_at": [told],
            "export_age_minutes": [(inputs.now - exported_at).total_seconds() / 60],
            "promised_minutes": [inputs.promised_age.total_seconds() / 60],
            "quiet_days": [None if newest is None else (inputs.now - newest).total_seconds() / 86_400],
        },
        schema_overrides={"quiet_days": pl.Float64},
    )


FRESHNESS = Suite(
    name="freshness_suite",
    table="core.movement_v1",
    description="the export is as young as promised, and the ledger is in use.",
    facts=freshness_facts,
    key=("exported_at",),
    expectations=(
        lambda gxe: gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="promised_minutes",
            column_B="export_age_minutes",
            or_equal=True,
            severity="warning",
            notes="the export is no older than promised",
        ),
        lambda gxe: gxe.ExpectColumnValuesToBeBetween(
            column="export_age_minutes",
            min_value=-5,
            severity="warning",
            notes="the clocks of the database and of this machine agree",
        ),
        lambda gxe: gxe.ExpectColumnValuesToBeBetween(
            column="quiet_days",
            max_value=QUIET_DAYS,
            severity="warning",
            notes=f"something was booked in the last {QUIET_DAYS} days",
        ),
    ),
)
