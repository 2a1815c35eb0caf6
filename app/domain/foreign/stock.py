"""What lies where in databases that are not ours: their stock records, added up. Nothing is replayed from events."""

import polars as pl

from app.domain.foreign.total import total


def foreign_stock_current(stock: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """The columns of `marts.foreign_stock_current_v1`, in no order; places that hold nothing are left out.

    Args:
        stock: `core.foreign_stock_v1`. parts: `core.foreign_part_v1`; a part that is not in it has no name.
    """
    quantity = pl.col("quantity")
    totals = stock.group_by("source", "part_id").agg(part_total=total(quantity))
    placed = stock.with_columns(pl.col("location").fill_null(""))
    held = placed.group_by("source", "part_id", "location").agg(
        quantity=total(quantity), records=pl.len().cast(pl.Int64)
    )
    names = parts.select("source", "part_id", "name")
    in_stock = held.filter(quantity != 0)
    return in_stock.join(totals, ["source", "part_id"]).join(names, ["source", "part_id"], "left")
