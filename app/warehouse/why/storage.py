"""Where the figures of the storage marts come from."""

from app.domain.placement.facts import DAYS_PER_MONTH, WINDOW_DAYS
from app.warehouse.why.origin import FIRST, SUM, Declared, Origin, box_fact, formula, part_fact, slot_fact
from app.warehouse.why.usage import USED_90D_OF_BOX, USED_90D_OF_TYPE

_DISTINCT = "count(DISTINCT amount)"


def _slots(words: str, amount: str, combine: str = SUM, where: str = "true") -> Origin:
    """Slots of the box."""
    return Origin(
        words,
        "SELECT l.loc_no, l.location, l.is_locked, "
        f"{amount} AS amount FROM core.location_v1 l JOIN figure USING (box_no) WHERE {where}",
        combine,
    )


def _held(words: str, by: str, amount: str, combine: str) -> Origin:
    """What lies in the slots of a box, or of a category."""
    return Origin(
        words,
        "SELECT s.box_no, s.loc_no, s.part_key, s.quantity, "
        f"s.{amount} AS amount FROM marts.stock_current_v1 s JOIN figure USING ({by})",
        combine,
    )


def _boxes_of_type(words: str, amount: str, combine: str) -> Origin:
    return Origin(
        words,
        f"SELECT s.box_no, count(*) AS slots, {amount} AS amount "
        "FROM marts.stock_current_v1 s JOIN figure USING (type_name) GROUP BY s.box_no",
        combine,
    )


BOX_UTILISATION: Declared = {
    "box_no": box_fact("box_no", "copied from raw.boxes"),
    **{name: box_fact(name, "copied from raw.boxes") for name in ("description", "zone", "aisle", "bay", "level")},
    "distance_m": box_fact("distance_m", "|x_m| + |y_m| + 0.4 |z_m| of raw.boxes"),
    "capacity": _slots("the slots of the box, counted", "1"),
    "occupied": _held("slots with stock, each counted once", "box_no", "loc_no", _DISTINCT),
    "locked": _slots("the locked slots of the box, counted", "1", where="l.is_locked"),
    "utilisation": formula("occupied / capacity", "occupied / capacity", occupied="occupied", capacity="capacity"),
    "parts": _held("parts in the box, each counted once", "box_no", "part_key", _DISTINCT),
    "units": _held("the sum of what lies in its slots", "box_no", "quantity", SUM),
    "used_90d": USED_90D_OF_BOX,
    "designated_type": box_fact("designated_type", "copied from raw.types, by designated_type_id of raw.boxes"),
}

CATEGORY_SPREAD: Declared = {
    "type_name": _held("the category of these parts", "type_name", "type_name", FIRST),
    "parts": _held("parts of the category with stock, each counted once", "type_name", "part_key", _DISTINCT),
    "units": _held("the sum of what lies in their slots", "type_name", "quantity", SUM),
    "boxes": _held("boxes they lie in, each counted once", "type_name", "box_no", _DISTINCT),
    "main_box_no": _boxes_of_type(
        "the box with the most slots of the category, the lowest number among equals",
        "s.box_no",
        "first(amount ORDER BY slots DESC, box_no)",
    ),
    "main_box_share": _boxes_of_type("its slots / all slots of the category", "count(*)", "max(amount) / sum(amount)"),
    "used_90d": USED_90D_OF_TYPE,
}

