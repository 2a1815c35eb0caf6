from collections import defaultdict

from hypothesis import given
from ledgers import ledgers, root_of, rooted

from app.contracts.usage_daily import USAGE_DAILY
from app.domain.portable import collect
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import violations
from app.domain.usage.daily import USAGE_REASONS, usage_daily


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
