"""The device inventory against plain loops: whoever spoke last is believed, about each thing by itself."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from app.contracts.device_checkin import DEVICE_CHECKIN
from app.domain.fleet.inventory import device_inventory

START = datetime(2026, 1, 1, tzinfo=UTC)
INSTANT = pl.Datetime("us", "UTC")
FIRMWARE = st.sampled_from([None, "1.0", "2.0"])
HOURS = st.none() | st.integers(0, 4)
MODELS = pl.DataFrame(
    {"id": [1, 2], "code": ["lamp", "fan"], "name": ["L", "F"], "firmware_version": ["2.0", None], "kit_id": [7, None]},
    schema_overrides={"kit_id": pl.Int64},
)
KITS = pl.DataFrame({"id": [7], "name": ["Lamp kit"]})
device = st.tuples(st.integers(1, 2), FIRMWARE, HOURS)
checkin = st.tuples(st.sampled_from(["a", "b", "stranger"]), st.integers(0, 4), FIRMWARE)


def at(hour):
    return None if hour is None else START + timedelta(hours=hour)


def inventory(devices, checkins, configs=()):
    rows = [
        (number, key, None, model, True, "OK", firmware, at(hour))
        for number, (key, (model, firmware, hour)) in enumerate(zip("ab", devices, strict=False), start=1)
    ]
    schema = {
        "id": pl.Int64, "key": pl.String, "name": pl.String, "device_model_id": pl.Int64, "is_active": pl.Boolean,
        "rotation_state": pl.String, "firmware_version": pl.String, "last_seen_at": INSTANT,
    }  # fmt: skip
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    versions = pl.DataFrame(
        list(configs), schema={"device_id": pl.Int64, "version": pl.Int32, "created_at": INSTANT}, orient="row"
    )
    heard = [(key, at(hour), firmware, None, f"f:{number}") for number, (key, hour, firmware) in enumerate(checkins)]
    drops = pl.DataFrame(heard, schema=DEVICE_CHECKIN.schema, orient="row").unique(
        ["device_key", "checked_in_at"], keep="first", maintain_order=True
    )
    return device_inventory(frame, MODELS, KITS, versions, drops)


@given(st.lists(device, max_size=2), st.lists(checkin, max_size=6))
@example([(1, "2.0", 2)], [("a", 1, "1.0"), ("a", 3, None)])
def test_the_last_sign_of_life_and_the_last_claim_count(devices, checkins):
    rows = {row["device_key"]: row for row in inventory(devices, checkins).iter_rows(named=True)}
    assert list(rows) == list("ab")[: len(devices)]
    for key, (model, firmware, hour) in zip("ab", devices, strict=False):
        heard = {}
        for who, when, said in checkins:
            if who == key:
                heard.setdefault(when, said)
        seen = max([when for when in (hour, *heard) if when is not None], default=None)
        claims = [(when, said) for when, said in heard.items() if said is not None]
        # At the same hour the store is believed; a store that never heard of the device is older than everything.
        if firmware is not None:
            claims.append((-1 if hour is None else hour + 0.5, firmware))
        claimed = max(claims, default=(None, None))[1]
        assert (rows[key]["last_seen_at"], rows[key]["firmware_claimed"]) == (at(seen), claimed), key
        current = {1: "2.0", 2: None}[model]
        is_outdated = None if claimed is None or current is None else claimed != current
        assert rows[key]["is_outdated"] == is_outdated


def test_models_kits_and_the_latest_configuration_are_named():
    rows = inventory([(1, None, None), (2, None, None)], [], [(1, 2, at(2)), (1, 10, at(3)), (1, 1, at(1))]).to_dicts()
    assert [(row["model_code"], row["kit_name"], row["config_version"], row["config_saved_at"]) for row in rows] == [
        ("lamp", "Lamp kit", 10, at(3)),
        ("fan", None, None, None),
    ]
