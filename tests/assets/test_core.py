"""Assets of the core layer on small raw tables: keys in place of ids, and the promises of their contracts."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from app.contracts.batch import BATCH
from app.contracts.core_dump import CORE_DUMP
from app.contracts.device_checkin import DEVICE_CHECKIN
from app.contracts.device_log import DEVICE_LOG
from app.contracts.firmware_manifest import FIRMWARE_MANIFEST
from app.contracts.kit_content import KIT_CONTENT
from app.contracts.location import LOCATION
from app.contracts.movement import MOVEMENT
from app.contracts.part import PART
from app.contracts.quarantine import QUARANTINE
from app.contracts.raw.object_store import (
    CORE_DUMPS,
    DEVICE_CHECKINS,
    DEVICE_LOGS,
    DROP_FILES,
    FIRMWARE_MANIFESTS,
    REJECTED_LINES,
)
from app.contracts.receipt import RECEIPT
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import violations
from assets.core.buying import receipt_v1
from assets.core.catalogue import kit_content_v1
from assets.core.devices import core_dump_v1, device_checkin_v1, device_log_v1, firmware_manifest_v1, quarantine_v1

TABLES = {"part": PART, "location": LOCATION, "movement": MOVEMENT, "batch": BATCH, "receipt": RECEIPT}


@pytest.mark.parametrize(("name", "contract"), TABLES.items())
def test_the_tables_keep_their_contracts(core, name, contract):
    assert core[name].height > 0
    assert violations(core[name], contract) == []


def test_parts_have_type_names_and_stay_when_archived(core):
    rows = core["part"].sort("part_key").select("part_key", "type_name", "is_archived").rows()
    assert rows == [("ABCD", "LED", False), ("EFGH", None, False), ("WXYZ", "LED", True)]


def test_slots_have_their_labels_and_the_walk_to_them(core):
    rows = core["location"].sort("location").select("location", "distance_m", "is_locked", "designated_type").rows()
    drawer = [("1-1", False), ("1-2", False), ("1-3", True), ("1-4", False)]
    assert rows == [*((slot, 7.0, is_locked, "LED") for slot, is_locked in drawer), ("2-1", None, False, None)]
    assert core["location"].filter(pl.col("is_archived"))["location"].to_list() == ["2-1"]


def test_ledger_lines_know_the_original_of_an_undo(core):
    lines = {row["id"]: row for row in core["movement"].iter_rows(named=True)}
    assert lines.keys() == {1, 2, 3, 4, 5}
    undo = lines[4]
    assert (undo["part_key"], undo["location"], undo["delta"], undo["reason"]) == ("ABCD", "1-1", 3, "undo")
    assert (undo["root_id"], undo["root_reason"]) == (3, "use")
    assert undo["root_occurred_at"] == datetime(2026, 1, 7, 8, tzinfo=UTC)
    assert all(lines[number]["root_id"] == number for number in (1, 2, 3, 5))


def test_batches_know_their_undo_and_how_many_lines_they_have(core):
    rows = core["batch"].select("batch_id", "kind", "undoes_batch_id", "undone_by_batch_id", "movements").rows()
    assert rows == [
        (1, "receive", None, None, 1),
        (2, "use", None, None, 1),
        (3, "use", None, 4, 1),
        (4, "undo", 3, None, 1),
        (5, "receive", None, None, 1),
        (6, "edit", None, None, 0),
    ]


def test_receipts_name_part_and_seller_and_keep_the_facts_of_the_order(core):
    first, second = core["receipt"].iter_rows(named=True)
    assert first == {
        "receipt_id": 7,
        "part_key": "ABCD",
        "seller": "Somebody",
        "quantity": 10,
        "ordered_at": datetime(2026, 1, 1, 8, tzinfo=UTC),
        "ordered_quantity": 12,
        "expected_on": date(2026, 1, 4),
        "received_at": datetime(2026, 1, 5, 8, tzinfo=UTC),
        "batch_id": 1,
    }
    unknown = ("seller", "ordered_at", "ordered_quantity", "expected_on")
    assert (second["part_key"], second["quantity"], *(second[name] for name in unknown)) == ("WXYZ", 7, *[None] * 4)


def test_bills_of_materials_name_kit_and_part_and_hold_what_kits_inside_need(raw):
    contents = kit_content_v1(raw["kits"], raw["kit_contents"], raw["parts"])
    columns = ("kit_name", "part_key", "required_per_unit", "is_archived")
    rows = contents.sort("kit_name", "part_key").select(columns).rows()
    assert rows == [("Blinker", "ABCD", 3, False), ("Old", "ABCD", 7, True), ("Old", "EFGH", 1, True)]
    assert violations(conform(contents, KIT_CONTENT), KIT_CONTENT) == []


def test_what_was_dropped_and_what_could_not_be_read_keep_their_contracts():
    at = datetime(2026, 1, 31, 9, tzinfo=UTC)
    origin = ("drops/a", 1)
    files = pl.DataFrame([(*origin, "tag", 99, at, "ndjson", 1, 0)], schema=DROP_FILES.schema, orient="row")
    lines = [(*origin, number, "ab12cd34", at, "1.4.0", 3600) for number in (2, 1)]
    checkins = device_checkin_v1(pl.DataFrame(lines, schema=DEVICE_CHECKINS.schema, orient="row"), files)
    assert checkins["source"].to_list() == ["drops/a:1"]
    assert violations(conform(checkins, DEVICE_CHECKIN), DEVICE_CHECKIN) == []
    lines = [(*origin, number, "ab12cd34", at, "error", "no answer", None) for number in (4, 3)]
    logs = device_log_v1(pl.DataFrame(lines, schema=DEVICE_LOGS.schema, orient="row"), files)
    assert logs["source"].to_list() == ["drops/a:3"]
    assert violations(conform(logs, DEVICE_LOG), DEVICE_LOG) == []
    facts = ("soil_node", "1.4.0", at, "esp32s3", None, None, "ab" * 32, None, 7)
    lines = [(*origin, number, *facts) for number in (6, 5)]
    manifests = firmware_manifest_v1(pl.DataFrame(lines, schema=FIRMWARE_MANIFESTS.schema, orient="row"), files)
    assert manifests["source"].to_list() == ["drops/a:6"]
    assert violations(conform(manifests, FIRMWARE_MANIFEST), FIRMWARE_MANIFEST) == []
    facts = ("ab12cd34", at, "esp32", "1b43c5e74", "main", None, None, None, "0x4008110d", 9, "ab" * 32)
    dumps = core_dump_v1(pl.DataFrame([(*origin, *facts)], schema=CORE_DUMPS.schema, orient="row"), files)
    assert dumps["source"].to_list() == ["drops/a"]
    assert violations(conform(dumps, CORE_DUMP), CORE_DUMP) == []
    problems = [(*origin, 3, "not JSON", "{"), (*origin, 0, "cut off", "")]
    quarantine = quarantine_v1(pl.DataFrame(problems, schema=REJECTED_LINES.schema, orient="row"), files)
    assert violations(conform(quarantine, QUARANTINE), QUARANTINE) == []
    assert quarantine.height == 2


def test_an_empty_store_gives_empty_tables_that_keep_their_contracts(raw, ledger, batches):
    from assets.core.catalogue import location_v1, part_v1

    none = {name: frame.clear() for name, frame in raw.items()}
    tables = [
        (part_v1(none["parts"], none["types"]), PART),
        (location_v1(none["locations"], none["boxes"], none["types"]), LOCATION),
        (ledger(none), MOVEMENT),
        (batches(none), BATCH),
        (receipt_v1(none["receipts"], none["parts"], none["sellers"]), RECEIPT),
        (kit_content_v1(none["kits"], none["kit_contents"], none["parts"]), KIT_CONTENT),
    ]
    for frame, contract in tables:
        assert frame.height == 0
        assert violations(conform(frame, contract), contract) == []
