"""What was a part, or a device, at an instant?

The first version that a run saw of a key is taken to have held since the key was made: `observed_at` says from when on
it was seen, so that whoever shows facts of before can say that nobody saw them then.
"""

import json
from datetime import datetime
from typing import Any

from app.contracts.history import DEVICE_HISTORY, PART_HISTORY
from app.warehouse.snapshot import Snapshot

_PART = """
    SELECT * EXCLUDE (valid_to) FROM core.part_history_v1
    WHERE part_key = $key AND valid_from <= $at AND (valid_to IS NULL OR valid_to > $at)
"""
_DEVICE = """
    SELECT d.* EXCLUDE (valid_to, config_version), c.version AS config_version, c.config
    FROM core.device_history_v1 d
    LEFT JOIN core.device_config_v1 c
        ON c.device_key = d.device_key AND c.valid_from <= $at AND (c.valid_to IS NULL OR c.valid_to > $at)
    WHERE d.device_key = $key AND d.valid_from <= $at AND (d.valid_to IS NULL OR d.valid_to > $at)
"""


def part_as_of(snapshot: Snapshot, part_key: str, at: datetime) -> dict[str, Any] | None:
    """The columns of `core.part_v1` as they held at `at`, `valid_from` and `observed_at`; None: no version is known."""
    if PART_HISTORY.table not in snapshot.manifest.tables:
        return None  # published before histories were kept
    rows = snapshot.query(_PART, {"key": part_key, "at": at})
    return None if rows.is_empty() else rows.row(0, named=True)


def device_as_of(snapshot: Snapshot, device_key: str, at: datetime) -> dict[str, Any] | None:
    """The columns of `core.device_v1` as they held at `at`, the `config` in force then, read; else as for a part."""
    if DEVICE_HISTORY.table not in snapshot.manifest.tables:
        return None  # published before histories were kept
    rows = snapshot.query(_DEVICE, {"key": device_key, "at": at})
    if rows.is_empty():
        return None
    facts = rows.row(0, named=True)
    return facts | {"config": None if facts["config"] is None else json.loads(facts["config"])}
