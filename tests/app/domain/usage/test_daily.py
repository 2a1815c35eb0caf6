from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from ledgers import ledgers, root_of, rooted
from polars.testing import assert_frame_equal

from app.contracts.usage_daily import USAGE_DAILY
from app.domain.portable import collect
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import violations
from app.domain.usage import counted
from app.domain.usage.daily import USAGE_REASONS, grouped_daily, usage_daily


def naive_usage(lines):
    """Used and undone units by part and day, line by line."""
    days = defaultdict(lambda: defaultdict(int))
    for line in lines:
        root = root_of(line, lines)
        if root.reason in USAGE_REASONS:
            day = days[root.part_key, root.occurred_at.date()]
            day["used"] -= line.delta
            day[root.reason] -= line.delta
            if line is root:
                day["booked"] -= line.delta
                day["movements"] += 1
    return days


@given(ledgers())
def test_usage_equals_the_naive_sum(lines):
    rows = collect(usage_daily(rooted(lines)))
    expected = naive_usage(lines)
    assert {(row["part_key"], row["day"]) for row in rows.iter_rows(named=True)} == set(expected)
    for row in rows.iter_rows(named=True):
        day = expected[row["part_key"], row["day"]]
        assert row["used_qty"] == day["used"]
        assert row["undone_qty"] == day["booked"] - day["used"]
        assert row["movements"] == day["movements"]
        assert [row[f"{reason}_qty"] for reason in USAGE_REASONS] == [day[reason] for reason in USAGE_REASONS]


@given(ledgers())
def test_usage_keeps_its_contract_whatever_the_ledger(lines):
    assert violations(conform(collect(usage_daily(rooted(lines))), USAGE_DAILY), USAGE_DAILY) == []


@given(ledgers())
def test_counting_gives_what_grouping_gives_however_lines_are_batched_and_added_up(lines):
    with pytest.MonkeyPatch.context() as patch:
        for rows, waiting in ((1, 0), (1, 2), (3, 1), (3, 1000), (1000, 1000)):
            patch.setattr(counted, "BATCH_ROWS", rows)
            patch.setattr(counted, "MOST_WAITING", waiting)
            ours = counted.counted_daily(rooted(lines).to_native(), USAGE_REASONS)
            groups = collect(grouped_daily(rooted(lines)))
            assert_frame_equal(ours, groups.select(ours.columns), check_row_order=False)


@given(ledgers())
def test_sums_beyond_what_the_narrow_numbers_hold_are_right(lines):
    """One line a batch fits into 32 bits, several do not; and one line alone may not either."""
    with pytest.MonkeyPatch.context() as patch:
        for times in (200_000_000, 2_000_000_000):
            large = [replace(line, delta=line.delta * times) for line in lines]
            for rows in (1, 1000):
                patch.setattr(counted, "BATCH_ROWS", rows)
                ours = counted.counted_daily(rooted(large).to_native(), USAGE_REASONS)
                groups = collect(grouped_daily(rooted(large)))
                assert_frame_equal(ours, groups.select(ours.columns), check_row_order=False)
