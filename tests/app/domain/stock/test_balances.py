from collections import defaultdict
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from ledgers import START, frame, ledgers

from app.domain.stock.balances import balances, spans, stock_as_of


def replay(lines, at=None):
    """Stock by adding up one line after the other."""
    held = defaultdict(int)
    for line in lines:
        if at is None or line.occurred_at <= at:
            held[line.part_key, line.location] += line.delta
    return {slot: quantity for slot, quantity in held.items() if quantity}


def as_dict(rows):
    return {(row["part_key"], row["location"]): row["quantity"] for row in rows.iter_rows(named=True)}


@given(ledgers())
def test_balances_equal_a_replay(lines):
    assert as_dict(balances(frame(lines))) == replay(lines)


@given(ledgers(), st.integers(-10, 1000))
def test_stock_at_any_instant_equals_a_replay_to_it(lines, hours):
    at = START + timedelta(hours=hours)
    assert as_dict(stock_as_of(spans(frame(lines)), at)) == replay(lines, at)


@given(ledgers())
def test_spans_of_a_slot_follow_each_other_without_gap(lines):
    for _, rows in spans(frame(lines)).group_by("part_key", "location", maintain_order=True):
        assert rows["valid_to"].to_list()[:-1] == rows["valid_from"].to_list()[1:]
        assert rows["valid_to"].to_list()[-1] is None
        assert all(a != b for a, b in zip(rows["quantity"], rows["quantity"][1:], strict=False))
