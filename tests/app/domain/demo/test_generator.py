import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache

import jsonschema
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.domain.demo.families import draw_families
from app.domain.demo.generator import USUAL_LEAD_DAYS, DemoData, generate
from app.domain.demo.parts import make_parts
from app.domain.demo.size import DAYS, SIZES, DemoSize, stream
from app.sources.drops.core_dumps.reader import CORE_DUMPS
from app.sources.drops.reader import read_drop
from app.sources.drops.records import LOGS, MANIFESTS

TINY = DemoSize("tiny", parts=70, kits=15, devices=8, sellers=3, sessions=1.0)
UNTIL = date(2026, 3, 1)
END = datetime(2026, 3, 1, tzinfo=UTC)


@cache
def small() -> DemoData:
    return generate(SIZES["small"], 7, UNTIL)


@pytest.mark.parametrize("size", [TINY, SIZES["small"]])
def test_the_same_arguments_give_the_same_rows(size: DemoSize) -> None:
    first, second = generate(size, 11, UNTIL), generate(size, 11, UNTIL)
    assert list(first.tables) == list(second.tables)
    for name, frame in first.tables.items():
        assert frame.equals(second.tables[name]), name
    assert first.drops == second.drops


def test_another_seed_or_day_gives_another_store() -> None:
    base, other_seed = generate(TINY, 11, UNTIL), generate(TINY, 12, UNTIL)
    other_day = generate(TINY, 11, date(2026, 3, 2))
    assert not base.tables["parts"].equals(other_seed.tables["parts"])
    assert not base.tables["stock_movements"].equals(other_day.tables["stock_movements"])


