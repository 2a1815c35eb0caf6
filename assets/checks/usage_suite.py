"""Suite *usage*: does usage follow from the ledger, and are rates plausible?"""

import polars as pl

from app.domain.usage.daily import USAGE_REASONS
from assets.checks.suite import Inputs, Suite


def usage_facts(inputs: Inputs) -> pl.DataFrame:
    """One row per part: units that ever came in, consumption by the ledger and by day, and the rate.

    A part without movements has no row; one without a rate has none.
    """
    delta = pl.col("delta")
    ledger = (
        inputs.table("core.movement_v1")
        .group_by("part_key")
        .agg(
            came_in=delta.filter(delta > 0).sum(),
            consumed=-delta.filter(pl.col("root_reason").is_in(USAGE_REASONS)).sum(),
        )
    )
    by_day = inputs.table("marts.usage_daily_v1").group_by("part_key").agg(used=pl.col("used_qty").sum())
    rates = inputs.table("marts.part_activity_v1").select("part_key", "daily_rate", "used_365d")
    facts = ledger.join(by_day, "part_key", "full", coalesce=True).join(rates, "part_key", "left")
    whole = facts.with_columns(pl.col("came_in", "consumed", "used", "used_365d").fill_null(0))
    return whole.collect(engine="streaming").sort("part_key")


USAGE = Suite(
    name="usage_suite",
    table="marts.usage_daily_v1",
    description="usage by day adds up to the ledger, and rates are bounded by what ever came in.",
    facts=usage_facts,
    key=("part_key",),
    gate="publish.row_counts",
    expectations=(
        lambda gxe: gxe.ExpectColumnPairValuesToBeEqual(
            column_A="consumed",
            column_B="used",
            severity="critical",
            notes="usage by day adds up to the consumption in the ledger",
        ),
        lambda gxe: gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="came_in",
            column_B="used",
            or_equal=True,
            severity="warning",
            notes="no more was used than ever came in",
        ),
        lambda gxe: gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="used",
            column_B="used_365d",
            or_equal=True,
            severity="critical",
            notes="no more was used in a year than ever",
        ),
        lambda gxe: gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="came_in",
            column_B="daily_rate",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            severity="warning",
            notes="no part is used faster in a day than ever came in",
        ),
    ),
)
