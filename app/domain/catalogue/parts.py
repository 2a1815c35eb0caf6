"""Catalogue rows as `core.part_v1`, and bills of materials as `core.kit_content_v1`."""

from collections import defaultdict

import polars as pl

from app.domain.kits.bill import BillLine, part_needs


def core_parts(parts: pl.DataFrame, types: pl.DataFrame) -> pl.DataFrame:
    """Parts with the name of their type; columns of `core.part_v1`."""
    named = types.select(type_id="id", type_name="name")
    return parts.join(named, "type_id", "left").with_columns(
        part_key="key", is_archived=pl.col("archived_at").is_not_null()
    )


def core_kit_contents(kits: pl.DataFrame, kit_contents: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """What one unit of each kit consumes, parts of kits inside it included; columns of `core.kit_content_v1`.

    Attrition is left out: it depends on how many units are built in one run.
    """
    return (
        _exploded(kit_contents)
        .join(
            kits.select("build_target", kit_id="id", kit_name="name", is_archived=pl.col("status") == "archived"),
            "kit_id",
        )
        .join(parts.select(part_id="id", part_key="key"), "part_id")
    )


def _exploded(kit_contents: pl.DataFrame) -> pl.DataFrame:
    """Pieces of each part per unit of each kit: `kit_id`, `part_id`, `required_per_unit`."""
    bills: dict[int, list[BillLine]] = defaultdict(list)
    columns = kit_contents.select("kit_id", "part_id", "child_kit_id", "required_per_unit")
    for number, (kit_id, part_id, child_kit_id, required) in enumerate(columns.iter_rows()):
        bills[kit_id].append(BillLine(number, kit_id, part_id, child_kit_id, required))
    rows = [
        (kit_id, part_id, need.net)
        for kit_id in bills
        for part_id, need in sorted(part_needs(bills, kit_id, 1).items())
    ]
    schema = kit_contents.select("kit_id", "part_id").schema | {"required_per_unit": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
