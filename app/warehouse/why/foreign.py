"""Where the figures of foreign sources come from: their stock records and events, as they were read."""

from app.domain.foreign.activity import BELOW_ZERO, NO_CONSUMPTION, NO_MOVEMENTS, NO_RATE, NO_STOCK, NOT_USED, UNSAID
from app.domain.foreign.total import DIGITS
from app.domain.usage.activity import MINIMUM_HISTORY_DAYS, YEAR_DAYS
from app.warehouse.why.origin import SUM, Declared, Origin, formula

TOTAL = f"round({SUM}, {DIGITS})"
_EVENTS = """
    WITH events AS (
        SELECT m.* REPLACE (coalesce(m.part_id, s.part_id) AS part_id)
        FROM core.foreign_movement_v1 m
        LEFT JOIN core.foreign_stock_v1 s ON s.source = m.source AND s.stock_id = m.stock_id
    )
"""
_LINE = "m.movement_id, m.occurred_at, m.reason, m.part_id, m.stock_id, m.taken"
_DAY = "m.occurred_at::DATE"
_OF_PART = "m.source = f.source AND m.part_id = f.part_id"
_ON_DAY = f"{_OF_PART} AND m.is_consumption AND {_DAY} = f.day"
_IN_YEAR = f"{_DAY} > f.as_of - {YEAR_DAYS} AND {_DAY} <= f.as_of"
_HISTORY = "as_of - first_movement_on + 1"


def _events(words: str, where: str, amount: str, combine: str = TOTAL) -> Origin:
    """Events (`m`) that fit the figure (`f`)."""
    rows = f"{_EVENTS} SELECT {_LINE}, {amount} AS amount FROM events m, figure f WHERE {where}"
    return Origin(words, rows, combine)


def _records(words: str, where: str, amount: str = "s.quantity", combine: str = TOTAL) -> Origin:
    """Stock records (`s`) that fit the figure (`f`)."""
    return Origin(
        words,
        f"SELECT s.stock_id, s.part_id, s.location, s.quantity, {amount} AS amount "
        f"FROM core.foreign_stock_v1 s, figure f WHERE s.source = f.source AND s.part_id = f.part_id AND {where}",
        combine,
    )


def _part_fact(column: str) -> Origin:
    rows = f"""
        SELECT p.part_id, p.name, p.{column} AS amount FROM core.foreign_part_v1 p JOIN figure USING (source, part_id)
    """
    return Origin("copied from raw.foreign_part, the source's row of the part", rows)


_KEY: Declared = {
    "source": formula("the name of the mapping that the source was read with", "source", source="source"),
    "part_id": formula("the source's own key, as its rows name it", "part_id", part_id="part_id"),
    "name": _part_fact("name"),
}
_HERE = "coalesce(s.location, '') = f.location"
FOREIGN_STOCK_CURRENT: Declared = {
    **_KEY,
    "location": _records(
        "the place that the stock records name", _HERE, "coalesce(s.location, '')", "coalesce(max(amount), '')"
    ),
    "quantity": _records("the sum of the source's stock records of the part in the place", _HERE),
    "part_total": _records("the sum of the source's stock records of the part", "true"),
    "records": _records("stock records of the part in the place", _HERE, "1", SUM),
}
FOREIGN_USAGE_DAILY: Declared = {
    **_KEY,
    "day": _events("the day (UTC) of the events", _ON_DAY, _DAY, "max(amount)"),
    "used_qty": _events(
        "units taken out by events that the mapping counts as consumption", f"{_ON_DAY} AND m.taken > 0", "m.taken"
    ),
    "returned_qty": _events("units that such events put back", f"{_ON_DAY} AND m.taken < 0", "-m.taken"),
    "events": _events("events of the day that the mapping counts as consumption", _ON_DAY, "1", SUM),
    "unknown_events": _events("of these, those that do not say how much", f"{_ON_DAY} AND m.taken IS NULL", "1", SUM),
}


