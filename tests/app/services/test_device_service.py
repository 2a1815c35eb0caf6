from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from app.exceptions import RecordNotFoundException, ResourceConflictException, ValidationException

pytestmark = pytest.mark.integration
SCHEMA = {
    "type": "object",
    "properties": {"wifi": {"type": "object", "properties": {"channel": {"type": "integer", "maximum": 13}}}},
}


@pytest.fixture
def device(shop):
    shop.do(lambda work: work.devices.create_model("thermo_1", "Thermostat", config_schema=SCHEMA))
    return shop.do(
        lambda work: work.devices.create_device("thermo_1", config={"wifi": {"channel": 3}}, name="Hall").key
    )


def test_models_are_created_and_listed(shop, device):
    kit = shop.do(lambda work: work.kits.create("Thermo kit").id)
    shop.do(lambda work: work.devices.create_model("a_2", "A", kit_id=kit, firmware_version="1.2"))
    assert [model.code for model in shop.do(lambda work: work.devices.list_models())] == ["a_2", "thermo_1"]
    assert shop.do(lambda work: work.devices.get_model("a_2").kit.name) == "Thermo kit"
    with pytest.raises(ResourceConflictException, match="the code a_2"):
        shop.do(lambda work: work.devices.create_model("a_2", "A"))
    with pytest.raises(RecordNotFoundException, match="Kit 99"):
        shop.do(lambda work: work.devices.create_model("b", "B", kit_id=99))
    with pytest.raises(RecordNotFoundException, match="Device model zz"):
        shop.do(lambda work: work.devices.get_model("zz"))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "Thermo 1"}, "code"),
        ({"code": ""}, "code"),
        ({"name": None}, "name"),
        ({"config_schema": []}, "config_schema"),
        ({"config_schema": {"type": "banana"}}, "config_schema"),
    ],
)
def test_impossible_models_are_refused(shop, given, field):
    with pytest.raises(ValidationException) as caught:
        shop.do(lambda work: work.devices.create_model(**{"code": "ok", "name": "Ok", **given}))
    assert caught.value.field == field


def test_a_device_has_a_key_of_eight_and_its_first_configuration(shop, device):
    found = shop.do(lambda work: work.devices.get(device.upper()))
    assert (len(found.key), found.name, found.is_active, found.rotation_state) == (8, "Hall", True, "OK")
    assert shop.do(lambda work: work.devices.latest_config(device).version) == 1
    with pytest.raises(RecordNotFoundException, match="Device nothing1"):
        shop.do(lambda work: work.devices.get("nothing1"))


def test_devices_are_changed_and_listed(shop, device):
    second = shop.do(lambda work: work.devices.create_device("thermo_1").key)
    shop.do(lambda work: work.devices.update(second, {"name": "Kitchen", "is_active": False, "firmware_version": "2"}))

    def listed(**wanted):
        rows, total = shop.do(lambda work: work.devices.list(**wanted))
        assert total == len(rows)
        return {row.name for row in rows}

    assert listed() == {"Hall", "Kitchen"}
    assert listed(is_active=True) == listed(query="hall") == {"Hall"}
    assert listed(query=second[:5]) == {"Kitchen"}
    assert listed(model_code="other") == listed(query="%") == set()
    with pytest.raises(ValidationException, match="true or false"):
        shop.do(lambda work: work.devices.update(device, {"is_active": "yes"}))
    with pytest.raises(ValidationException, match="not a field"):
        shop.do(lambda work: work.devices.update(device, {"key": "x"}))


def test_each_changed_configuration_is_a_version_with_author_and_note(shop, device):
    shop.do(lambda work: work.devices.save_config(device, {"wifi": {"channel": 5}}, "moved"), actor="anna")
    shop.do(lambda work: work.devices.save_config(device, {"wifi": {"channel": 5}}))
    versions = shop.do(lambda work: work.devices.config_versions(device))
    assert [(version.version, version.author, version.note) for version in versions] == [
        (2, "anna", "moved"),
        (1, "test", "first configuration"),
    ]
    assert shop.do(lambda work: work.devices.config_version(device, 1).config) == {"wifi": {"channel": 3}}
    with pytest.raises(RecordNotFoundException, match="version of device"):
        shop.do(lambda work: work.devices.config_version(device, 9))


def test_true_is_not_one(shop, device):
    shop.do(lambda work: work.devices.save_config(device, {"led": 1}))
    assert shop.do(lambda work: work.devices.save_config(device, {"led": True}).version) == 3


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ([], "JSON object"),
        ({"wifi": {"channel": 99}}, "wifi.channel: 99 is greater"),
        ({"a": float("nan")}, "not finite"),
        ({"a": "x\x00"}, "NUL"),
        ({"a": 2**70}, "beyond 64 bits"),
        ({"a": datetime}, "not JSON"),
        ({"a": "x" * 300_000}, ""),
    ],
)
def test_impossible_configurations_are_refused(shop, device, config, words):
    with pytest.raises(ValidationException) as caught:
        shop.do(lambda work: work.devices.save_config(device, config))
    assert words in caught.value.message
    assert shop.do(lambda work: work.devices.latest_config(device).version) == 1


def test_the_configuration_of_an_instant(shop, device):
    first = shop.now
    shop.now += timedelta(hours=1)
    shop.do(lambda work: work.devices.save_config(device, {"wifi": {"channel": 5}}))
    second = shop.now

    def at(instant):
        found = shop.do(lambda work: work.devices.config_as_of(device, instant))
        return found and found.version

    assert [at(first - timedelta(days=1)), at(first), at(second - timedelta(seconds=1)), at(second)] == [None, 1, 1, 2]
    with pytest.raises(ValidationException, match="time zone"):
        at(first.replace(tzinfo=None))


def test_differences_and_restore(shop, device):
    new = shop.do(lambda work: work.devices.save_config(device, {"wifi": {"channel": 5, "name": "lab"}}))
    old = shop.do(lambda work: work.devices.config_version(device, 1))
    found = shop.do(lambda work: work.devices.diff(old, new))
    assert [(one.path, one.change, one.before, one.after) for one in found] == [
        ("wifi.channel", "changed", 3, 5),
        ("wifi.name", "added", None, "lab"),
    ]
    restored = shop.do(lambda work: work.devices.restore(old))
    assert (restored.version, restored.config, restored.note) == (3, old.config, "restored version 1")


def test_two_who_save_at_once_get_two_versions(shop, device):
    def save(number):
        with shop.container.unit_of_work() as work:
            return work.devices.save_config(device, {"wifi": {"channel": number}}).version

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(save, range(5, 13))) == list(range(2, 10))


def test_a_saved_configuration_is_undone(shop, device):
    def save(work):
        work.devices.save_config(device, {"wifi": {"channel": 5}})
        return work.batches.open("edit").id

    batch = shop.do(save)
    shop.do(lambda work: work.undo.undo(batch))
    assert shop.do(lambda work: work.devices.latest_config(device).config) == {"wifi": {"channel": 3}}
