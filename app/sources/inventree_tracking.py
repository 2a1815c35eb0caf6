"""The history of one InvenTree stock item, as far as its tracking entries tell quantities."""

from collections.abc import Sequence
from datetime import datetime
from math import floor, isfinite
from typing import Any

from app.domain.importing import fields
from app.domain.importing.records import HistoryLine
from app.exceptions import ValidationException

COUNTED, ADDED, REMOVED, SPLIT_OFF, SPLIT_FROM, CONSUMED = 10, 11, 12, 42, 40, 57
_REASONS = {COUNTED: "count", REMOVED: "use", CONSUMED: "use", SPLIT_OFF: "move_out"}
_INCOMING = "receive"


def item_history(entries: Sequence[dict[str, Any]], quantity: int, item: dict[str, Any]) -> tuple[HistoryLine, ...]:
    """Movements of an item, oldest first; levels are whole units, rounded down.

    Without any quantity in its tracking the item gets one opening line: `move_in` when it was split from another item,
    else `import`, at its first entry or its last update.

    Raises:
        ValidationException: a tracking entry has no readable date.
    """
    dated = sorted(((fields.instant(entry, "date"), entry) for entry in entries), key=lambda pair: pair[0])
    levels = [(at, entry.get("tracking_type"), level) for at, entry in dated if (level := _level(entry)) is not None]
    if not levels:
        return _opening(dated, quantity, item)
    lines: list[HistoryLine] = []
    before = 0
    for at, kind, level in levels:
        if level != before:
            lines.append(HistoryLine(at, level - before, _reason(kind, level - before)))
        before = level
    return tuple(lines)


def _opening(
    dated: Sequence[tuple[datetime, dict[str, Any]]], quantity: int, item: dict[str, Any]
) -> tuple[HistoryLine, ...]:
    if quantity == 0:
        return ()
    is_split = bool(dated) and dated[0][1].get("tracking_type") == SPLIT_FROM
    at = dated[0][0] if dated else _last_update(item)
    return (HistoryLine(at, quantity, "move_in" if is_split else "import"),)


def _last_update(item: dict[str, Any]) -> datetime:
    try:
        return fields.instant(item, "updated")
    except ValidationException:
        return fields.instant({"updated": "2000-01-01"}, "updated")


def _level(entry: dict[str, Any]) -> int | None:
    """Units after an entry; None when it does not say."""
    deltas = entry.get("deltas")
    if not isinstance(deltas, dict) or "quantity" not in deltas:
        return None
    try:
        level = float(deltas["quantity"])
    except (TypeError, ValueError):
        return None
    return floor(level) if isfinite(level) and 0 <= level <= fields.MAX_WHOLE else None


def _reason(kind: Any, delta: int) -> str:
    """The reason that fits the entry; `adjust` where its direction contradicts it."""
    reason = _REASONS.get(kind, _INCOMING)
    if reason == "count" or (reason == _INCOMING) == (delta > 0):
        return reason
    return "adjust"
