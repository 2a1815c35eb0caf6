"""The device models of the demo: what each is called, built from, and may be configured to do."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class ModelPlan:
    """One model: code, product (the kit of the same name), firmware versions oldest first, options with their values.

    An option is `(name, JSON Schema, choices)`; choices are what devices of the demo are set to.
    """

    code: str
    product: str
    versions: tuple[str, ...]
    options: tuple[tuple[str, dict[str, Any], tuple[Any, ...]], ...]


def _whole(low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high}


def _word(*words: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(words)}


_FLAG = {"type": "boolean"}
_REPORT = ("report_seconds", _whole(10, 86_400), (60, 300, 900, 3600))

MODELS = (
    ModelPlan("soil_node", "Soil moisture node", ("1.0.0", "1.1.0", "1.2.3", "1.3.0"), (
        _REPORT,
        ("depth_cm", _whole(1, 100), (10, 20, 40)),
        ("radio", _word("lora", "ble"), ("lora", "ble")),
    )),
    ModelPlan("greenhouse_controller", "Greenhouse controller", ("2.0.1", "2.1.0", "2.2.0"), (
        _REPORT,
        ("valves", _whole(1, 8), (1, 2, 4, 8)),
        ("night_watering", _FLAG, (True, False)),
    )),
    ModelPlan("door_sensor", "Door sensor", ("0.9.4", "1.0.0", "1.0.2"), (
        ("debounce_ms", _whole(1, 1000), (20, 50, 100)),
        ("tamper_alarm", _FLAG, (True, False)),
    )),
    ModelPlan("air_quality_meter", "Air quality meter", ("3.0.0", "3.1.1", "3.2.0", "3.2.1"), (
        _REPORT,
        ("co2_limit_ppm", _whole(400, 5000), (800, 1000, 1400)),
        ("display", _word("off", "on", "night"), ("off", "on", "night")),
    )),
    ModelPlan("energy_meter", "Energy meter", ("1.4.0", "1.5.0", "1.5.1"), (
        _REPORT,
        ("phases", _whole(1, 3), (1, 3)),
        ("pulses_per_kwh", _whole(1, 10_000), (500, 1000, 2000)),
    )),
)  # fmt: skip


def digest_of(plan: ModelPlan, version: str, part: str) -> str:
    """The SHA-256 of a part (`elf` or `image`) of a version's firmware, 64 hexadecimal digits."""
    return sha256(f"{plan.code} {version} {part}".encode()).hexdigest()


def config_schema(plan: ModelPlan) -> dict[str, Any]:
    """JSON Schema of a model's configuration: every option is required, nothing else is allowed."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {name: schema for name, schema, _ in plan.options},
        "required": [name for name, _, _ in plan.options],
        "additionalProperties": False,
    }
