"""What was a part, or a device, at an instant: the version in force, and the configuration in force beside it."""

from datetime import UTC, datetime, timedelta

import pytest

from app.contracts.part import PART
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish
from app.warehouse.queries.facts_as_of import device_as_of, part_as_of
from app.warehouse.snapshot import SnapshotStore
from tests.app.warehouse.queries.made_rows import table

T = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHANGED, SAVED = T + timedelta(days=2), T + timedelta(days=1)
TICK = timedelta(microseconds=1)


@pytest.fixture(scope="module")
def opened(snapshot):
    old = {"part_key": "ABCD", "description": "LED", "valid_from": T, "valid_to": CHANGED}
    device = {"device_key": "aaaa1111", "rotation_state": "OK", "config_version": 9}
    return snapshot(
        part_history_v1=[old, old | {"description": "Red LED", "valid_from": CHANGED, "valid_to": None}],
        device_history_v1=[
            device | {"firmware_version": "1.0", "valid_from": T, "valid_to": CHANGED},
            device | {"firmware_version": "2.0", "valid_from": CHANGED},
        ],
        device_config_v1=[
            {"device_key": "aaaa1111", "version": 1, "valid_from": SAVED, "valid_to": CHANGED, "config": '{"led": 1}'},
            {"device_key": "aaaa1111", "version": 2, "valid_from": CHANGED, "config": '{"led": 2}'},
        ],
    )


@pytest.mark.parametrize(
    ("at", "description"), [(T - TICK, None), (T, "LED"), (CHANGED - TICK, "LED"), (CHANGED, "Red LED")]
)
def test_a_part_is_what_it_was_called_then(opened, at, description):
    facts = part_as_of(opened, "ABCD", at)
    assert (facts and facts["description"]) == description


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (T, ("1.0", None, None)),
        (SAVED, ("1.0", 1, {"led": 1})),
        (CHANGED - TICK, ("1.0", 1, {"led": 1})),
        (CHANGED, ("2.0", 2, {"led": 2})),
    ],
)
def test_a_device_runs_the_firmware_and_configuration_of_then(opened, at, expected):
    facts = device_as_of(opened, "aaaa1111", at)
    assert (facts["firmware_version"], facts["config_version"], facts["config"]) == expected


def test_facts_tell_when_a_run_first_saw_them(snapshot):
    seen = {"valid_from": T, "observed_at": SAVED}
    opened = snapshot(
        part_history_v1=[{"part_key": "ABCD", **seen}], device_history_v1=[{"device_key": "aaaa1111", **seen}]
    )
    for facts in (part_as_of(opened, "ABCD", T), device_as_of(opened, "aaaa1111", T)):
        assert (facts["valid_from"], facts["observed_at"]) == (T, SAVED)


def test_of_what_nobody_has_seen_nothing_is_known(opened):
    assert part_as_of(opened, "ZZZZ", CHANGED) is None
    assert device_as_of(opened, "aaaa1111", T - TICK) is None


def test_a_snapshot_from_before_histories_were_kept_knows_no_version(tmp_path):
    layout = LakeLayout(tmp_path / "lake")
    write_parquet(table(PART, []), layout.work_table("core", PART.asset_name).with_suffix(".parquet"))
    publish(layout, [PART], Manifest("s1", T, "run", "code", {"as_of": "2026-03-01"}, {}), retention=1)
    old = SnapshotStore(layout.root).open()
    assert part_as_of(old, "ABCD", T) is None
    assert device_as_of(old, "aaaa1111", T) is None
