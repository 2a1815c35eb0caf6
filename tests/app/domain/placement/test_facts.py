"""The facts that placement methods start from, against plain loops."""

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import START, ledgers, rooted

from app.domain.placement.distance import HEIGHT_WEIGHT, distance_m
from app.domain.placement.facts import DAYS_PER_MONTH, WINDOW_DAYS, part_facts, slot_facts
from app.domain.placement.interface import PART_COLUMNS, SLOT_COLUMNS
from app.domain.portable import collect
from app.domain.stock.balances import balances
from app.domain.usage.daily import USAGE_REASONS, usage_daily

LABELS = ["1-1", "1-2", "2-1", "2-2"]
SLOTS = pl.DataFrame(
    {
        "location": LABELS,
        "box_no": [1, 1, 2, 2],
        "loc_no": [1, 2, 1, 2],
        "distance_m": [1.0, 2.0, None, 4.0],
        "is_locked": [False, True, False, False],
        "is_archived": [False, False, False, True],
        "size_class": ["small"] * 4,
        "storage_properties": [[], [], ["esd"], []],
        "designated_type": [None] * 4,
    },
    schema_overrides={"box_no": pl.Int32, "loc_no": pl.Int32, "designated_type": pl.String},
)
PARTS = pl.DataFrame(
    {
        "part_key": ["AAAA", "BBBB", "CCCC", "DDDD"],
        "type_name": ["R", None, "R", "R"],
        "size_class": [None, "small", "small", "small"],
        "storage_needs": [[], [], ["esd"], []],
        "is_archived": [False, False, True, False],
    }
)


@given(ledgers(), st.integers(-5, 150))
def test_visits_and_present_places_equal_plain_counts(lines, days):
    as_of = START.date() + timedelta(days=days)
    movements = rooted(lines)
    held = collect(balances(movements)).filter(pl.col("quantity") > 0)
    facts = part_facts(PARTS, held, SLOTS, collect(usage_daily(movements)), as_of)
    assert facts.columns == list(PART_COLUMNS)
    assert facts["part_key"].to_list() == ["AAAA", "BBBB", "DDDD"], "archived parts are placed nowhere"
    for row in facts.iter_rows(named=True):
        booked = [
            line
            for line in lines
            if line.part_key == row["part_key"] and line.undoes_movement_id is None and line.reason in USAGE_REASONS
        ]
        visits = sum(0 <= (as_of - line.occurred_at.date()).days < WINDOW_DAYS for line in booked)
        assert row["visits_per_month"] == pytest.approx(visits / WINDOW_DAYS * DAYS_PER_MONTH)
        mine = held.filter(part_key=row["part_key"]).to_dicts()
        main = min(mine, key=lambda r: (-r["quantity"], r["box_no"], r["loc_no"]), default=None)
        distances = dict(zip(LABELS, SLOTS["distance_m"], strict=True))
        assert row["distance_now_m"] == (distances[main["location"]] if main else None)


@given(st.sets(st.sampled_from(LABELS)))
def test_slots_in_service_are_free_unless_something_lies_there(taken):
    held = pl.DataFrame({"location": sorted(taken) * 2}, schema={"location": pl.String})
    slots = slot_facts(SLOTS, held)
    assert slots.columns == list(SLOT_COLUMNS)
    assert dict(slots.select("location", "is_free").rows()) == {label: label not in taken for label in ("1-1", "2-1")}


coordinate = st.none() | st.floats(-50, 50)


@given(coordinate, coordinate, coordinate)
def test_a_walk_is_along_the_aisles_and_height_counts_less(x, y, z):
    place = pl.DataFrame([{"x_m": x, "y_m": y, "z_m": z}], schema=dict.fromkeys(("x_m", "y_m", "z_m"), pl.Float64))
    found = place.select(distance_m()).item()
    if x is None or y is None:
        assert found is None, "without coordinates there is no distance"
    else:
        assert found == pytest.approx(abs(x) + abs(y) + HEIGHT_WEIGHT * abs(z or 0.0))
