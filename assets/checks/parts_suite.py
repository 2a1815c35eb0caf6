"""Suite *parts*: is the catalogue plausible?"""

import dagster as dg
import polars as pl

from app.config import Settings
from app.warehouse.layout import LakeLayout
from assets.checks.great_expectations_suite import ExpectationFactory, run_suite
from assets.io.parquet_io_manager import scan_table

EXPECTATIONS: tuple[ExpectationFactory, ...] = (
    lambda gxe: gxe.ExpectColumnValuesToMatchRegex(
        column="part_key", regex="^[A-Z]{4}$", severity="critical", notes="a key is four capital letters"
    ),
    lambda gxe: gxe.ExpectColumnValueLengthsToBeBetween(
        column="description", min_value=3, max_value=500, severity="warning", notes="a description says something"
    ),
    lambda gxe: gxe.ExpectColumnValuesToNotBeNull(
        column="type_name", mostly=0.9, severity="warning", notes="nine parts in ten have a type"
    ),
    lambda gxe: gxe.ExpectColumnValuesToBeBetween(
        column="unit_price", min_value=0, max_value=10_000, severity="warning", notes="prices are plausible"
    ),
    lambda gxe: gxe.ExpectCompoundColumnsToBeUnique(
        column_list=["manufacturer", "manufacturer_code", "package"],
        ignore_row_if="any_value_is_missing",
        severity="warning",
        notes="maker, number and package name one part only",
    ),
)
COLUMNS = ("part_key", "description", "type_name", "unit_price", "manufacturer", "manufacturer_code", "package")


@dg.asset_check(
    asset=["core", "part_v1"],
    name="parts_suite",
    blocking=True,
    description="Great Expectations: keys, descriptions, types, prices and repeated makers' numbers.",
)
def parts_suite(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Look at the parts in service."""
    parts = scan_table(LakeLayout(settings.lake_path), "core", "part_v1")
    return run_suite("parts", parts.filter(~pl.col("is_archived")).select(COLUMNS).collect(), EXPECTATIONS)
