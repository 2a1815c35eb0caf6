from collections import defaultdict
from datetime import timedelta

import polars as pl
from hypothesis import given
from ledgers import START, ledgers, root_of, rooted

from app.domain.placement.boxes import box_utilisation, category_spread
from app.domain.portable import collect
from app.domain.stock.balances import balances
from app.domain.usage.daily import USAGE_REASONS, usage_daily

SLOTS = pl.DataFrame(
    {
        "location": ["1-1", "1-2", "2-1", "2-2", "3-1"],
        "box_no": [1, 1, 2, 2, 3],
        "loc_no": [1, 2, 1, 2, 1],
        "is_locked": [False, True, False, False, False],
        "description": ["a", "a", "b", "b", "empty"],
        **{name: [None] * 5 for name in ("zone", "aisle", "bay", "level", "distance_m", "designated_type")},
    }
)
PARTS = pl.DataFrame({"part_key": ["AAAA", "BBBB", "CCCC"], "type_name": ["R", "R", None]})


@given(ledgers())
def test_utilisation_equals_plain_counts(lines):
    movements = rooted(lines)
    held = collect(balances(movements)).filter(pl.col("quantity") > 0)
    as_of = START.date() + timedelta(days=60)
    rows = {
        row["box_no"]: row for row in box_utilisation(SLOTS, held, movements.to_native(), as_of).iter_rows(named=True)
    }
    assert sorted(rows) == [1, 2, 3]
    for box_no, row in rows.items():
        inside = [r for r in held.to_dicts() if r["box_no"] == box_no]
        assert row["occupied"] == len({r["loc_no"] for r in inside})
        assert row["parts"] == len({r["part_key"] for r in inside})
        assert row["units"] == sum(r["quantity"] for r in inside)
        assert row["used_90d"] == -sum(
            line.delta for line in lines if line.box_no == box_no and root_of(line, lines).reason in USAGE_REASONS
        )
    assert rows[1]["locked"] == 1
    assert rows[3]["utilisation"] == 0.0


@given(ledgers())
def test_spread_equals_plain_counts(lines):
    movements = rooted(lines)
    held = collect(balances(movements)).filter(pl.col("quantity") > 0)
    as_of = START.date() + timedelta(days=60)
    rows = category_spread(PARTS, held, collect(usage_daily(movements)), as_of).to_dicts()
    inside = [r for r in held.to_dicts() if r["part_key"] in {"AAAA", "BBBB"}]
    assert len(rows) == (1 if inside else 0)
    for row in rows:
        slots = defaultdict(int)
        for r in inside:
            slots[r["box_no"]] += 1
        most = max(slots.values())
        assert row["boxes"] == len(slots)
        assert row["main_box_no"] == min(box for box, count in slots.items() if count == most)
        assert row["main_box_share"] == most / len(inside)
