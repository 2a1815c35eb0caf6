"""Where the figures of what is fetched together come from."""

from app.domain.placement.affinity import LARGEST_SESSION, SHRINK
from app.domain.placement.facts import DAYS_PER_MONTH
from app.domain.placement.walks import WALK_DAYS
from app.warehouse.why.origin import SUM, Declared, Origin, part_fact
from app.warehouse.why.usage import in_window

_WALKS = f"""
    WITH lines AS (
        SELECT m.root_id, any_value(m.part_key) AS part_key,
               any_value(epoch_us(m.root_occurred_at)) // 86400000000 AS day,
               any_value(m.reference) FILTER (WHERE m.id = m.root_id AND m.root_reason = 'pick') AS picked_for
        FROM core.movement_v1 AS m, figure f WHERE {in_window(WALK_DAYS)}
        GROUP BY m.root_id HAVING sum(m.delta) < 0
    ), visits AS (
        SELECT DISTINCT coalesce(picked_for || ' on ' || day, 'line ' || root_id) AS walk, day, part_key FROM lines
    ), walks AS (SELECT walk, count(*) AS parts, list(part_key) AS keys FROM visits GROUP BY walk),
    shared AS (SELECT * FROM walks WHERE parts BETWEEN 2 AND {LARGEST_SESSION})
"""
_OF_PART = "FROM walks, figure f WHERE list_contains(walks.keys, f.part_key)"
_OF_BOTH = "FROM shared, figure f WHERE list_contains(shared.keys, f.part_key) AND list_contains(keys, f.other_key)"
_MONTHS = f"({WALK_DAYS} / {DAYS_PER_MONTH})"
_HALF_A_YEAR = f"in the last {WALK_DAYS} days"


def _step(number: int) -> str:
    return f"max(amount) FILTER (step = {number})"


CO_USE: Declared = {
    "part_key": part_fact("part_key", "raw.parts, column key"),
    "other_key": Origin(
        "copied from raw.parts, column key, the row of the partner",
        "SELECT p.description, p.part_key AS amount FROM core.part_v1 p JOIN figure f ON p.part_key = f.other_key",
    ),
    "shared_walks": Origin(
        f"walks {_HALF_A_YEAR} on which both were fetched, counted",
        f"{_WALKS} SELECT walk, 1 AS amount {_OF_BOTH}",
        SUM,
    ),
    "walks": Origin(
        f"walks {_HALF_A_YEAR} on which the part was fetched, counted",
        f"{_WALKS} SELECT walk, 1 AS amount {_OF_PART}",
        SUM,
    ),
    "walks_per_month": Origin(
        f"1 / parts fetched, for each walk to the part {_HALF_A_YEAR}; by months",
        f"{_WALKS} SELECT walk, parts, 1 / parts AS amount {_OF_PART}",
        f"{SUM} / {_MONTHS}",
    ),
    "ways_per_month": Origin(
        "the ways, times (walks with both - what chance explains) / (walks with both + 1); chance: walks with the one "
        "x walks with the other / all walks to several parts",
        f"""
        {_WALKS}
        SELECT 1 AS step, 'ways a month on shared walks: 2 / parts fetched' AS term,
               coalesce(sum(2 / parts), 0) / {_MONTHS} AS amount {_OF_BOTH}
        UNION ALL SELECT 2, 'walks with both', count(*) {_OF_BOTH}
        UNION ALL SELECT 3, 'walks with the one', count(*) FROM shared, figure f WHERE list_contains(keys, f.part_key)
        UNION ALL SELECT 4, 'walks with the other', count(*)
        FROM shared, figure f WHERE list_contains(keys, f.other_key)
        UNION ALL SELECT 5, 'walks to several parts', count(*) FROM shared
        """,
        f"{_step(1)} * ({_step(2)} - {_step(3)} * {_step(4)} / {_step(5)}) / ({_step(2)} + {SHRINK})",
    ),
}
