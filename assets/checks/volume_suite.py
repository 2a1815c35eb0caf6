"""Suite *volume*: have tables as many rows as the snapshot before lets one expect?"""

import polars as pl

from assets.checks.suite import Inputs, Suite

SMALL = 100
"""A table with fewer rows may do as it likes: a deleted box is no drift."""
FOREIGN = ".foreign_"
"""In the names of tables of foreign sources."""
EXCEPTIONS = frozenset({"core.quarantine_v1"})
"""Tables that hold what went wrong; empty is how they should be."""


def volume_facts(inputs: Inputs) -> pl.DataFrame:
    """One row per table: rows now and before, change in percent (0 for small tables), and whether it was emptied.

    A table that had nothing has no proportion to grow out of: the first import and the first reading of a source.
    Tables of foreign sources hold nothing up that is ours: what they lose is looked at source by source before.
    """
    counted = inputs.table("publish.row_counts").select("table", "rows").collect()
    before = pl.DataFrame(
        list(inputs.rows_before.items()), schema={"table": pl.String, "before": pl.Int64}, orient="row"
    )
    known = counted.join(before, "table", "left").with_columns(before=pl.col("before").fill_null(pl.col("rows")))
    is_large = (pl.max_horizontal("rows", "before") >= SMALL) & ~pl.col("table").is_in(EXCEPTIONS)
    is_ours = ~pl.col("table").str.contains(FOREIGN, literal=True)
    is_emptied = is_large & is_ours & (pl.col("rows") == 0) & (not inputs.may_empty)
    change = 100.0 * (pl.col("rows") - pl.col("before")) / pl.col("before")
    return known.with_columns(
        change_percent=pl.when(is_large & (pl.col("before") > 0)).then(change).otherwise(0.0),
        emptied=is_emptied.cast(pl.Int64),
    ).sort("table")


VOLUME = Suite(
    name="volume_suite",
    table="publish.row_counts",
    description="no table was emptied, and none shrank or grew out of proportion since the snapshot before.",
    facts=volume_facts,
    key=("table",),
    expectations=(
        lambda gxe: gxe.ExpectColumnValuesToBeBetween(
            column="emptied",
            max_value=0,
            severity="critical",
            notes="no table lost all of its rows (BINSIGHT_ACCEPT_EMPTY_TABLES=true publishes all the same)",
        ),
        lambda gxe: gxe.ExpectColumnValuesToBeBetween(
            column="change_percent",
            min_value=-50,
            max_value=200,
            severity="warning",
            notes="no table shrank to half or grew to thrice its rows",
        ),
    ),
)
