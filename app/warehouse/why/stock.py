"""Where the figures of the stock marts come from."""

from app.warehouse.why.origin import Declared, Origin, ledger, part_fact, slot_fact

_SLOT = "m.part_key = f.part_key AND m.location = f.location"

STOCK_CURRENT: Declared = {
    "part_key": part_fact("part_key", "raw.parts, column key"),
    "location": slot_fact("location", "raw.boxes and raw.locations, box_no and loc_no"),
    "box_no": slot_fact("box_no", "raw.boxes"),
    "loc_no": slot_fact("loc_no", "raw.locations"),
    "quantity": ledger("the sum of all movements of the part in the slot", _SLOT),
    "part_total": ledger("the sum of all movements of the part", "m.part_key = f.part_key"),
    "description": part_fact("description", "raw.parts"),
    "type_name": part_fact("type_name", "raw.types, column name, by type_id of raw.parts"),
    "last_movement_at": ledger("the latest movement of the part in the slot", _SLOT, "m.occurred_at", "max(amount)"),
}

STOCK_ASOF: Declared = {
    "part_key": STOCK_CURRENT["part_key"],
    "location": STOCK_CURRENT["location"],
    "box_no": STOCK_CURRENT["box_no"],
    "loc_no": STOCK_CURRENT["loc_no"],
    "valid_from": ledger(
        "the instant of the movements that began the span",
        f"{_SLOT} AND m.occurred_at = f.valid_from",
        "m.occurred_at",
        "max(amount)",
    ),
    "valid_to": Origin(
        "the first later instant at which movements changed the balance",
        """
        SELECT m.occurred_at, list(m.id ORDER BY m.id) AS ids, sum(m.delta) AS delta, m.occurred_at AS amount
        FROM core.movement_v1 m, figure f
        WHERE m.part_key = f.part_key AND m.location = f.location AND m.occurred_at > f.valid_from
        GROUP BY m.occurred_at HAVING sum(m.delta) <> 0
        """,
        "min(amount)",
    ),
    "quantity": ledger(
        "the sum of all movements of the part in the slot up to the span's first instant",
        f"{_SLOT} AND m.occurred_at <= f.valid_from",
    ),
}

_MONTH = "CAST(year(m.occurred_at) * 100 + month(m.occurred_at) AS INTEGER)"

STOCK_PERIOD: Declared = {
    "period": ledger(
        "a month in which something moved",
        f"{_MONTH} = f.period",
        _MONTH,
        "max(amount)",
    ),
    "part_key": STOCK_CURRENT["part_key"],
    "location": STOCK_CURRENT["location"],
    "box_no": STOCK_CURRENT["box_no"],
    "loc_no": STOCK_CURRENT["loc_no"],
    "quantity": ledger(
        "the sum of all movements of the part in the slot before the month began", f"{_SLOT} AND {_MONTH} < f.period"
    ),
}
