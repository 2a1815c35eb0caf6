"""What is computed piece by piece is what is computed at once."""

import narwhals as nw
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from ledgers import ledgers, movements, rooted
from polars.testing import assert_frame_equal

from app.domain.pieces import in_pieces, month
from app.domain.portable import collect
from app.domain.stock.balances import spans
from app.domain.stock.undo_chain import originals, with_roots

ROWS = st.integers(1, 30)
SPANS = ("part_key", "location", "valid_from")


@given(ledgers(), ROWS)
def test_roots_are_found_in_whatever_month_they_lie(lines, rows):
    whole = movements(lines)
    undone = originals(whole)
    pieces = [
        collect(with_roots(piece, undone)) for piece in in_pieces(whole, "occurred_at", month("occurred_at"), rows)
    ]
    assert_frame_equal(pl.concat(pieces).sort("id"), collect(rooted(lines)).sort("id"))
    months = [set(piece["occurred_at"].dt.strftime("%Y-%m")) for piece in pieces]
    assert sum(map(len, months)) == len(set.union(*months)), "a month is in one piece"


@given(ledgers(), ROWS)
def test_spans_of_some_parts_after_the_other_are_those_of_all_in_order(lines, rows):
    pieces = [collect(spans(piece)).sort(SPANS) for piece in in_pieces(movements(lines), "part_key", rows=rows)]
    assert_frame_equal(pl.concat(pieces), collect(spans(movements(lines))).sort(SPANS))


@given(st.lists(st.integers(0, 9)), ROWS)
def test_a_piece_is_longer_than_asked_for_only_where_one_value_is(values, rows):
    frame = nw.from_native(pl.LazyFrame({"value": values}, schema={"value": pl.Int64}))
    pieces = [collect(piece)["value"].to_list() for piece in in_pieces(frame, "value", rows=rows)]
    assert [value for piece in pieces for value in sorted(piece)] == sorted(values)
    assert all(len(piece) <= rows or len(set(piece)) == 1 for piece in pieces)
