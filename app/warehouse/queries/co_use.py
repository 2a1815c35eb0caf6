"""How often is a part fetched, and with what?"""

from app.contracts.co_use import CO_USE
from app.domain.placement.facts import DAYS_PER_MONTH
from app.domain.placement.putaway import NO_HABITS, Habits, Partner
from app.domain.placement.walks import WALK_DAYS
from app.warehouse.snapshot import Snapshot, SnapshotStore


def latest_habits(snapshots: SnapshotStore, part_key: str) -> Habits:
    """`habits_of` by the snapshot in force; none before anything was published."""
    return NO_HABITS if snapshots.current_id() is None else habits_of(snapshots.open(), part_key)


def habits_of(snapshot: Snapshot, part_key: str) -> Habits:
    """How the part was fetched in the last half year, strongest partner first.

    Of a part without partners every visit counts as a walk of its own. A snapshot from before walks were published
    knows no habits.
    """
    if CO_USE.table not in snapshot.manifest.tables:
        return NO_HABITS
    pairs = snapshot.query(
        """
        SELECT other_key, ways_per_month, shared_walks, walks, walks_per_month FROM marts.co_use_v1
        WHERE part_key = $part_key ORDER BY ways_per_month DESC, other_key
        """,
        {"part_key": part_key},
    )
    visits = _visits(snapshot, part_key) / (WALK_DAYS / DAYS_PER_MONTH)
    partners = tuple(Partner(*row[:4]) for row in pairs.iter_rows())
    return Habits(visits, pairs.item(0, "walks_per_month") if partners else visits, partners)


def _visits(snapshot: Snapshot, part_key: str) -> int:
    found = snapshot.query(
        """
        SELECT coalesce(sum(movements), 0)::BIGINT AS visits FROM marts.usage_daily_v1
        WHERE part_key = $part_key AND day > $as_of::DATE - $days AND day <= $as_of::DATE
        """,
        {"part_key": part_key, "as_of": snapshot.manifest.watermark["as_of"], "days": WALK_DAYS},
    )
    return int(found.item())
