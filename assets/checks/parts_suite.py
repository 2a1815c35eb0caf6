"""Suite *parts*: is the catalogue plausible?"""

import polars as pl

from assets.checks.suite import Inputs, Suite

COLUMNS = ("part_key", "description", "type_name", "unit_price", "manufacturer", "manufacturer_code", "package")


def parts_facts(inputs: Inputs) -> pl.DataFrame:
    """The parts in service, with the columns that are looked at."""
    return inputs.table("core.part_v1").filter(~pl.col("is_archived")).select(COLUMNS).collect()


PARTS = Suite(
    name="parts_suite",
    table="core.part_v1",
    description="keys, descriptions, types, prices and repeated makers' numbers.",
    facts=parts_facts,
    key=("part_key",),
    expectations=(
        lambda gxe: gxe.ExpectColumnValuesToMatchRegex(
            column="part_key", regex="^[A-Z]{4}$", severity="critical", notes="a key is four capital letters"
        ),
        lambda gxe: gxe.ExpectColumnValueLengthsToBeBetween(
            column="description",
            min_value=3,
            max_value=500,
            severity="warning",
            notes="a description says something",
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
    ),
)
