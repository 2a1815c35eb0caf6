from collections import defaultdict
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from ledgers import START, ledgers, movements

from app.domain.portable import collect
from app.domain.stock.balances import balances, opening_balances, spans, stock_as_of


def replay(lines, until=lambda line: True):
    """Stock by adding up one line after the other."""
    held = defaultdict(int)
    for line in lines:
        if until(line):
            held[line.part_key, line.location] += line.delta
    return {slot: quantity for slot, quantity in held.items() if quantity}


def as_dict(rows):
    return {(row["part_key"], row["location"]): row["quantity"] for row in rows.iter_rows(named=True)}


@given(ledgers())
def test_balances_equal_a_replay(lines):
    assert as_dict(collect(balances(movements(lines)))) == replay(lines)


@given(ledgers(), st.integers(-10, 1000))
def test_stock_at_any_instant_equals_a_replay_to_it(lines, hours):
    at = START + timedelta(hours=hours)
    assert as_dict(collect(stock_as_of(movements(lines), at))) == replay(lines, lambda line: line.occurred_at <= at)


@given(ledgers())
def test_every_month_opens_with_what_happened_before_it(lines):
    opening = collect(opening_balances(movements(lines)))
    assert not opening.select("period", "part_key", "location").is_duplicated().any()
    for period in {line.occurred_at.year * 100 + line.occurred_at.month for line in lines}:
        begin = datetime(period // 100, period % 100, 1, tzinfo=UTC)
        rows = opening.filter(period=period)
        assert as_dict(rows) == replay(lines, lambda line, begin=begin: line.occurred_at < begin)


@given(ledgers())
def test_spans_of_a_slot_follow_each_other_without_gap(lines):
    rows_by_slot = collect(spans(movements(lines))).sort("valid_from").group_by("part_key", "location")
    for _, rows in rows_by_slot:
        assert rows["valid_to"].to_list()[:-1] == rows["valid_from"].to_list()[1:]
        assert rows["valid_to"].to_list()[-1] is None
        assert all(a != b for a, b in zip(rows["quantity"], rows["quantity"][1:], strict=False))


@given(ledgers(), st.integers(-10, 1000))
def test_the_spans_in_force_at_an_instant_are_the_stock_then(lines, hours):
    at = START + timedelta(hours=hours)
    in_force = [
        row
        for row in collect(spans(movements(lines))).iter_rows(named=True)
        if row["valid_from"] <= at and (row["valid_to"] is None or row["valid_to"] > at) and row["quantity"]
    ]
    found = {(row["part_key"], row["location"]): row["quantity"] for row in in_force}
    assert found == replay(lines, lambda line: line.occurred_at <= at)
