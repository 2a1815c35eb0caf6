"""The core table of buying: what arrived."""

import dagster as dg
import polars as pl

from app.contracts.receipt import RECEIPT
from app.domain.shopping.receipts import core_receipts
from assets.io.contract_spec import contract_spec
from assets.io.inputs import raw


@dg.asset(ins=raw("receipts", "parts", "sellers"), **contract_spec(RECEIPT))
def receipt_v1(receipts: pl.DataFrame, parts: pl.DataFrame, sellers: pl.DataFrame) -> pl.DataFrame:
    """Receipts with part keys and the names of sellers."""
    return core_receipts(receipts, parts, sellers)
