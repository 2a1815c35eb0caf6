"""The fleet: devices with keys, firmware, and configuration versions over time."""

import json
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from app.domain.demo.device_models import MODELS, ModelPlan, config_schema
from app.domain.demo.size import DAYS
from app.domain.demo.vocabulary import PEOPLE

_KEY_LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz234567"))
PLACES = ("North", "South", "Roof", "Cellar", "Lab", "Hall", "Yard", "Office")
INSTANT = pl.Datetime("us", "UTC")


def make_models(kits: pl.DataFrame, start: datetime) -> pl.DataFrame:
    """Rows of `device_models`, each linked to the kit of its product."""
    kit_ids = dict(kits.select("name", "id").iter_rows())
    return pl.DataFrame(
        [
            {
                "id": number,
                "code": plan.code,
                "name": plan.product,
                "firmware_version": plan.versions[-1],
                "config_schema": json.dumps(config_schema(plan)),
                "kit_id": kit_ids[plan.product],
                "created_at": start,
                "updated_at": start,
            }
            for number, plan in enumerate(MODELS, start=1)
        ],
        schema_overrides={"created_at": INSTANT, "updated_at": INSTANT},
    )


def make_devices(rng: np.random.Generator, count: int, start: datetime) -> pl.DataFrame:
    """Rows of `devices`; most run their model's current firmware, some lag behind, a few have gone silent."""
    keys = _draw_keys(rng, count)
    until = start + timedelta(days=DAYS)
    return pl.DataFrame(
        [_device(rng, number, keys[number - 1], start, until) for number in range(1, count + 1)],
        schema_overrides=dict.fromkeys(("created_at", "updated_at", "secret_created_at", "last_seen_at"), INSTANT),
    )


def _device(rng: np.random.Generator, number: int, key: str, start: datetime, until: datetime) -> dict[str, Any]:
    model = int(rng.integers(len(MODELS)))
    versions = MODELS[model].versions
    born = start + timedelta(seconds=int(rng.integers(0, (DAYS - 30) * 86_400)))
    silent = rng.random() < 0.08
    age = int(rng.integers(20, 200) * 86_400 if silent else rng.exponential(4 * 3600))
    lag = 0 if rng.random() < 0.75 else int(rng.integers(1, len(versions)))
    seen = max(born, until - timedelta(seconds=1 + age))
    return {
        "id": number,
        "key": key,
        "device_model_id": model + 1,
        "name": f"{MODELS[model].product} {PLACES[int(rng.integers(len(PLACES)))]} {number}",
        "is_active": bool(not silent or rng.random() < 0.5),
        "rotation_state": "OK",
        "firmware_version": versions[len(versions) - 1 - lag],
        "secret_created_at": born,
        "last_seen_at": seen,
        "created_at": born,
        "updated_at": seen,
    }


def _draw_keys(rng: np.random.Generator, count: int) -> list[str]:
    keys: dict[str, None] = {}
    while len(keys) < count:
        keys["".join(_KEY_LETTERS[rng.integers(0, 32, 8)])] = None
    return list(keys)


def make_config_versions(rng: np.random.Generator, devices: pl.DataFrame, until: datetime) -> pl.DataFrame:
    """Rows of `device_config_versions`: the first with the device, later ones change one option each."""
    rows: list[dict[str, Any]] = []
    for device in devices.iter_rows(named=True):
        plan = MODELS[device["device_model_id"] - 1]
        config = {name: _draw(rng, choices) for name, _, choices in plan.options}
        moment = device["created_at"]
        for version in range(1, 2 + int(rng.poisson(1.4))):
            if version > 1:
                moment += timedelta(seconds=int(rng.integers(86_400, 120 * 86_400)))
                config = _change(rng, plan, config)
            if moment >= until:
                break
            author = PEOPLE[int(rng.integers(len(PEOPLE)))]
            row = _version(device["id"], version, config, author=author, moment=moment)
            rows.append({"id": len(rows) + 1} | row)
    return pl.DataFrame(rows, schema_overrides={"created_at": INSTANT}, infer_schema_length=None)


def _version(device_id: int, version: int, config: dict[str, Any], *, author: str, moment: datetime) -> dict[str, Any]:
    return {
        "device_id": device_id,
        "version": version,
        "config": json.dumps(config),
        "author": author,
        "note": "first configuration" if version == 1 else None,
        "created_at": moment,
    }


def _draw(rng: np.random.Generator, choices: tuple[Any, ...]) -> Any:
    return choices[int(rng.integers(len(choices)))]


def _change(rng: np.random.Generator, plan: ModelPlan, config: dict[str, Any]) -> dict[str, Any]:
    """The configuration with one option set anew, to something else."""
    name, _, choices = plan.options[int(rng.integers(len(plan.options)))]
    return config | {name: _draw(rng, tuple(choice for choice in choices if choice != config[name]))}
