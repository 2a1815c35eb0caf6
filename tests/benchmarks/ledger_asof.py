"""Stock at an instant from stored opening balances against the whole ledger."""

from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import narwhals as nw
import polars as pl

from app.contracts.movement import MOVEMENT
from app.contracts.stock_period import STOCK_PERIOD
from app.domain.portable import collect
from app.domain.quality.conform import conform
from app.domain.stock.balances import opening_balances
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish
from app.warehouse.queries.stock_as_of import stock_as_of
from app.warehouse.snapshot import Snapshot, SnapshotStore
from tests.benchmarks.figure import Figure
from tests.benchmarks.made_ledger import MOVEMENTS, ledger
from tests.benchmarks.pinned import pinned as on_one_core

KEY = "L3"
TITLE = (
    f"Stock of all parts at five instants over two years and {MOVEMENTS:,} movements, asked of a published snapshot: "
    "`stock_as_of` (the nearest opening balances, and the movements since or until then) against adding up the ledger "
    "to the instant, both in DuckDB on one pinned core, in turns; every answer equal row for row."
)
LIMIT = 0.10
INSTANTS = [datetime(2024, 4, 9, tzinfo=UTC), datetime(2024, 9, 27, 18, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)]
INSTANTS += [datetime(2025, 6, 15, 12, tzinfo=UTC), datetime(2025, 12, 20, tzinfo=UTC)]
REPLAY = """
    SELECT part_key, any_value(location) AS location, box_no, loc_no, CAST(sum(delta) AS BIGINT) AS quantity
    FROM core.movement_v1 WHERE occurred_at <= $at
    GROUP BY part_key, box_no, loc_no HAVING sum(delta) <> 0 ORDER BY part_key, box_no, loc_no
"""


def measure(repeats: int) -> list[Figure]:
    """Seconds of both ways for all instants together, and their ratio in each round."""
    with ledger() as folder:
        layout = _published(folder)
        seconds = on_one_core(__name__, layout.root, repeats)
    stored, replayed = seconds["stored"], seconds["replayed"]
    ratios = tuple(ours / rival for ours, rival in zip(stored, replayed, strict=True))
    return [
        Figure("five instants from opening balances", tuple(stored), "s"),
        Figure("five instants from the whole ledger", tuple(replayed), "s"),
        Figure("ratio", ratios, "x", LIMIT),
        Figure("answers that differ", (float(seconds["different"]),), "", 0),
    ]


def pinned(folder: Path, repeats: int) -> dict[str, list[float] | int]:
    """Seconds of both ways, and how many answers differ."""
    snapshot = SnapshotStore(folder).open()
    different = sum(not stock_as_of(snapshot, at).equals(_replayed(snapshot, at)) for at in INSTANTS)
    stored, replayed = [], []
    for _ in range(repeats):
        for ask, seconds in ((stock_as_of, stored), (_replayed, replayed)):
            started = perf_counter()
            for at in INSTANTS:
                ask(snapshot, at)
            seconds.append(perf_counter() - started)
    return {"stored": stored, "replayed": replayed, "different": different}


def _replayed(snapshot: Snapshot, at: datetime) -> pl.DataFrame:
    return snapshot.query(REPLAY, {"at": at})


def _published(folder: Path) -> LakeLayout:
    layout = LakeLayout(folder / "lake")
    target = layout.work_table("core", MOVEMENT.asset_name)
    target.mkdir(parents=True)
    for file in sorted(folder.glob("*.parquet")):
        file.rename(target / file.name)
    rows = nw.from_native(pl.scan_parquet(sorted(target.glob("*.parquet"))))
    opening = conform(collect(opening_balances(rows)), STOCK_PERIOD)
    write_parquet(opening, layout.work_table("marts", STOCK_PERIOD.asset_name).with_suffix(".parquet"))
    draft = Manifest("bench", datetime(2026, 1, 1, tzinfo=UTC), "bench", "bench", {"as_of": "2025-12-31"}, {})
    publish(layout, [MOVEMENT, STOCK_PERIOD], draft, retention=1)
    return layout