def _count(table: str, where: str = "true") -> str:
    return f"(SELECT count(*) FROM core.foreign_{table}_v1 x, figure f WHERE x.source = f.source AND {where})"


_RECORDS, _MOVEMENTS = _count("stock"), _count("movement")
_TOLD = _count("movement", "x.is_consumption IS NOT NULL")
_UNSAID = f"""({_EVENTS} SELECT count(*) FROM events m, figure f WHERE {_OF_PART} AND m.is_consumption
    AND (m.occurred_at IS NULL OR (m.taken IS NULL AND {_IN_YEAR})))"""
FOREIGN_PART_ACTIVITY: Declared = {
    **_KEY,
    "is_active": _part_fact("is_active"),
    "quantity": _records(
        "the sum of the source's stock records of the part; empty where none of the source was read",
        "true",
        combine=f"CASE WHEN {_RECORDS} > 0 THEN {TOTAL} END",
    ),
    "stock_note": formula(
        "stock is not known where no stock record of the source was read",
        f"CASE WHEN {_RECORDS} = 0 THEN '{NO_STOCK}' END",
        stock_records_of_the_source=_RECORDS,
    ),
    "first_movement_on": _events(
        "the day of the first event, up to the snapshot's day",
        f"{_OF_PART} AND {_DAY} <= f.as_of",
        _DAY,
        "min(amount)",
    ),
    "last_movement_at": _events("the latest event", _OF_PART, "m.occurred_at", "max(amount)"),
    "last_used_on": _events(
        "the last day on which some was taken out",
        f"{_OF_PART} AND m.is_consumption AND m.taken > 0",
        _DAY,
        "max(amount)",
    ),
    "used_365d": _events(
        f"units taken out in the last {YEAR_DAYS} days; empty where that cannot be counted",
        f"{_OF_PART} AND m.is_consumption AND m.taken > 0 AND {_IN_YEAR}",
        "m.taken",
        f"CASE WHEN {_TOLD} > 0 AND {_UNSAID} = 0 THEN {TOTAL} END",
    ),
    "daily_rate": formula(
        f"used_365d / days of history, at most {YEAR_DAYS}",
        f"CASE WHEN rate_note IS NULL THEN used_365d / least({_HISTORY}, {YEAR_DAYS}) END",
        used_365d="used_365d",
        days_of_history=_HISTORY,
    ),
    "rate_note": formula(
        f"there is no rate where uses cannot be counted, and none before {MINIMUM_HISTORY_DAYS} days of history",
        f"CASE WHEN {_MOVEMENTS} = 0 THEN '{NO_MOVEMENTS}' WHEN {_TOLD} = 0 THEN '{NO_CONSUMPTION}' "
        f"WHEN {_UNSAID} > 0 THEN '{UNSAID.removesuffix('{}')}' || {_UNSAID} "
        f"WHEN first_movement_on IS NULL THEN 'no movements yet' WHEN {_HISTORY} < {MINIMUM_HISTORY_DAYS} "
        f"THEN 'only ' || ({_HISTORY}) || ' days of history, {MINIMUM_HISTORY_DAYS} are needed' END",
        events_of_the_source=_MOVEMENTS,
        of_which_the_mapping_judges=_TOLD,
        uses_that_cannot_be_counted=_UNSAID,
        days_of_history=_HISTORY,
    ),
    "days_of_stock": formula(
        "quantity / daily_rate",
        "CASE WHEN daily_rate > 0 AND quantity >= 0 THEN quantity / daily_rate END",
        quantity="quantity",
        daily_rate="daily_rate",
    ),
    "days_note": formula(
        "days of stock need a stock that is not below zero, and a rate above it",
        f"CASE WHEN stock_note IS NOT NULL THEN stock_note WHEN daily_rate IS NULL THEN '{NO_RATE}' "
        f"WHEN daily_rate = 0 THEN '{NOT_USED}' WHEN quantity < 0 THEN '{BELOW_ZERO}' END",
        quantity="quantity",
        daily_rate="daily_rate",
    ),
}
