"""Suite *stock*: do stock at any instant and stock now tell the same story?"""

import polars as pl

from assets.checks.suite import Inputs, Suite


def stock_facts(inputs: Inputs) -> pl.DataFrame:
    """One row per part and slot: lowest level ever, level that the history ends at, stock now."""
    history = (
        inputs.table("marts.stock_asof_v1")
        .group_by("part_key", "location")
        .agg(lowest=pl.col("quantity").min(), ends_at=pl.col("quantity").filter(pl.col("valid_to").is_null()).sum())
    )
    now = inputs.table("marts.stock_current_v1").select("part_key", "location", now="quantity")
    facts = history.join(now, ["part_key", "location"], "full", coalesce=True)
    return facts.with_columns(pl.col(pl.Int64).fill_null(0)).collect(engine="streaming").sort("part_key", "location")


STOCK = Suite(
    name="stock_suite",
    table="marts.stock_asof_v1",
    description="the history of every slot ends at what lies there now, and no level was ever below zero.",
    facts=stock_facts,
    key=("part_key", "location"),
    gate="publish.row_counts",
    expectations=(
        lambda gxe: gxe.ExpectColumnPairValuesToBeEqual(
            column_A="ends_at",
            column_B="now",
            severity="critical",
            notes="the history of a slot ends at what lies there now",
        ),
        lambda gxe: gxe.ExpectColumnValuesToBeBetween(
            column="lowest", min_value=0, severity="warning", notes="at no past instant was more taken than was there"
        ),
    ),
)
