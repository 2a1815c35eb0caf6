"""Catalogue rows as `core.part_v1`, and bills of materials as `core.kit_content_v1`."""

import polars as pl


def core_parts(parts: pl.DataFrame, types: pl.DataFrame) -> pl.DataFrame:
    """Parts with the name of their type; columns of `core.part_v1`."""
    named = types.select(type_id="id", type_name="name")
    return parts.join(named, "type_id", "left").with_columns(
        part_key="key", is_archived=pl.col("archived_at").is_not_null()
    )


def core_kit_contents(kits: pl.DataFrame, kit_contents: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Lines of kits with names in place of ids; columns of `core.kit_content_v1`."""
    return kit_contents.join(
        kits.select("build_target", kit_id="id", kit_name="name", is_archived=pl.col("status") == "archived"), "kit_id"
    ).join(parts.select(part_id="id", part_key="key"), "part_id")
