"""Devices: the fleet with filters, one device with the versions of its configuration."""

from datetime import timedelta

import pytest

from tests.app.ui.screen import Screen
from tests.app.ui.stores import HOSTILE, published_rows

pytestmark = pytest.mark.integration


def test_the_fleet_says_what_runs_what_should_run_and_what_is_configured(viewer, published):
    viewer.open("devices")
    (row,) = viewer.frame("fleet")
    assert {name: row[name] for name in ("device_key", "name", "model_name", "state", "config_version")} == {
        "device_key": published.device_key,
        "name": "Kitchen",
        "model_name": "Environment sensor",
        "state": "outdated",
        "config_version": 2,
    }
    assert (row["firmware_claimed"], row["firmware_current"]) == ("1.0.0", "2.0.0")
    assert "1 of 1 device. Click a row to open one." in viewer.said


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"only": "Outdated firmware"}, True),
        ({"only": "Silent for a week"}, True),
        ({"only": "Rotation not OK"}, False),
        ({"model": "env_sensor"}, True),
        ({"model": "env_sensor", "only": "Rotation not OK"}, False),
    ],
)
def test_filters_in_the_address_narrow_the_fleet(viewer, query, shown):
    viewer.open("devices", **query)
    assert len(viewer.at.dataframe) == shown
    assert ("No device passes these filters." in viewer.said) is not shown


@pytest.mark.parametrize("query", [{"only": "nonsense"}, {"model": "nope"}, {"model": HOSTILE}])
def test_filters_that_do_not_exist_are_left_out(viewer, query):
    viewer.open("devices", **query)
    assert len(viewer.frame("fleet")) == 1
    assert viewer.errors == []


def test_a_click_on_a_row_opens_its_device(viewer, published):
    viewer.open("devices").click_cell("fleet", 0, "name")
    assert viewer.title == f"Device {published.device_key}"


def test_a_device_tells_its_facts(viewer, published):
    viewer.open("devices", device=published.device_key.upper())
    assert viewer.title == f"Device {published.device_key}"
    assert viewer.facts == {
        "Name": "Kitchen",
        "Model": "Environment sensor (env_sensor)",
        "In service": "yes",
        "Runs firmware": "1.0.0",
        "Its model should run": "2.0.0",
        "Secret rotation": "OK",
        "Last seen": "never",
        "Built from kit": "Weather station",
    }
    assert viewer.links["All devices"] == ("devices", "")


def test_its_newest_configuration_is_compared_with_the_one_before_key_by_key(viewer, published):
    viewer.open("devices", device=published.device_key)
    assert viewer.tables[1] == [
        ["interval", "removed", "60", ""],
        ["led", "added", "", "true"],
        ["wifi.ssid", "changed", '"shop"', '"<b>shop</b>"'],
    ]
    assert "by setup: quieter" in viewer.said
    assert '"ssid": "<b>shop</b>"' in viewer.at.code[0].value
    assert "<b>" not in viewer.markdown


def test_any_two_versions_can_be_compared(viewer, published):
    viewer.open("devices", device=published.device_key).set("compared", 2).run()
    assert "The two versions are the same." in viewer.said
    viewer.set("version", 1).run()
    assert ["led", "removed", "true", ""] in viewer.tables[1]
    assert "by setup: first configuration" in viewer.said


def test_a_device_on_a_past_day_tells_what_it_ran_and_its_configuration(viewer, published, snapshot_day):
    viewer.open("devices", device=published.device_key, on=snapshot_day)
    assert viewer.facts_of(2) == {
        "Name": "Kitchen",
        "Model": "env_sensor",
        "In service": "yes",
        "Ran firmware": "1.0.0",
        "Its model should run": "2.0.0",
        "Secret rotation": "OK",
        "Configuration": "2",
    }
    assert '"ssid": "<b>shop</b>"' in viewer.at.code[1].value


def test_a_day_before_a_device_was_known_says_so_and_stays_in_the_address(viewer, published):
    viewer.open("devices", device=published.device_key)
    before = (published.started - timedelta(days=2)).date()
    viewer.set(f"on-{published.device_key}", before).run()
    assert "it was not there yet, or no run had seen it." in viewer.said
    assert viewer.at.query_params == {"device": published.device_key, "on": str(before)}


@pytest.mark.parametrize("on", ["bad", "2024-02-30"])
def test_a_day_that_is_none_is_named_and_the_device_is_shown(viewer, published, on):
    viewer.open("devices", device=published.device_key, on=on)
    assert viewer.warnings == [f"The address says on={on}; it must be a date such as 2024-02-01"]
    assert viewer.title == f"Device {published.device_key}"


def test_one_configuration_is_shown_without_a_comparison_and_none_says_so(screen, data_store):
    with data_store.container.unit_of_work() as work:
        bare = work.devices.create_device("env_sensor").key
        single = work.devices.create_device("env_sensor", config={"a": 1}).key
    screen.open("devices", device=bare)
    assert "No configuration was ever saved for this device." in screen.said
    assert screen.facts["Name"] == "none yet"
    assert screen.facts["Runs firmware"] == "not known"
    other = Screen().open("devices", device=single)
    assert len(other.tables) == 1
    assert '"a": 1' in other.at.code[0].value


def test_an_unknown_device_is_refused_in_words(viewer):
    viewer.open("devices", device="zzzz9999")
    assert viewer.errors == ["Device zzzz9999 was not found"]
    assert viewer.links["All devices"] == ("devices", "")


@pytest.mark.parametrize("device", ["short", "waytoolong1", "abcd-123", HOSTILE])
def test_a_key_that_makes_no_sense_is_named_and_the_fleet_is_shown(viewer, device):
    viewer.open("devices", device=device)
    assert viewer.warnings == [f"The address says device={device[:40]}; it must be eight letters or digits"]
    assert viewer.title == "Devices"
    assert ":red[hot]" not in viewer.markdown


def test_a_fleet_without_devices_says_where_they_come_from(published, republished):
    name = "marts.device_inventory_v1"
    republished({name: published_rows(published, name).clear()})
    screen = Screen().open("devices")
    assert "There are no devices yet. Add them over the API (`POST /api/devices`)" in screen.said


def test_before_the_first_run_the_fleet_waits_but_a_device_is_there(empty_store):
    with empty_store.container.unit_of_work() as work:
        work.devices.create_model("lamp", "Lamp")
        key = work.devices.create_device("lamp", name="Desk").key
    screen = Screen().open("devices")
    assert "Nothing has been published yet, so there is no fleet to show." in screen.said
    assert Screen().open("devices", device=key).facts["Name"] == "Desk"
