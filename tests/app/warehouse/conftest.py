"""A lake with one small published table."""

from datetime import UTC, datetime

import polars as pl
import pytest

from app.contracts.base import Column, Contract
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import CheckOutcome, Manifest
from app.warehouse.publish import publish
from app.warehouse.snapshot import SnapshotStore

TABLE = Contract(
    layer="marts",
    name="thing",
    version=1,
    description="Things; it's an example.",
    grain="one thing",
    key=("name",),
    columns=(Column("name", pl.String, "name"), Column("size", pl.Int64, "size", unit="m")),
)


@pytest.fixture
def layout(tmp_path):
    return LakeLayout(tmp_path / "lake")


@pytest.fixture
def fill(layout):
    """Puts rows into the work area."""

    def put(sizes):
        frame = pl.DataFrame({"name": list("abcdefghij")[: len(sizes)], "size": sizes})
        write_parquet(frame, layout.work_table("marts", "thing_v1").with_name("thing_v1.parquet"))

    return put


@pytest.fixture
def publish_as(layout):
    """Publishes the work area under an id, by a run that began just now."""

    def run(snapshot_id, retention=10):
        outcomes = [
            CheckOutcome("contract", "marts.thing_v1", "passed", "kept"),
            CheckOutcome("suite", "x", "warned", "odd"),
        ]
        made, before = datetime(2026, 1, 1, tzinfo=UTC), SnapshotStore(layout.root).current_id()
        marks = {"as_of": "2026-01-01"}
        draft = Manifest(snapshot_id, made, "run-1", "0.1+1", marks, {}, outcomes, follows=before)
        return publish(layout, [TABLE], draft, retention=retention)

    return run