# A smaller seed is not a simpler store: nothing is gained by shrinking one.
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
@given(st.integers(0, 2**31), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_no_slot_is_ever_below_zero_and_every_undo_mirrors(seed: int, until: date) -> None:
    ledger = generate(TINY, seed, until).tables["stock_movements"]
    assert ledger["occurred_at"].is_sorted()
    balances: dict[tuple[int, int], int] = defaultdict(int)
    lines = {}
    undone: set[int] = set()
    for line in ledger.iter_rows(named=True):
        place = (line["part_id"], line["location_id"])
        balances[place] += line["delta"]
        assert balances[place] >= 0, line
        assert line["delta"] != 0
        lines[line["id"]] = line
        original_id = line["undoes_movement_id"]
        assert (original_id is not None) == (line["reason"] == "undo")
        if original_id is not None:
            original = lines[original_id]  # earlier in time, hence known already
            assert (original["part_id"], original["location_id"]) == place
            assert original["delta"] == -line["delta"]
            assert original_id not in undone
            undone.add(original_id)
    assert list(lines) == list(range(1, len(lines) + 1))


def test_history_covers_the_two_years_before_the_day_and_nothing_after() -> None:
    times = small().tables["stock_movements"]["occurred_at"]
    assert times.max() < END
    assert times.max() > END - timedelta(days=4)  # the last days may be a weekend
    assert END - timedelta(days=DAYS) <= times.min() < END - timedelta(days=DAYS - 1)


def test_parts_lie_only_where_they_fit() -> None:
    tables = small().tables
    order = {"small": 0, "medium": 1, "large": 2}
    placed = (
        tables["stock_movements"]
        .select("part_id", "location_id")
        .unique()
        .join(tables["locations"], left_on="location_id", right_on="id")
        .join(tables["boxes"].rename({"size_class": "box_size"}), left_on="box_id", right_on="id")
        .join(tables["parts"].select("id", "size_class", "storage_needs"), left_on="part_id", right_on="id")
    )
    assert len(placed) > 500
    for row in placed.iter_rows(named=True):
        assert order[row["size_class"]] <= order[row["box_size"]]
        assert set(row["storage_needs"]) <= set(row["storage_properties"])
        assert not row["is_locked"]


def test_every_slot_holds_one_part_at_a_time() -> None:
    ledger = small().tables["stock_movements"]
    left = ledger.group_by("part_id", "location_id").agg(pl.col("delta").sum()).filter(pl.col("delta") > 0)
    assert left["location_id"].is_duplicated().sum() == 0


def test_the_store_has_all_kinds_of_parts_that_insight_must_tell_apart() -> None:
    tables = small().tables
    parts, ledger = tables["parts"], tables["stock_movements"]
    stock = ledger.group_by("part_id").agg(pl.col("delta").sum().alias("stock"))
    held = parts.join(stock, left_on="id", right_on="part_id", how="left").with_columns(pl.col("stock").fill_null(0))
    used = ledger.filter(pl.col("reason").is_in(["use", "pick"]))
    last_used = used.group_by("part_id").agg(pl.col("occurred_at").max())
    dead = last_used.filter(pl.col("occurred_at") < END - timedelta(days=365)).join(
        held.filter(pl.col("stock") > 0), left_on="part_id", right_on="id"
    )
    first = ledger.group_by("part_id").agg(pl.col("occurred_at").min())
    assert held.filter(pl.col("stock") == 0).height >= 10
    assert held.filter(pl.col("stock") < pl.col("minimum_quantity")).height >= 5
    assert dead.height >= 5
    assert first.filter(pl.col("occurred_at") > END - timedelta(days=600)).height >= 10
    assert parts.height > ledger["part_id"].n_unique()  # some were never stocked


def test_usage_is_skewed_and_quiet_on_weekends() -> None:
    used = small().tables["stock_movements"].filter(pl.col("reason").is_in(["use", "pick", "scrap", "repair"]))
    by_weekday = used.group_by(pl.col("occurred_at").dt.weekday().alias("day")).len()
    weekend = by_weekday.filter(pl.col("day") >= 6)["len"].sum()
    assert 0 < weekend < 0.1 * used.height
    by_part = used.group_by("part_id").agg(-pl.col("delta").sum())["delta"].sort(descending=True)
    assert by_part.head(len(by_part) // 5).sum() > 0.5 * by_part.sum()


def test_reasons_of_all_kinds_occur() -> None:
    reasons = set(small().tables["stock_movements"]["reason"].unique())
    expected = {"import", "receive", "use", "pick", "scrap", "repair", "undo", "move_out", "move_in", "count"}
    assert reasons == expected


def test_every_order_that_arrived_has_a_receipt_from_the_quickest_seller_of_the_part() -> None:
    tables = small().tables
    receipts, ledger = tables["receipts"], tables["stock_movements"]
    arrived = ledger.filter(reason="receive").filter(pl.col("reference").is_not_null())
    assert (
        receipts.select("part_id", "quantity", "received_at").rows()
        == arrived.select("part_id", "delta", "occurred_at").rows()
    )
    assert receipts["id"].to_list() == list(range(1, arrived.height + 1))
    quickest: dict[int, tuple[int, int]] = {}
    for offer in tables["part_sellers"].iter_rows(named=True):
        this = (offer["lead_time_days"], offer["seller_id"])
        quickest[offer["part_id"]] = min(this, quickest.get(offer["part_id"], this))
    for receipt in receipts.iter_rows(named=True):
        days, seller = quickest.get(receipt["part_id"], (USUAL_LEAD_DAYS, None))
        assert receipt["seller_id"] == seller
        assert receipt["expected_on"] == receipt["ordered_at"].date() + timedelta(days=days)
        assert receipt["ordered_at"] < receipt["received_at"]
    is_late = pl.col("received_at").dt.date() > pl.col("expected_on")
    assert 0.2 < receipts.filter(is_late).height / receipts.height < 0.7


def test_size_classes_are_mixed_as_in_a_workshop() -> None:
    parts = make_parts(stream(1, "parts"), draw_families(stream(1, "families"), 10_000))
    shares = dict(parts["size_class"].value_counts(normalize=True).rows())
    assert shares["small"] == pytest.approx(0.70, abs=0.06)
    assert shares["medium"] == pytest.approx(0.25, abs=0.06)
    assert shares["large"] == pytest.approx(0.05, abs=0.02)


def test_a_pick_session_takes_parts_of_its_kit_together() -> None:
    tables = small().tables
    contents = tables["kit_contents"].join(tables["kits"].select("id", "name"), left_on="kit_id", right_on="id")
    of_kit = {name: set(rows["part_id"]) for (name,), rows in contents.group_by("name")}
    assert all(5 <= len(parts) <= 25 for parts in of_kit.values())
    picks = tables["stock_movements"].filter(pl.col("reason") == "pick")
    for (reference,), lines in picks.group_by("reference"):
        kit, _, session = str(reference).rpartition("/S")
        assert session.isdigit()
        assert set(lines["part_id"]) <= of_kit[kit]
        assert lines["occurred_at"].max() - lines["occurred_at"].min() < timedelta(minutes=15)


def test_configurations_keep_their_models_schema() -> None:
    tables = small().tables
    schemas = {row["id"]: json.loads(row["config_schema"]) for row in tables["device_models"].iter_rows(named=True)}
    model_of = dict(tables["devices"].select("id", "device_model_id").iter_rows())
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    versions = tables["device_config_versions"]
    for row in versions.iter_rows(named=True):
        jsonschema.validate(json.loads(row["config"]), schemas[model_of[row["device_id"]]])
    assert versions["created_at"].max() < END
    assert versions["version"].max() >= 3


def test_check_ins_come_from_known_devices_within_their_day() -> None:
    data = small()
    keys = set(data.tables["devices"]["key"])
    check_ins = {name: content for name, content in data.drops.items() if name.endswith("check-ins.ndjson")}
    assert len(check_ins) == 10
    for name, content in check_ins.items():
        day = date.fromisoformat(name.split("/")[2])
        for line in content.decode().splitlines():
            check_in = json.loads(line)
            assert set(check_in) == {"device", "firmware", "uptime_s", "ts"}
            assert check_in["device"] in keys
            assert datetime.fromisoformat(check_in["ts"]).date() == day


@cache
def dropped() -> dict[str, list[dict[str, object]]]:
    """What is read of the files that are dropped, by raw table."""
    rows = defaultdict(list)
    for key, content in small().drops.items():
        found = read_drop(content, key, END, max_bytes=2**20)
        assert found.problems == []
        for table, read in found.rows.items():
            rows[table] += read
    return rows


def test_logs_and_manifests_are_read_as_such_and_name_what_is_known() -> None:
    data, rows = small(), dropped()
    assert {row["device_key"] for row in rows[LOGS]} <= set(data.tables["devices"]["key"])
    assert {row["level"] for row in rows[LOGS]} == {"info", "warning", "error"}
    versions = {(row["model_code"], row["firmware_version"]) for row in rows[MANIFESTS]}
    assert versions >= set(data.tables["device_models"].select("code", "firmware_version").rows())
    assert len(versions) == len(rows[MANIFESTS])


def test_core_dumps_are_of_known_devices_and_of_programs_that_have_a_manifest() -> None:
    devices = small().tables["devices"].select("key", "created_at", "last_seen_at").rows_by_key("key", unique=True)
    programs = {str(row["elf_sha256"])[:9] for row in dropped()[MANIFESTS]}
    dumps = dropped()[CORE_DUMPS]
    assert len(dumps) == 4
    for dump in dumps:
        born, seen = devices[dump["device_key"]]
        assert born - timedelta(seconds=1) <= dump["crashed_at"] <= seen
        assert dump["elf_sha256_prefix"] in programs
        assert (dump["chip"], dump["task"] in {"main", "wifi", "sensor"}) == ("esp32s3", True)
        assert dump["reason"]


def test_offers_are_complete_and_name_a_seller_once_per_part() -> None:
    offers = small().tables["part_sellers"]
    assert offers.select("part_id", "seller_id").is_duplicated().sum() == 0
    for breaks, minimum in offers.select("price_breaks", "minimum_quantity").iter_rows():
        steps = json.loads(breaks)
        assert steps
        assert [step["quantity"] for step in steps] == sorted(step["quantity"] for step in steps)
        assert all(step["quantity"] >= minimum and step["price"] >= 0 for step in steps)


def test_codes_and_keys_are_unique() -> None:
    parts = small().tables["parts"]
    assert parts["key"].is_duplicated().sum() == 0
    assert parts["manufacturer_code"].is_duplicated().sum() == 0
    assert parts["description"].str.contains(r"[{}]").sum() == 0
