"""What devices and builds of the demo drop into the object store: check-ins, logs, firmware manifests."""

import gzip
import json
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from app.domain.demo.device_models import MODELS, ModelPlan, digest_of

CHECK_IN_DAYS = 10
CHECK_INS_PER_FILE = 200
LOG_DAYS = 3
LOGS_PER_FILE = 200
_SAID = (
    ("info", "wifi: connected"),
    ("info", "report: sent"),
    ("warning", "battery: 3.1 V"),
    ("error", "sensor: no answer"),
)
_BETWEEN_VERSIONS = timedelta(days=120)


def make_check_ins(rng: np.random.Generator, devices: pl.DataFrame, until: datetime) -> dict[str, bytes]:
    """Check-ins of the last days as NDJSON by object key, one file per day, at most 200 lines each.

    A line is `{"device", "firmware", "uptime_s", "ts"}`.
    """
    files: dict[str, bytes] = {}
    rows = devices.select("key", "firmware_version", "created_at", "last_seen_at").rows()
    for back in range(CHECK_IN_DAYS, 0, -1):
        day = until - timedelta(days=back)
        lines = []
        for key, firmware, born, seen in rows[:CHECK_INS_PER_FILE]:
            moment = min(day + timedelta(seconds=int(rng.integers(0, 86_400))), seen)
            if moment >= max(day, born):
                uptime = int(min(rng.exponential(9 * 86_400), (moment - born).total_seconds()))
                lines.append({"device": key, "firmware": firmware, "uptime_s": uptime, "ts": moment.isoformat()})
        files[f"drops/devices/{day.date().isoformat()}/check-ins.ndjson"] = _ndjson(lines)
    return files


def make_logs(rng: np.random.Generator, devices: pl.DataFrame, until: datetime) -> dict[str, bytes]:
    """Log lines of the last days as packed NDJSON by object key, one file per day, at most 200 lines each.

    A line is `{"device", "ts", "level", "message", "firmware"}`.
    """
    files: dict[str, bytes] = {}
    rows = devices.select("key", "firmware_version", "created_at", "last_seen_at").rows()
    for back in range(LOG_DAYS, 0, -1):
        day = until - timedelta(days=back)
        lines = []
        for key, firmware, born, seen in rows[:LOGS_PER_FILE]:
            moment = day + timedelta(seconds=int(rng.integers(0, 86_400)))
            level, message = _SAID[int(rng.integers(len(_SAID)))]
            if born <= moment <= seen:
                line = {"device": key, "ts": moment.isoformat(), "level": level, "message": message}
                lines.append(line | {"firmware": firmware})
        files[f"drops/devices/{day.date().isoformat()}/logs.ndjson.gz"] = gzip.compress(_ndjson(lines), mtime=0)
    return files


def _ndjson(lines: list[dict[str, Any]]) -> bytes:
    lines.sort(key=lambda line: (line["ts"], line["device"]))
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def make_manifests(until: datetime) -> dict[str, bytes]:
    """Manifests of every firmware as JSON by object key, one file per model, its versions oldest first."""
    return {
        f"drops/firmware/{plan.code}.json": json.dumps(
            [_manifest(plan, age, until) for age in range(len(plan.versions), 0, -1)], indent=1
        ).encode()
        for plan in MODELS
    }


def _manifest(plan: ModelPlan, age: int, until: datetime) -> dict[str, Any]:
    version = plan.versions[-age]
    elf, image = (digest_of(plan, version, part) for part in ("elf", "image"))
    return {
        "model": plan.code,
        "firmware_version": version,
        "built_at": (until - age * _BETWEEN_VERSIONS).isoformat(),
        "chip": "esp32s3",
        "idf_version": "5.3.1",
        "git_commit": elf[:12],
        "elf_sha256": elf,
        "image_sha256": image,
        "image_bytes": 900_000 + int(image[:4], 16),
    }
