"""The slots of one box as a frame for its grid."""

from collections.abc import Sequence

import polars as pl

from app.services.box_reader import SlotContents
from app.ui.charts.box_grid import EMPTY, OTHER, top_types

SCHEMA = {
    "slot": pl.String,
    "loc_no": pl.Int64,
    "row": pl.Int64,
    "column": pl.Int64,
    "label": pl.String,
    "below": pl.String,
    "held": pl.String,
    "is_empty": pl.Boolean,
    "part_key": pl.String,
}
_NO_TYPES = pl.DataFrame(schema={"part_key": pl.String, "type_name": pl.String})
_NO_USE = pl.DataFrame(schema={"loc_no": pl.Int64, "used_90d": pl.Int64})


def slot_frame(
    contents: Sequence[SlotContents], parts: pl.DataFrame | None = None, use: pl.DataFrame | None = None
) -> pl.DataFrame:
    """One row per slot; types come from the snapshot's `part_activity`, activity from its use per slot.

    A slot with several parts takes the type of the first; its text says how many more there are.
    """
    slots = pl.DataFrame([_slot(slot) for slot in contents], schema=SCHEMA)
    types = _NO_TYPES if parts is None else parts.select("part_key", "type_name")
    used = _NO_USE if use is None else use.with_columns(pl.col("loc_no").cast(pl.Int64))
    joined = slots.join(types, on="part_key", how="left", maintain_order="left")
    joined = joined.join(used, on="loc_no", how="left", maintain_order="left")
    named = top_types(joined["type_name"])
    kind = pl.when(pl.col("is_empty")).then(pl.lit(EMPTY)).when(pl.col("type_name").is_in(named))
    return joined.with_columns(
        kind.then(pl.col("type_name")).otherwise(pl.lit(OTHER)).alias("type"),
        pl.col("used_90d").fill_null(0).alias("activity"),
    ).drop("type_name", "used_90d", "part_key")


def _slot(slot: SlotContents) -> dict[str, object]:
    first = slot.parts[0] if slot.parts else None
    more = f" +{len(slot.parts) - 1}" if len(slot.parts) > 1 else ""
    held = ", ".join(f"{part.quantity} x {part.part_key}" for part in slot.parts)
    return {
        "slot": slot.location,
        "loc_no": slot.loc_no,
        "row": slot.row,
        "column": slot.column,
        "label": first.part_key + more if first else str(slot.loc_no),
        "below": f"{first.quantity:,}" if first else ("locked" if slot.is_locked else ""),
        "held": held or ("nothing, locked" if slot.is_locked else "nothing"),
        "is_empty": first is None,
        "part_key": first.part_key if first else None,
    }
