"""Assets of the marts on a small core: figures that can be counted on fingers, and the promises of their contracts."""

from datetime import UTC, date, datetime

import narwhals as nw
import polars as pl
import pytest

from app.contracts.box_utilisation import BOX_UTILISATION
from app.contracts.category_spread import CATEGORY_SPREAD
from app.contracts.device_checkin import DEVICE_CHECKIN
from app.contracts.device_inventory import DEVICE_INVENTORY
from app.contracts.part_activity import PART_ACTIVITY
from app.contracts.placement_suggestion import PLACEMENT_SUGGESTION
from app.contracts.stock_asof import STOCK_ASOF
from app.contracts.stock_current import STOCK_CURRENT
from app.contracts.usage_daily import USAGE_DAILY
from app.domain.portable import collect
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import violations
from assets.marts.fleet import device_inventory_v1
from assets.marts.stock import stock_asof_v1, stock_current_v1
from assets.marts.storage import box_utilisation_v1, category_spread_v1, placement_suggestion_v1
from assets.marts.usage import part_activity_v1, usage_daily_v1

CONTRACTS = {
    "stock": STOCK_CURRENT,
    "asof": STOCK_ASOF,
    "usage": USAGE_DAILY,
    "activity": PART_ACTIVITY,
    "boxes": BOX_UTILISATION,
    "spread": CATEGORY_SPREAD,
    "suggestions": PLACEMENT_SUGGESTION,
}


def compute(core, watermark):
    """All marts in their contracts' shape, in the order that they need each other."""
    part, location, movement = core["part"], core["location"], core["movement"]
    ledger = nw.from_native(movement.lazy())
    stock = conform(collect(stock_current_v1(ledger, nw.from_native(part.lazy()))), STOCK_CURRENT)
    usage = conform(collect(usage_daily_v1(ledger)), USAGE_DAILY)
    made = {
        "stock": stock,
        "asof": pl.concat(map(collect, stock_asof_v1(ledger))),
        "usage": usage,
        "activity": part_activity_v1(part, movement.lazy(), stock, usage, watermark),
        "boxes": box_utilisation_v1(location, movement.lazy(), stock, watermark),
        "spread": category_spread_v1(part, stock, usage, watermark),
        "suggestions": placement_suggestion_v1(part, location, stock, usage, watermark),
    }
    return {name: conform(frame, CONTRACTS[name]) for name, frame in made.items()}


@pytest.fixture(scope="module")
def marts(core, raw):
    return compute(core, raw["watermark"])


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_marts_keep_their_contracts(marts, name):
    assert marts[name].height > 0
    assert violations(marts[name], CONTRACTS[name]) == []


def test_marts_of_an_empty_store_are_empty_and_keep_their_contracts(core, raw):
    none = {table: frame.clear() for table, frame in core.items()}
    for name, made in compute(none, raw["watermark"]).items():
        assert made.height == 0
        assert violations(made, CONTRACTS[name]) == []


def test_stock_is_the_sum_of_the_ledger(marts):
    rows = marts["stock"].select("part_key", "location", "quantity", "part_total", "type_name").rows()
    assert rows == [("ABCD", "1-1", 8, 8, "LED"), ("WXYZ", "1-2", 7, 7, "LED")]


def test_spans_tell_what_lay_there_and_until_when(marts):
    spans = marts["asof"].filter(part_key="ABCD").sort("valid_from")
    assert spans["quantity"].to_list() == [10, 8, 5, 8]
    assert spans["valid_to"].to_list() == [datetime(2026, 1, d, 8, tzinfo=UTC) for d in (6, 7, 9)] + [None]


def test_usage_counts_the_day_of_the_original_less_what_was_undone(marts):
    rows = marts["usage"].select("part_key", "day", "used_qty", "undone_qty").rows()
    assert rows == [("ABCD", date(2026, 1, 6), 2, 0), ("ABCD", date(2026, 1, 7), 0, 3)]


def test_activity_has_a_row_for_every_part_in_service(marts):
    rows = {row["part_key"]: row for row in marts["activity"].iter_rows(named=True)}
    assert rows.keys() == {"ABCD", "EFGH"}
    led, cable = rows["ABCD"], rows["EFGH"]
    assert (led["total_quantity"], led["used_30d"], led["last_used_on"]) == (8, 2, date(2026, 1, 6))
    assert (cable["total_quantity"], cable["daily_rate"], cable["abc_class"]) == (0, None, "N")
    assert cable["rate_note"]


