"""Snapshots of a few rows, published by hand."""

from datetime import UTC, date, datetime
from functools import partial
from shutil import copytree

import polars as pl
import pytest

from app.contracts.movement import MOVEMENT
from app.contracts.part_activity import PART_ACTIVITY
from app.contracts.placement_suggestion import PLACEMENT_SUGGESTION
from app.contracts.stock_current import STOCK_CURRENT
from app.contracts.stock_period import STOCK_PERIOD
from app.contracts.usage_daily import USAGE_DAILY
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import CheckOutcome, Manifest
from app.warehouse.publish import publish
from app.warehouse.snapshot import SnapshotStore

ARRIVAL = datetime(2026, 1, 5, 8, tzinfo=UTC)
PICK = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
WALK = ["nearer to the bench"]
USAGE = [
    ("ABCD", date(2026, 1, 6), 3, 0, 2, 1, 0, 4, 3),
    ("ABCD", date(2026, 1, 8), 5, 5, 0, 0, 0, 0, 1),
    ("EFGH", date(2026, 1, 8), 1, 0, 0, 0, 1, 0, 1),
    ("EFGH", date(2026, 1, 9), 0, 0, 0, 0, 0, 2, 1),
]
MOVEMENTS = [
    (number, *slot, delta, reason, at, at, "test", number, None, None, None, number, reason, at)
    for number, (slot, delta, reason, at) in enumerate(
        [
            (("ABCD", "1-1", 1, 1), 10, "receive", ARRIVAL),
            (("ABCD", "1-1", 1, 1), -5, "pick", PICK),
            (("EFGH", "1-2", 1, 2), 4, "receive", PICK),
        ],
        start=1,
    )
]
SUGGESTIONS = [
    ("same_type_first", "ABCD", 1, "1-2", 1, 2, 3.5, 2.0, ["box 1 holds Gadget already", "free"]),
    ("same_type_first", "ABCD", 2, "1-3", 1, 3, 3.0, None, ["free"]),
    ("usage_sorted", "ABCD", 1, "1-3", 1, 3, 9.0, 7.5, WALK),
    ("usage_sorted", "ABCD", 2, "1-4", 1, 4, 8.0, 7.0, WALK),
    ("usage_sorted", "EFGH", 1, "1-4", 1, 4, 5.0, 12.0, WALK),
    ("usage_sorted", "IJKL", 1, "1-2", 1, 2, 1.0, None, WALK),
]
CURRENT = [(key, "1-1", 1, 1, 5, 5, f"Gadget {key}", "Gadget", PICK) for key in ("ABCD", "EFGH")]
ACTIVITY = [
    (key, f"Gadget {key}", "Gadget", 5, None, None, None, None, 8, 8, 8, 0.1, None, 50.0, "A", False)
    for key in ("ABCD", "EFGH", "IJKL")
]
TABLES = (
    (USAGE_DAILY, USAGE),
    (MOVEMENT, MOVEMENTS),
    (STOCK_PERIOD, []),
    (PLACEMENT_SUGGESTION, SUGGESTIONS),
    (STOCK_CURRENT, CURRENT),
    (PART_ACTIVITY, ACTIVITY),
)


@pytest.fixture
def publish_as(settings):
    """Publishes the rows above, or others of some tables, under an id."""
    return partial(_publish, LakeLayout(settings.lake_path))


@pytest.fixture(scope="session")
def published_lake(tmp_path_factory):
    """Two snapshots: an old one without usage, and the one in force; tests get copies of the lake."""
    layout = LakeLayout(tmp_path_factory.mktemp("published") / "lake")
    _publish(layout, "20260109T000000-old", datetime(2026, 1, 9, tzinfo=UTC), usage_daily=[])
    _publish(layout, "20260110T000000-new", datetime(2026, 1, 10, tzinfo=UTC))
    return layout.root


@pytest.fixture
def published(published_lake, settings):
    """The snapshot in force of a lake with an older one, which has no usage."""
    copytree(published_lake, settings.lake_path)
    return "20260110T000000-new"


def _publish(layout, snapshot_id, created_at, **rows):
    for contract, usual in TABLES:
        frame = pl.DataFrame(rows.get(contract.name, usual), schema=contract.schema, orient="row")
        write_parquet(frame, layout.work / contract.layer / f"{contract.asset_name}.parquet")
    outcomes = [CheckOutcome("contract", "marts.usage_daily_v1", "passed", "kept")]
    before = SnapshotStore(layout.root).current_id()
    draft = Manifest(snapshot_id, created_at, "run-1", "0.1+1", {"as_of": "2026-01-10"}, {}, outcomes, follows=before)
    return publish(layout, [contract for contract, _ in TABLES], draft, retention=10)
