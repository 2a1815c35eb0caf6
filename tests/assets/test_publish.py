"""The asset that publishes: what it notes, which checks it lists, and what stops it."""

import re
from importlib.metadata import version

import dagster as dg
import polars as pl
import pytest

from app.config import Settings
from app.contracts.raw.ledger import STOCK_MOVEMENTS
from app.contracts.registry import PUBLISHED, RAW_DROPS
from app.services.foreign.ingest import SCHEMAS as FOREIGN_TABLES
from app.utils.source_commit import source_commit
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.snapshot import SnapshotStore
from assets.io.contract_spec import CODE_VERSION
from assets.io.parquet_io_manager import lake_io_manager
from assets.publish.snapshot import snapshot

pytestmark = pytest.mark.integration
WATERMARK = {"xmin": 7, "ledger_max_id": 5, "exported_at": "2026-01-31T08:00:00+00:00", "as_of": "2026-01-31"}
SEVERITIES = {"WARN": dg.AssetCheckSeverity.WARN, "ERROR": dg.AssetCheckSeverity.ERROR}


def check(name, passed, severity):
    """A check of the parts that does not block."""

    @dg.asset_check(asset=["core", "part_v1"], name=name)
    def made():
        return dg.AssetCheckResult(passed=passed, severity=SEVERITIES[severity], description=f"{name} was looked at")

    return made


@pytest.fixture
def settings(tmp_path):
    """A lake whose work area holds every table, empty, and the watermark; two snapshots are kept."""
    made = Settings(home=tmp_path, snapshot_retention=2)
    layout = LakeLayout(made.lake_path)
    tables = {
        (contract.layer, contract.asset_name): pl.DataFrame(schema=contract.schema)
        for contract in (*PUBLISHED, STOCK_MOVEMENTS, *RAW_DROPS)
    }
    tables |= {("raw", name): pl.DataFrame(schema=schema) for name, schema in FOREIGN_TABLES.items()}
    for (layer, name), frame in (tables | {("raw", "watermark"): pl.DataFrame([WATERMARK])}).items():
        write_parquet(frame, layout.work_file(layer, name))
    return made


@pytest.fixture
def publish(settings):
    """Runs the asset, with checks of the same run before it."""

    @dg.asset(key=["core", "part_v1"], io_manager_key="none")
    def part_v1():
        return None

    def run(*checks):
        resources = {"settings": settings, "io_manager": lake_io_manager, "none": dg.mem_io_manager}
        assets = [snapshot, part_v1, dg.AssetSpec(["raw", "watermark"]), *checks]
        return dg.materialize(assets, resources=resources, raise_on_error=False)

    return run


def test_the_manifest_names_the_run_the_code_and_the_watermark(publish, settings):
    result = publish()
    store = SnapshotStore(settings.lake_path)
    manifest = store.manifest(store.current_id())
    assert manifest.run_id == result.run_id
    assert re.fullmatch(rf"\d{{8}}T\d{{6}}-{result.run_id[:8]}", manifest.id)
    commit = source_commit()
    assert manifest.code_version == f"{version('binsight')}+{CODE_VERSION}" + (f".{commit}" if commit else "")
    assert manifest.watermark == WATERMARK
    assert manifest.rows == {contract.table: 0 for contract in PUBLISHED}
    assert store.verify(manifest.id) == []


def test_the_run_notes_what_it_published(publish, settings):
    event = next(e for e in publish().get_asset_materialization_events() if e.asset_key.path[-1] == "snapshot")
    noted = {name: value.value for name, value in event.materialization.metadata.items()}
    assert noted["snapshot"] == SnapshotStore(settings.lake_path).current_id()
    assert noted["rows"] == {contract.table: 0 for contract in PUBLISHED}
    assert noted["checks"] == {"passed": 0, "failed": 0, "warned": 0}
    assert {name: noted[name] for name in WATERMARK} == WATERMARK


def test_checks_of_this_run_are_listed_with_how_they_went_and_in_words(publish, settings):
    publish(check("of_another_run", passed=True, severity="WARN"))
    publish(
        check("good", passed=True, severity="ERROR"),
        check("odd", passed=False, severity="WARN"),
        check("bad", passed=False, severity="ERROR"),
    )
    store = SnapshotStore(settings.lake_path)
    outcomes = store.manifest(store.current_id()).outcomes
    assert {(outcome.check, outcome.status) for outcome in outcomes} == {
        ("good", "passed"),
        ("odd", "warned"),
        ("bad", "failed"),
    }
    assert {outcome.table for outcome in outcomes} == {"core.part_v1"}
    assert all(outcome.message == f"{outcome.check} was looked at" for outcome in outcomes)


def test_as_many_snapshots_are_kept_as_the_settings_say(publish, settings):
    ids = [publish().run_id[:8] for _ in range(3)]
    kept = [manifest.id.split("-")[1] for manifest in SnapshotStore(settings.lake_path).manifests()]
    assert sorted(kept) == sorted(ids[1:])


def test_a_table_that_is_missing_stops_it_and_the_old_snapshot_stays(publish, settings):
    publish()
    before = SnapshotStore(settings.lake_path).current_id()
    (LakeLayout(settings.lake_path).work_table("marts", "stock_asof_v1").with_suffix(".parquet")).unlink()
    assert not publish().success
    assert SnapshotStore(settings.lake_path).current_id() == before
