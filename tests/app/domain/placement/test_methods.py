"""Both methods against plain loops on generated shelves."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contracts.placement_suggestion import PLACEMENT_SUGGESTION
from app.domain.placement.facts import suggest_with_all
from app.domain.placement.same_type_first import SameTypeFirst
from app.domain.placement.usage_sorted import UsageSorted
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import violations

SIZES = ["small", "medium", "large", None]
NEEDS = [[], ["esd"], ["moisture", "esd"], ["hazard"]]
PART_SCHEMA = {
    "part_key": pl.String,
    "type_name": pl.String,
    "size_class": pl.String,
    "storage_needs": pl.List(pl.String),
    "visits_per_month": pl.Float64,
    "distance_now_m": pl.Float64,
}
SLOT_SCHEMA = {
    "location": pl.String,
    "box_no": pl.Int32,
    "loc_no": pl.Int32,
    "size_class": pl.String,
    "storage_properties": pl.List(pl.String),
    "distance_m": pl.Float64,
    "designated_type": pl.String,
    "is_free": pl.Boolean,
}
KEYS = [f"PAR{letter}" for letter in "ABCDEF"]
TYPES = ["Resistor", "Diode", None]

part = st.tuples(
    st.sampled_from(TYPES),
    st.sampled_from(SIZES),
    st.sampled_from(NEEDS),
    st.sampled_from([0.0, 0.5, 4.0]),
    st.sampled_from([None, 0.5, 7.0, 20.0]),
)
box = st.tuples(
    st.sampled_from(SIZES),
    st.sampled_from([[], ["esd"], ["esd", "moisture"], ["hazard"]]),
    st.sampled_from([None, 1.0, 5.0, 9.0]),
    st.sampled_from([None, None, "Resistor", "Diode"]),
    st.lists(st.booleans(), min_size=1, max_size=4),
)
shelves = st.tuples(
    st.lists(part, max_size=len(KEYS)), st.lists(box, max_size=4), st.lists(st.integers(1, 4), max_size=6)
)


def frames(shelf):
    parts, boxes, where = shelf
    part_rows = [(key, *facts) for key, facts in zip(KEYS, parts, strict=False)]
    slot_rows = [
        (f"{box_no}-{loc_no}", box_no, loc_no, size, offers, distance, designated, is_free)
        for box_no, (size, offers, distance, designated, slots) in enumerate(boxes, start=1)
        for loc_no, is_free in enumerate(slots, start=1)
    ]
    stock_rows = [(key, box_no) for (key, *_), box_no in zip(part_rows, where, strict=False)]
    return (
        pl.DataFrame(part_rows, schema=PART_SCHEMA, orient="row"),
        pl.DataFrame(slot_rows, schema=SLOT_SCHEMA, orient="row"),
        pl.DataFrame(stock_rows, schema={"part_key": pl.String, "box_no": pl.Int32}, orient="row"),
    )


def fits(part, slot):
    rank = {"small": 0, "medium": 1, "large": 2}
    large_enough = rank[slot["size_class"] or "large"] >= rank[part["size_class"] or "small"]
    return (
        slot["is_free"]
        and large_enough
        and set(part["storage_needs"]) <= set(slot["storage_properties"])
        and slot["designated_type"] in {None, part["type_name"]}
        and ("hazard" not in slot["storage_properties"] or "hazard" in part["storage_needs"])
    )


def naive_same_type_first(parts, slots, stock):
    """Part by part, slot by slot."""
    types = {p["part_key"]: p["type_name"] for p in parts.to_dicts()}
    found = []
    for p in parts.to_dicts():
        homes = {s["box_no"] for s in stock.to_dicts() if p["type_name"] and types[s["part_key"]] == p["type_name"]}
        ranked = []
        for slot in slots.to_dicts():
            if fits(p, slot):
                tier = 1 if slot["box_no"] in homes else 2 if slot["designated_type"] else 3
                ranked.append((tier, slot["box_no"], slot["loc_no"], slot["location"]))
        found += [(p["part_key"], rank, place[3]) for rank, place in enumerate(sorted(ranked)[:5], start=1)]
    return sorted(found)


def naive_usage_sorted(parts, slots):
    """Within equal demands the k-th most visited part is offered the k-th nearest slot and the four after it."""
    found = []
    groups = {(p["size_class"], tuple(sorted(p["storage_needs"]))) for p in parts.to_dicts()}
    for size, needs in groups:
        members = [
            p
            for p in parts.to_dicts()
            if (p["size_class"], tuple(sorted(p["storage_needs"]))) == (size, needs) and p["visits_per_month"] > 0
        ]
        members.sort(key=lambda p: (-p["visits_per_month"], p["part_key"]))
        anybody = {"size_class": size, "storage_needs": needs, "type_name": None}
        near = [s for s in slots.to_dicts() if fits(anybody, s) and s["distance_m"] is not None]
        near.sort(key=lambda s: (s["distance_m"], s["box_no"], s["loc_no"]))
        for turn, p in enumerate(members):
            offers = [
                s["location"]
                for s in near[turn : turn + 5]
                if p["distance_now_m"] is None or s["distance_m"] < p["distance_now_m"]
            ]
            found += [(p["part_key"], rank, location) for rank, location in enumerate(offers, start=1)]
    return sorted(found)


def answers(rows):
    return sorted(rows.select("part_key", "rank", "location").iter_rows())


@given(shelves)
def test_same_type_first_equals_plain_loops(shelf):
    parts, slots, stock = frames(shelf)
    assert answers(SameTypeFirst().suggest(parts, slots, stock)) == naive_same_type_first(parts, slots, stock)


@given(shelves)
def test_usage_sorted_equals_plain_loops(shelf):
    parts, slots, stock = frames(shelf)
    assert answers(UsageSorted().suggest(parts, slots, stock)) == naive_usage_sorted(parts, slots)


@given(shelves)
def test_suggestions_keep_their_contract(shelf):
    parts, slots, stock = frames(shelf)
    rows = suggest_with_all((SameTypeFirst(), UsageSorted()), parts, slots, stock)
    assert violations(conform(rows, PLACEMENT_SUGGESTION), PLACEMENT_SUGGESTION) == []


def test_reasons_are_words_with_figures():
    parts, slots, stock = frames(
        (
            [("Resistor", "small", [], 4.0, 20.0), ("Resistor", "small", [], 0.0, None)],
            [(None, [], 5.0, None, [True])],
            [1, 1],
        )
    )
    rows = SameTypeFirst().suggest(parts, slots, stock).filter(pl.col("part_key") == "PARA")
    assert rows["reasons"].to_list() == [
        ["box 1 holds 2 parts of type Resistor", "5.0 m from the bench", "saves 120 m of walking a month"]
    ]
    assert rows["saving_m_per_month"].item() == pytest.approx(2 * 4.0 * 15.0)
