"""Where the figures of the usage marts come from."""

from app.domain.placement.boxes import WINDOW_DAYS
from app.domain.usage.activity import CLASS_A_SHARE, CLASS_B_SHARE, MINIMUM_HISTORY_DAYS, YEAR_DAYS
from app.domain.usage.daily import USAGE_REASONS
from app.warehouse.why.origin import SUM, Declared, Origin, formula, ledger, part_fact

CONSUMED = f"m.root_reason IN {USAGE_REASONS}"
ROOT_DAY = "m.root_occurred_at::DATE"
_OF_PART = "m.part_key = f.part_key"
_ON_DAY = f"{_OF_PART} AND {CONSUMED} AND {ROOT_DAY} = f.day"
_NET = "an undo counts against the day of what it takes back"
_HISTORY = "as_of - first_movement_on + 1"


def in_window(days: int) -> str:
    """Consumption that was booked in the days that end with the snapshot's day."""
    return f"{CONSUMED} AND {ROOT_DAY} > f.as_of - {days} AND {ROOT_DAY} <= f.as_of"


def _by_reason(reason: str) -> Origin:
    return ledger(
        f"units out for '{reason}' on the day; {_NET}", f"{_ON_DAY} AND m.root_reason = '{reason}'", "-m.delta"
    )


def _used_in(days: int) -> Origin:
    return ledger(f"units consumed in the last {days} days; {_NET}", f"{_OF_PART} AND {in_window(days)}", "-m.delta")


USED_90D_OF_BOX = ledger(
    f"units consumed from the box in the last {WINDOW_DAYS} days; {_NET}",
    f"m.box_no = f.box_no AND {in_window(WINDOW_DAYS)}",
    "-m.delta",
)
USED_90D_OF_TYPE = ledger(
    f"units consumed of the category's parts in the last {WINDOW_DAYS} days; {_NET}",
    "m.part_key IN (SELECT p.part_key FROM core.part_v1 p WHERE p.type_name = f.type_name) "
    f"AND {in_window(WINDOW_DAYS)}",
    "-m.delta",
)

USAGE_DAILY: Declared = {
    "part_key": part_fact("part_key", "raw.parts, column key"),
    "day": ledger("the day (UTC) of the consumption", _ON_DAY, ROOT_DAY, "max(amount)"),
    "used_qty": ledger(f"units out by consumption on the day; {_NET}", _ON_DAY, "-m.delta"),
    **{f"{reason}_qty": _by_reason(reason) for reason in USAGE_REASONS},
    "undone_qty": ledger(
        "what undos, and undos of undos, put back of the day's consumption",
        f"{_ON_DAY} AND m.id <> m.root_id",
    ),
    "movements": ledger("consumption booked on the day, a line each", f"{_ON_DAY} AND m.id = m.root_id", "1"),
}

PART_ACTIVITY: Declared = {
    "part_key": part_fact("part_key", "raw.parts, column key"),
    "description": part_fact("description", "raw.parts"),
    "type_name": part_fact("type_name", "raw.types, column name, by type_id of raw.parts"),
    "total_quantity": ledger("the sum of all movements of the part", _OF_PART),
    "minimum_quantity": part_fact("minimum_quantity", "raw.parts"),
    "first_movement_on": ledger("the day of the first movement", _OF_PART, "m.occurred_at::DATE", "min(amount)"),
    "last_received_on": ledger(
        "the day of the last receipt", f"{_OF_PART} AND m.reason = 'receive'", "m.occurred_at::DATE", "max(amount)"
    ),
    "last_used_on": ledger(
        "the last day on which more was consumed than undone",
        f"{_OF_PART} AND {CONSUMED} AND {ROOT_DAY} IN "
        "(SELECT u.day FROM marts.usage_daily_v1 u WHERE u.part_key = f.part_key AND u.used_qty > 0)",
        ROOT_DAY,
        "max(amount)",
    ),
    "used_30d": _used_in(30),
    "used_90d": _used_in(90),
    "used_365d": _used_in(YEAR_DAYS),
    "daily_rate": formula(
        f"used_365d / days of history, at most {YEAR_DAYS}",
        f"CASE WHEN rate_note IS NULL THEN used_365d / least({_HISTORY}, {YEAR_DAYS}) END",
        used_365d="used_365d",
        days_of_history=_HISTORY,
    ),
    "rate_note": formula(
        f"there is no rate before {MINIMUM_HISTORY_DAYS} days of history",
        f"CASE WHEN first_movement_on IS NULL THEN 'no movements yet' WHEN {_HISTORY} < {MINIMUM_HISTORY_DAYS} "
        f"THEN 'only ' || ({_HISTORY}) || ' days of history, {MINIMUM_HISTORY_DAYS} are needed' END",
        days_of_history=_HISTORY,
    ),
    "days_of_stock": formula(
        "total_quantity / daily_rate",
        "CASE WHEN daily_rate > 0 THEN total_quantity / daily_rate END",
        total_quantity="total_quantity",
        daily_rate="daily_rate",
    ),
    "abc_class": Origin(
        "the share of all use that the parts before it make, most used first: "
        f"A below {CLASS_A_SHARE:.0%}, B below {CLASS_B_SHARE:.0%}, else C; N when it was not used itself",
        """
        SELECT a.used_365d, a.part_key, a.used_365d AS amount FROM marts.part_activity_v1 a, figure f
        WHERE a.used_365d > f.used_365d OR (a.used_365d = f.used_365d AND a.part_key < f.part_key)
        """,
        f"CASE WHEN (SELECT used_365d FROM figure) = 0 THEN 'N' "
        f"WHEN {SUM} / (SELECT sum(used_365d) FROM marts.part_activity_v1) < {CLASS_A_SHARE} THEN 'A' "
        f"WHEN {SUM} / (SELECT sum(used_365d) FROM marts.part_activity_v1) < {CLASS_B_SHARE} THEN 'B' ELSE 'C' END",
    ),
    "is_dead_stock": formula(
        f"in stock, not used in {YEAR_DAYS} days, and known for as long",
        f"total_quantity > 0 AND used_365d = 0 AND coalesce({_HISTORY}, 0) >= {YEAR_DAYS}",
        total_quantity="total_quantity",
        used_365d="used_365d",
        days_of_history=_HISTORY,
    ),
}
