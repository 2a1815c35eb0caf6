"""Questions about boxes, slots, the fleet and where parts should live."""

from datetime import UTC, datetime, time, timedelta

import polars as pl
import pytest

from app.domain.placement.boxes import box_utilisation as utilisation_of
from app.warehouse.queries.first_choices import first_choices
from app.warehouse.queries.fleet import fleet, fleet_by_model
from app.warehouse.queries.storage import box_utilisation, category_spread, slot_activity
from app.warehouse.queries.suggestions import best_moves, suggestions_for_part
from tests.app.warehouse.queries.made_rows import AS_OF


def used(number, days_ago, delta=-1, *, reason="use", slot=1, hour=0, box_no=1):
    """A ledger line and the root it follows, so many days before the snapshot's day."""
    at = datetime.combine(AS_OF - timedelta(days=days_ago), time(hour), UTC)
    place = {"location": f"{box_no}-{slot}", "box_no": box_no, "loc_no": slot}
    root = {"root_id": number, "root_reason": reason, "root_occurred_at": at}
    return {"id": number, "part_key": "ABCD", "delta": delta, "reason": reason, "occurred_at": at} | place | root


LINES = [
    used(1, 0, hour=23),
    used(2, 89, -2),
    used(3, 90, -4, hour=23),
    used(4, 90, -8),
    used(5, 5, 16, reason="receive"),
    used(6, 5, -32, reason="move_out"),
    used(7, 5, -64, slot=2, reason="pick"),
    used(8, 5, -5, box_no=2),
]


def test_activity_of_slots_adds_up_to_that_of_their_box(snapshot):
    """The last day of 90 is the snapshot's own, whichever question is asked."""
    opened = snapshot(movement_v1=LINES)
    assert slot_activity(opened, 1).rows() == [(1, 3), (2, 64)]
    slots = pl.DataFrame(
        [
            {"location": f"{box_no}-{loc_no}", "box_no": box_no, "loc_no": loc_no, "is_locked": False}
            for box_no in (1, 2)
            for loc_no in (1, 2)
        ]
    ).with_columns(
        pl.lit(None).alias(name)
        for name in ("description", "zone", "aisle", "bay", "level", "distance_m", "designated_type")
    )
    nothing_held = pl.DataFrame(
        schema={"part_key": pl.String, "box_no": pl.Int64, "loc_no": pl.Int64, "quantity": pl.Int64}
    )
    movements = opened.query("SELECT * FROM core.movement_v1").with_columns(pl.col("box_no").cast(pl.Int64)).lazy()
    by_box = dict(utilisation_of(slots, nothing_held, movements, AS_OF).select("box_no", "used_90d").rows())
    assert {box_no: slot_activity(opened, box_no)["used_90d"].sum() for box_no in (1, 2)} == by_box


def test_what_was_undone_is_taken_off_the_slot_it_came_from(snapshot):
    undo = used(2, 1, 3) | {"reason": "undo", "undoes_movement_id": 1, "root_id": 1}
    opened = snapshot(movement_v1=[used(1, 2, -3), undo])
    assert slot_activity(opened, 1).rows() == [(1, 0)]
    assert slot_activity(opened, 7).is_empty()


def test_boxes_come_by_number_and_categories_most_scattered_first(snapshot):
    opened = snapshot(
        box_utilisation_v1=[{"box_no": number} for number in (10, 2)],
        category_spread_v1=[{"type_name": name, "boxes": boxes} for name, boxes in (("B", 2), ("A", 2), ("C", 5))],
    )
    assert box_utilisation(opened)["box_no"].to_list() == [2, 10]
    assert category_spread(opened)["type_name"].to_list() == ["C", "A", "B"]


DEVICES = [
    {"device_key": "b", "model_code": "lamp", "is_active": True, "is_outdated": True},
    {"device_key": "a", "model_code": "lamp", "is_active": False, "is_outdated": None},
    {"device_key": "c", "model_code": "fan", "is_active": True, "is_outdated": False},
]


def test_the_fleet_comes_by_key_and_is_counted_by_model(snapshot):
    opened = snapshot(device_inventory_v1=[row | {"rotation_state": "OK"} for row in DEVICES])
    assert fleet(opened)["device_key"].to_list() == ["a", "b", "c"]
    assert fleet_by_model(opened).rows() == [("fan", "x", 1, 1, 0), ("lamp", "x", 2, 1, 1)]


@pytest.fixture(scope="module")
def suggested(snapshot):
    """Three parts: AAAA lies in two slots and would save 5 m, BBBB lies nowhere, CCCC would save more elsewhere."""

    def slot(key, rank, saving, method="usage_sorted"):
        place = {"location": f"9-{rank}", "box_no": 9, "loc_no": rank}
        return {"method": method, "part_key": key, "rank": rank, "saving_m_per_month": saving} | place

    stock = [
        {"part_key": "AAAA", "location": "1-10", "box_no": 1, "loc_no": 10},
        {"part_key": "AAAA", "location": "1-2", "box_no": 1, "loc_no": 2},
        {"part_key": "CCCC", "location": "2-1", "box_no": 2, "loc_no": 1},
    ]
    return snapshot(
        part_activity_v1=[{"part_key": key, "abc_class": "N"} for key in ("AAAA", "BBBB", "CCCC")],
        stock_current_v1=stock,
        placement_suggestion_v1=[
            slot("AAAA", 2, 4.0),
            slot("AAAA", 1, 5.0),
            slot("BBBB", 1, None),
            slot("CCCC", 1, 7.5),
            slot("AAAA", 1, 0.0, "same_type_first"),
            slot("CCCC", 1, -3.0, "same_type_first"),
        ],
    )


def test_slots_for_a_part_come_best_first_by_one_method(suggested):
    assert suggestions_for_part(suggested, "AAAA", "usage_sorted")["rank"].to_list() == [1, 2]
    assert suggestions_for_part(suggested, "AAAA")["rank"].to_list() == [1]
    assert suggestions_for_part(suggested, "ZZZZ").is_empty()


def test_the_best_moves_save_walking_and_say_where_the_part_lies(suggested):
    moves = best_moves(suggested)
    assert moves.select("part_key", "lies_at", "saving_m_per_month").rows() == [
        ("CCCC", "2-1", 7.5),
        ("AAAA", "1-2, 1-10", 5.0),
    ]
    assert best_moves(suggested, limit=1)["part_key"].to_list() == ["CCCC"]
    assert best_moves(suggested, "same_type_first").is_empty()


def test_first_choices_hold_every_part_and_what_saves_nothing_comes_last(suggested):
    choices = first_choices(suggested, "usage_sorted").select("part_key", "lies_at", "location")
    assert choices.rows() == [("CCCC", "2-1", "9-1"), ("AAAA", "1-2, 1-10", "9-1"), ("BBBB", None, "9-1")]
    assert first_choices(suggested, "nothing").is_empty()
