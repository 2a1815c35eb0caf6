from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import START, ledgers, rooted

from app.contracts.part_activity import PART_ACTIVITY
from app.domain.portable import collect
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import violations
from app.domain.stock.balances import balances
from app.domain.usage.activity import part_activity
from app.domain.usage.daily import usage_daily

PARTS = pl.DataFrame(
    {
        "part_key": ["AAAA", "BBBB", "CCCC", "DDDD"],
        "description": ["a", "b", "c", "never moved"],
        "type_name": ["R", "R", None, None],
        "minimum_quantity": [5, None, None, None],
    }
)


def activity(lines, as_of):
    movements = rooted(lines)
    held = collect(balances(movements)).filter(pl.col("quantity") > 0)
    return part_activity(PARTS, held, movements.to_native(), collect(usage_daily(movements)), as_of)


def usage_rows(rows):
    schema = {"part_key": pl.String, "day": pl.Date, "used_qty": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def of_usage(rows, *, history_days=400, quantity=10, as_of=date(2026, 1, 1)):
    """Activity of parts with given usage and a first movement `history_days` before `as_of`."""
    first = START.replace(year=as_of.year, month=as_of.month, day=as_of.day) - timedelta(days=history_days - 1)
    keys = PARTS["part_key"].to_list()
    movements = pl.DataFrame({"part_key": keys, "occurred_at": [first] * 4, "reason": ["receive"] * 4}).lazy()
    held = pl.DataFrame({"part_key": keys, "quantity": [quantity] * 4})
    result = part_activity(PARTS, held, movements, usage_rows(rows), as_of)
    return {row["part_key"]: row for row in result.iter_rows(named=True)}


@given(ledgers(), st.integers(0, 800))
def test_every_part_has_one_row_that_keeps_the_contract(lines, days):
    result = activity(lines, START.date() + timedelta(days=40 + days))
    assert result["part_key"].to_list() == PARTS["part_key"].to_list()
    assert violations(conform(result, PART_ACTIVITY), PART_ACTIVITY) == []


@given(ledgers(), st.integers(40, 500))
def test_windows_equal_a_naive_sum(lines, days):
    as_of = START.date() + timedelta(days=days)
    usage = collect(usage_daily(rooted(lines))).to_dicts()
    for row in activity(lines, as_of).iter_rows(named=True):
        for window in (30, 90, 365):
            expected = sum(
                u["used_qty"]
                for u in usage
                if u["part_key"] == row["part_key"] and as_of - timedelta(days=window) < u["day"] <= as_of
            )
            assert row[f"used_{window}d"] == expected


def test_a_part_that_never_moved_says_so_instead_of_a_rate():
    row = activity([], date(2026, 1, 1)).row(3, named=True)
    assert (row["daily_rate"], row["rate_note"], row["abc_class"]) == (None, "no movements yet", "N")


def test_too_short_a_history_gives_no_rate_and_says_how_short():
    row = of_usage([("AAAA", date(2025, 12, 30), 5)], history_days=29)["AAAA"]
    assert row["daily_rate"] is None
    assert row["rate_note"] == "only 29 days of history, 30 are needed"


def test_the_rate_spreads_usage_over_the_history_or_a_year():
    young = of_usage([("AAAA", date(2025, 12, 30), 10)], history_days=40)["AAAA"]
    old = of_usage([("AAAA", date(2025, 12, 30), 73)], history_days=4000, quantity=10)["AAAA"]
    assert young["daily_rate"] == pytest.approx(10 / 40)
    assert old["daily_rate"] == pytest.approx(0.2)
    assert old["days_of_stock"] == pytest.approx(50)


def test_classes_follow_the_share_of_usage():
    day = date(2025, 12, 1)
    rows = of_usage([("AAAA", day, 79), ("BBBB", day, 15), ("CCCC", day, 6)])
    assert [rows[key]["abc_class"] for key in ("AAAA", "BBBB", "CCCC", "DDDD")] == ["A", "A", "B", "N"]
    rows = of_usage([("AAAA", day, 80), ("BBBB", day, 15), ("CCCC", day, 5)])
    assert [rows[key]["abc_class"] for key in ("AAAA", "BBBB", "CCCC", "DDDD")] == ["A", "B", "C", "N"]


def test_dead_stock_needs_a_year_without_use_and_something_left():
    assert of_usage([], history_days=365)["AAAA"]["is_dead_stock"]
    assert not of_usage([], history_days=364)["AAAA"]["is_dead_stock"]
    assert not of_usage([], history_days=500, quantity=0)["AAAA"]["is_dead_stock"]
    assert not of_usage([("AAAA", date(2025, 6, 1), 1)], history_days=500)["AAAA"]["is_dead_stock"]
