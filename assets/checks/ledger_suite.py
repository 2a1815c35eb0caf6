"""Suite *ledger*: does the ledger add up to what the store says lies in each slot?"""

import polars as pl

from assets.checks.suite import Inputs, Suite


def ledger_facts(inputs: Inputs) -> pl.DataFrame:
    """One row per part and slot: sum of the ledger, balance of the store, lines after the export.

    The ledger is summed in a stream, whatever its length.
    """
    exported_at = inputs.table("raw.watermark").select("exported_at").collect().item()
    after_export = pl.col("occurred_at") > pl.lit(exported_at).str.to_datetime(time_unit="us", time_zone="UTC")
    summed = (
        inputs.table("core.movement_v1")
        .group_by("part_key", "location")
        .agg(ledger_quantity=pl.col("delta").sum(), after_export=after_export.sum().cast(pl.Int64))
    )
    facts = summed.join(_balances(inputs), ["part_key", "location"], "full", coalesce=True)
    return facts.with_columns(pl.col(pl.Int64).fill_null(0)).collect(engine="streaming").sort("part_key", "location")


def _balances(inputs: Inputs) -> pl.LazyFrame:
    boxes = inputs.table("raw.boxes").select("box_no", box_id="id")
    slots = inputs.table("raw.locations").join(boxes, "box_id")
    labels = slots.select(location=pl.format("{}-{}", "box_no", "loc_no"), location_id="id")
    parts = inputs.table("raw.parts").select(part_key="key", part_id="id")
    held = inputs.table("raw.part_locations").join(labels, "location_id").join(parts, "part_id")
    return held.select("part_key", "location", balance=pl.col("quantity").cast(pl.Int64))


LEDGER = Suite(
    name="ledger_suite",
    table="core.movement_v1",
    description="the ledger adds up to the balances of the store.",
    facts=ledger_facts,
    key=("part_key", "location"),
    expectations=(
        lambda gxe: gxe.ExpectColumnPairValuesToBeEqual(
            column_A="ledger_quantity",
            column_B="balance",
            severity="critical",
            notes="the balance is the sum of the ledger",
        ),
        lambda gxe: gxe.ExpectColumnValuesToBeBetween(
            column="balance", min_value=0, severity="critical", notes="no slot holds less than nothing"
        ),
        lambda gxe: gxe.ExpectColumnValuesToBeBetween(
            column="after_export", max_value=0, severity="warning", notes="nothing happened in the future"
        ),
    ),
)
