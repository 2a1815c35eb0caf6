"""Suite *ledger*: does the ledger still add up to what the store says lies in each slot?"""

import dagster as dg
import polars as pl

from app.config import Settings
from app.warehouse.layout import LakeLayout
from assets.checks.great_expectations_suite import ExpectationFactory, run_suite
from assets.io.parquet_io_manager import scan_table

EXPECTATIONS: tuple[ExpectationFactory, ...] = (
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
        column="lowest_level", min_value=0, severity="warning", notes="at no past instant was more taken than was there"
    ),
    lambda gxe: gxe.ExpectColumnValuesToBeBetween(
        column="after_export", max_value=0, severity="warning", notes="nothing happened in the future"
    ),
)


def ledger_facts(
    movements: pl.DataFrame, balances: pl.DataFrame, slots: pl.DataFrame, parts: pl.DataFrame, exported_at: pl.Expr
) -> pl.DataFrame:
    """One row per part and slot: sum of the ledger, balance of the store, lowest level ever, lines after the export."""
    level = pl.col("delta").cum_sum().over("part_key", "location", order_by=["occurred_at", "id"])
    summed = (
        movements.with_columns(level=level)
        .group_by("part_key", "location")
        .agg(
            ledger_quantity=pl.col("delta").sum(),
            lowest_level=pl.col("level").min(),
            after_export=(pl.col("occurred_at") > exported_at).sum().cast(pl.Int64),
        )
    )
    held = (
        balances.join(slots.select("location", location_id="id"), "location_id")
        .join(parts.select(part_key="key", part_id="id"), "part_id")
        .select("part_key", "location", balance=pl.col("quantity").cast(pl.Int64))
    )
    return summed.join(held, ["part_key", "location"], "full", coalesce=True).with_columns(
        pl.col(pl.Int64).fill_null(0)
    )


@dg.asset_check(
    asset=["core", "movement_v1"],
    name="ledger_suite",
    blocking=True,
    description="Great Expectations: the ledger adds up to the balances, and no level was ever below zero.",
)
def ledger_suite(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Compare the ledger with the balances of the same exported snapshot."""
    layout = LakeLayout(settings.lake_path)
    read = {
        name: scan_table(layout, "raw", name).collect() for name in ("part_locations", "locations", "boxes", "parts")
    }
    slots = (
        read["locations"]
        .join(read["boxes"].select("box_no", box_id="id"), "box_id")
        .select("id", location=pl.format("{}-{}", "box_no", "loc_no"))
    )
    exported_at = scan_table(layout, "raw", "watermark").collect().item(0, "exported_at")
    facts = ledger_facts(
        scan_table(layout, "core", "movement_v1").collect(),
        read["part_locations"],
        slots,
        read["parts"],
        pl.lit(exported_at).str.to_datetime(time_unit="us", time_zone="UTC"),
    )
    return run_suite("ledger", facts, EXPECTATIONS)