def test_windows_end_with_the_day_of_the_watermark(core, raw):
    later = raw["watermark"].with_columns(as_of=pl.lit("2026-03-31"))
    row = compute(core, later)["activity"].filter(part_key="ABCD").row(0, named=True)
    assert (row["used_30d"], row["used_90d"]) == (0, 2)


def test_boxes_in_service_with_what_they_hold(marts):
    (box,) = marts["boxes"].to_dicts()
    assert (box["box_no"], box["capacity"], box["occupied"], box["locked"]) == (1, 4, 2, 1)
    assert (box["parts"], box["units"], box["used_90d"]) == (2, 15, 2)
    assert box["utilisation"] == pytest.approx(2 / 4)


def test_categories_with_the_boxes_they_lie_in(marts):
    (category,) = marts["spread"].to_dicts()
    assert (category["type_name"], category["boxes"], category["main_box_no"]) == ("LED", 1, 1)
    assert (category["main_box_share"], category["used_90d"]) == (1.0, 2)


def test_taken_locked_and_archived_slots_are_never_suggested(core, marts, raw):
    assert set(marts["suggestions"]["location"]) == {"1-4"}
    emptier = compute({**core, "movement": core["movement"].filter(part_key="ABCD")}, raw["watermark"])
    assert set(emptier["suggestions"]["location"]) == {"1-2", "1-4"}


def test_a_box_meant_for_a_category_is_suggested_to_its_parts_alone_and_archived_parts_get_none(core, marts, raw):
    assert set(marts["suggestions"]["part_key"]) == {"ABCD"}
    for_all = core["location"].with_columns(designated_type=pl.lit(None, pl.String))
    open_box = compute({**core, "location": for_all}, raw["watermark"])
    assert set(open_box["suggestions"]["part_key"]) == {"ABCD", "EFGH"}


def test_devices_believe_the_newer_sign_of_life():
    seen = datetime(2026, 1, 10, tzinfo=UTC)
    instant = pl.Datetime("us", "UTC")
    devices = pl.DataFrame(
        {
            "id": [1, 2],
            "key": ["aaaa1111", "bbbb2222"],
            "name": ["Lamp", None],
            "device_model_id": [1, 1],
            "is_active": [True, False],
            "rotation_state": ["OK", "OK"],
            "firmware_version": ["1.0", "2.0"],
            "last_seen_at": [seen, None],
        },
        schema_overrides={"last_seen_at": instant},
    )
    models = pl.DataFrame({"id": [1], "code": ["LMP"], "name": ["Lamp"], "firmware_version": ["2.0"], "kit_id": [7]})
    kits = pl.DataFrame({"id": [7], "name": ["Lamp kit"]})
    configs = pl.DataFrame(
        {"device_id": [1, 1], "version": [2, 1], "created_at": [seen, datetime(2026, 1, 1, tzinfo=UTC)]}
    )
    checkins = pl.DataFrame(
        [("aaaa1111", datetime(2026, 1, 9, tzinfo=UTC), "0.9", 1, "x:1")], schema=DEVICE_CHECKIN.schema, orient="row"
    )
    old = device_inventory_v1(devices, models, kits, configs, checkins).to_dicts()
    assert [(d["firmware_claimed"], d["is_outdated"], d["last_seen_at"]) for d in old] == [
        ("1.0", True, seen),
        ("2.0", False, None),
    ]
    assert (old[0]["config_version"], old[0]["kit_name"], old[1]["config_version"]) == (2, "Lamp kit", None)
    news = checkins.with_columns(
        checked_in_at=pl.lit(datetime(2026, 1, 11, tzinfo=UTC), instant), firmware=pl.lit("2.0")
    )
    fresh = device_inventory_v1(devices, models, kits, configs, news)
    assert fresh["firmware_claimed"].to_list() == ["2.0", "2.0"]
    assert violations(conform(fresh, DEVICE_INVENTORY), DEVICE_INVENTORY) == []
