"""Receipts with names in place of numbers, against the obvious loop."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from app.domain.shopping.receipts import core_receipts

PARTS, SELLERS = {1: "ABCD", 2: "EFGH", 3: "WXYZ"}, {1: "Somebody", 2: "Somebody else"}
RECEIPT = {"id": pl.Int32, "part_id": pl.Int32, "seller_id": pl.Int32, "quantity": pl.Int32}
ROWS = st.lists(st.tuples(st.sampled_from([*PARTS]), st.sampled_from([*SELLERS, None]), st.integers(1, 9)), max_size=12)


def names(known, column):
    return pl.DataFrame({"id": [*known], column: [*known.values()]}, schema_overrides={"id": pl.Int32})


@given(ROWS)
def test_each_receipt_is_there_once_with_the_names_of_its_part_and_seller(rows):
    numbered = [(number, *row) for number, row in enumerate(rows, 1)]
    receipts = pl.DataFrame(numbered, schema=RECEIPT, orient="row")
    found = core_receipts(receipts, names(PARTS, "key"), names(SELLERS, "name"))
    expected = [(number, PARTS[part], SELLERS.get(seller), quantity) for number, part, seller, quantity in numbered]
    assert sorted(found.select("receipt_id", "part_key", "seller", "quantity").rows()) == sorted(expected)
