"""Receipts as `core.receipt_v1`."""

import polars as pl


def core_receipts(receipts: pl.DataFrame, parts: pl.DataFrame, sellers: pl.DataFrame) -> pl.DataFrame:
    """Receipts with part keys and names of sellers; columns of `core.receipt_v1`."""
    return (
        receipts.join(parts.select(part_id="id", part_key="key"), "part_id")
        .join(sellers.select(seller_id="id", seller="name"), "seller_id", "left")
        .with_columns(receipt_id="id")
    )
