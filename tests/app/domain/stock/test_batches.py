"""Batches with their undo and their lines, against the obvious loop; whole and a few months at a time."""

from datetime import UTC, datetime, timedelta

import narwhals as nw
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from app.domain.pieces import in_pieces, month
from app.domain.portable import collect
from app.domain.stock.batches import core_batches

START = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = {"id": pl.Int64, "kind": pl.String, "undoes_batch_id": pl.Int64, "created_at": pl.Datetime("us", "UTC")}
COLUMNS = ("batch_id", "undoes_batch_id", "undone_by_batch_id", "movements")


@st.composite
def stores(draw):
    """Batches, undos and undos of undos among them, and the batch of every ledger line; ids need not follow time."""
    count = draw(st.integers(0, 12))
    undone, batches = set(), []
    for number in range(1, count + 1):
        earlier = [batch["id"] for batch in batches if batch["id"] not in undone]
        target = draw(st.sampled_from([None, *earlier]))
        undone.add(target)
        created_at = START + timedelta(days=draw(st.integers(0, 150)))
        kind = "edit" if target is None else "undo"
        batches.append({"id": number, "kind": kind, "undoes_batch_id": target, "created_at": created_at})
    lines = draw(st.lists(st.integers(1, count), max_size=20)) if count else []
    return draw(st.permutations(batches)), lines


def by_hand(batches, lines):
    """For each batch: what it takes back, what took it back, how many lines it has."""
    undone_by = {batch["undoes_batch_id"]: batch["id"] for batch in batches}
    return sorted(
        (batch["id"], batch["undoes_batch_id"], undone_by.get(batch["id"]), lines.count(batch["id"]))
        for batch in batches
    )


def frame(rows, schema):
    return nw.from_native(pl.LazyFrame(rows, schema=schema, orient="row"))


@given(stores(), st.integers(1, 13))
def test_each_batch_is_there_once_with_its_undo_and_its_lines(store, rows):
    batches, lines = store
    whole, movements = frame(batches, BATCH), frame([[line] for line in lines], {"batch_id": pl.Int64})
    pieces = in_pieces(whole, "created_at", month("created_at"), rows)
    found = pl.concat(collect(core_batches(some, whole, movements)) for some in pieces)
    assert sorted(found.select(COLUMNS).rows(), key=lambda row: row[0]) == by_hand(batches, lines)


def test_an_undo_in_a_later_month_is_found_from_the_month_of_what_it_took_back():
    rows = [(1, "use", None, START), (2, "undo", 1, START + timedelta(days=40)), (3, "undo", 2, START)]
    whole, movements = frame(rows, BATCH), frame([[1], [2], [1]], {"batch_id": pl.Int64})
    pieces = in_pieces(whole, "created_at", month("created_at"), rows=2)
    found = [collect(core_batches(some, whole, movements)).sort("batch_id").select(COLUMNS).rows() for some in pieces]
    assert found == [[(1, None, 2, 2), (3, 2, None, 0)], [(2, 1, 3, 1)]]


def test_a_batch_that_is_missing_does_not_give_its_lines_to_another():
    whole, movements = frame([(1, "use", None, START)], BATCH), frame([[2], [2]], {"batch_id": pl.Int64})
    assert collect(core_batches(whole, whole, movements)).select(COLUMNS).rows() == [(1, None, None, 0)]