_TERMS = f"""
    SELECT 1 AS step, 'visits a month' AS term, 'marts.usage_daily_v1' AS read_from,
           coalesce(sum(u.movements), 0) / {WINDOW_DAYS} * {DAYS_PER_MONTH} AS amount
    FROM figure f LEFT JOIN marts.usage_daily_v1 u
        ON u.part_key = f.part_key AND u.day > f.as_of - {WINDOW_DAYS} AND u.day <= f.as_of
    UNION ALL
    SELECT 2, 'm from the bench now, ' || location, 'core.location_v1', distance_m FROM (
        SELECT l.location, l.distance_m
        FROM figure f JOIN marts.stock_current_v1 s USING (part_key)
        JOIN core.location_v1 l ON l.location = s.location
        ORDER BY s.quantity DESC, s.box_no, s.loc_no LIMIT 1
    )
    UNION ALL
    SELECT 3, 'm from the bench then, ' || l.location, 'core.location_v1', l.distance_m
    FROM figure f JOIN core.location_v1 l USING (location)
"""
_NEIGHBOURS = """
    SELECT count(DISTINCT p.part_key) AS neighbours
    FROM figure f JOIN core.part_v1 mine USING (part_key)
    JOIN core.part_v1 p ON p.type_name = mine.type_name AND NOT p.is_archived
    JOIN marts.stock_current_v1 s ON s.part_key = p.part_key AND s.box_no = f.box_no
"""
_IN_TIERS = "(SELECT method FROM figure) = 'same_type_first'"

PLACEMENT_SUGGESTION: Declared = {
    "method": formula("names the way in which the slot was chosen", "method", method="method"),
    "part_key": part_fact("part_key", "raw.parts, column key"),
    "rank": Origin(
        "the suggestions for the part by the method up to this one, counted",
        """
        SELECT s.rank, s.location, s.score, 1 AS amount FROM marts.placement_suggestion_v1 s, figure f
        WHERE s.method = f.method AND s.part_key = f.part_key AND s.rank <= f.rank
        """,
        SUM,
    ),
    "location": slot_fact("location", "raw.boxes and raw.locations, box_no and loc_no"),
    "box_no": slot_fact("box_no", "raw.boxes"),
    "loc_no": slot_fact("loc_no", "raw.locations"),
    "score": Origin(
        "the best that holds: 3 in a box that holds the category, 2 in a box meant for it, else 1; "
        "by use, the metres saved a month",
        f"""
        SELECT 'the slot is free and fits' AS term, CAST(1 AS DOUBLE) AS amount WHERE {_IN_TIERS}
        UNION ALL SELECT 'the box is meant for ' || l.designated_type, 2
        FROM figure f JOIN core.location_v1 l USING (location) WHERE l.designated_type IS NOT NULL AND {_IN_TIERS}
        UNION ALL SELECT 'parts of the category in the box: ' || neighbours, 3 FROM ({_NEIGHBOURS})
        WHERE neighbours > 0 AND {_IN_TIERS}
        UNION ALL SELECT 'metres saved a month', coalesce(saving_m_per_month, 0) FROM figure
        WHERE method = 'usage_sorted'
        """,
        "max(amount)",
    ),
    "saving_m_per_month": Origin(
        "2 x visits a month x (metres now - metres then): there and back for every visit",
        _TERMS,
        "2 * max(amount) FILTER (step = 1) * (max(amount) FILTER (step = 2) - max(amount) FILTER (step = 3))",
    ),
    "reasons": Origin(
        "the figures of the suggestion in words",
        f"""
        WITH terms AS ({_TERMS})
        SELECT 1 AS step, 'fetched ' || round_even(amount, 1) || ' times a month' AS amount FROM terms
        WHERE step = 1 AND NOT {_IN_TIERS}
        UNION ALL SELECT 1, CASE f.score
            WHEN 3 THEN 'box ' || f.box_no || ' holds ' || n.neighbours || ' parts of type ' || p.type_name
            WHEN 2 THEN 'box ' || f.box_no || ' is meant for type ' || p.type_name
            ELSE 'first free slot that fits' END
        FROM figure f JOIN core.part_v1 p USING (part_key), ({_NEIGHBOURS}) n WHERE {_IN_TIERS}
        UNION ALL SELECT 2, round_even(amount, 1) || ' m from the bench' FROM terms
        WHERE step = 3 AND amount IS NOT NULL
        UNION ALL SELECT 3, 'saves ' || CAST(round_even(saving_m_per_month, 0) AS BIGINT) || ' m of walking a month'
        FROM figure WHERE saving_m_per_month >= 1
        """,
        "list(amount ORDER BY step)",
    ),
}
