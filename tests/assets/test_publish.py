"""The asset that publishes: what it notes, which checks it lists, and what stops it."""

import re
import shutil
from contextlib import closing
from importlib.metadata import version
from types import SimpleNamespace

import dagster as dg
import polars as pl
import pytest

from app.config import Settings
from app.contracts.raw.ledger import BATCHES, STOCK_MOVEMENTS
from app.contracts.registry import PUBLISHED, RAW_DROPS
from app.embedded.servers import s3_settings
from app.services.foreign.ingest import SCHEMAS as FOREIGN_TABLES
from app.services.object_store import ObjectStore
from app.utils.s3_client import ATTEMPTS
from app.utils.source_commit import source_commit
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.open_lake import open_lake
from app.warehouse.snapshot import SnapshotStore
from assets.checks.contract_checks import CONTRACT_CHECKS
from assets.checks.suites import SUITE_CHECKS
from assets.io import transient
from assets.io.contract_spec import CODE_VERSION
from assets.io.parquet_io_manager import lake_io_manager
from assets.publish.snapshot import snapshot
from tests.app.services.fault_proxy import FaultProxy
from tests.databases import number

pytestmark = pytest.mark.integration
WATERMARK = {"xmin": 7, "ledger_max_id": 5, "exported_at": "2026-01-31T08:00:00+00:00", "as_of": "2026-01-31"}
SEVERITIES = {"WARN": dg.AssetCheckSeverity.WARN, "ERROR": dg.AssetCheckSeverity.ERROR}


def check(name, passed, severity):
    """A check of the parts that does not block."""

    @dg.asset_check(asset=["core", "part_v1"], name=name)
    def made():
        return dg.AssetCheckResult(passed=passed, severity=SEVERITIES[severity], description=f"{name} was looked at")

    return made


GATES = sorted(spec.key for checks in (*CONTRACT_CHECKS, *SUITE_CHECKS) for spec in checks.check_specs if spec.blocking)
PLAN = dg.AssetKey(["marts", "placement_plan_v1"])
PART, OBJECTS = (dg.AssetCheckKey(dg.AssetKey(key), "contract") for key in (["core", "part_v1"], ["raw", "objects"]))


@dg.multi_asset(
    specs=[
        dg.AssetSpec(key)
        for key in sorted({*snapshot.keys_by_input_name.values(), *(gate.asset_key for gate in GATES)} - {PLAN})
    ]
)
def tables(context):
    """Everything that a run makes before it publishes."""
    for key in context.selected_asset_keys:
        yield dg.MaterializeResult(key)


def gates(left_out=()):
    """The blocking checks of these tables, which pass; some may be left out."""
    wanted = [gate for gate in GATES if gate.asset_key != PLAN and gate not in left_out]

    @dg.multi_asset_check(specs=[dg.AssetCheckSpec(gate.name, asset=gate.asset_key, blocking=True) for gate in wanted])
    def passing():
        for gate in wanted:
            yield dg.AssetCheckResult(asset_key=gate.asset_key, check_name=gate.name, passed=True)

    return passing


def publish(instance, settings, *checks, selection=None):
    """Run the asset, with all that it publishes and the checks before it, or a selection of these."""
    return dg.materialize(
        [snapshot, tables, *checks],
        instance=instance,
        resources={"settings": settings, "io_manager": lake_io_manager},
        selection=selection,
        raise_on_error=False,
    )


@pytest.fixture(scope="module")
def instance():
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture(scope="module")
def first(instance, tmp_path_factory):
    """A lake whose work area holds every table, empty, and the run that published it, after one of another lake."""
    made = Settings(home=tmp_path_factory.mktemp("first"), snapshot_retention=1)
    layout = LakeLayout(made.lake_path)
    frames = {
        (contract.layer, contract.asset_name): pl.DataFrame(schema=contract.schema)
        for contract in (*PUBLISHED, STOCK_MOVEMENTS, BATCHES, *RAW_DROPS)
    }
    frames |= {("raw", name): pl.DataFrame(schema=schema) for name, schema in FOREIGN_TABLES.items()}
    for (layer, name), frame in (frames | {("raw", "watermark"): pl.DataFrame([WATERMARK])}).items():
        write_parquet(frame, layout.work_file(layer, name))
    checks = check("good", passed=True, severity="ERROR"), check("odd", passed=False, severity="WARN")
    return SimpleNamespace(settings=made, run=publish(instance, made, gates(), *checks))


@pytest.fixture
def settings(first, tmp_path):
    """A copy of the lake of the first run, which a test may change."""
    copy = first.settings.model_copy(update={"home": tmp_path / "copy"})
    shutil.copytree(first.settings.home, copy.home)
    return copy


@pytest.fixture
def manifest(first):
    store = SnapshotStore(first.settings.lake_path)
    return store.manifest(store.current_id())


def refusal(result):
    """What the asset said, below Dagster's own words."""
    assert not result.success
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    return failure.step_failure_data.error.cause.message


def test_the_manifest_names_the_run_the_code_and_the_watermark(first, manifest):
    assert manifest.run_id == first.run.run_id
    assert re.fullmatch(rf"\d{{8}}T\d{{6}}-{first.run.run_id[:8]}", manifest.id)
    commit = source_commit()
    assert manifest.code_version == f"{version('binsight')}+{CODE_VERSION}" + (f".{commit}" if commit else "")
    assert manifest.watermark == WATERMARK
    assert manifest.rows == {contract.table: 0 for contract in PUBLISHED}
    assert SnapshotStore(first.settings.lake_path).verify(manifest.id) == []


def test_the_run_notes_what_it_published(first, manifest):
    event = next(e for e in first.run.get_asset_materialization_events() if e.asset_key.path[-1] == "snapshot")
    noted = {name: value.value for name, value in event.materialization.metadata.items()}
    assert noted["snapshot"] == manifest.id
    assert noted["rows"] == {contract.table: 0 for contract in PUBLISHED}
    assert noted["checks"] == {"passed": len(GATES), "failed": 0, "warned": 1}
    assert {name: noted[name] for name in WATERMARK} == WATERMARK


def test_checks_of_this_run_are_listed_with_how_they_went_and_in_words(manifest):
    told = [(o.table, o.check, o.status, o.message) for o in manifest.outcomes if o.message]
    assert sorted(told) == [
        ("core.part_v1", "good", "passed", "good was looked at"),
        ("core.part_v1", "odd", "warned", "odd was looked at"),
    ]


def test_as_many_snapshots_are_kept_as_the_settings_say_and_checks_of_other_runs_are_not_listed(instance, settings):
    result = publish(instance, settings, gates())
    (kept,) = SnapshotStore(settings.lake_path).manifests()
    assert (kept.run_id, kept.checks) == (result.run_id, {"passed": len(GATES) - 1, "failed": 0, "warned": 0})


def test_an_object_store_that_is_overloaded_for_a_moment_is_asked_again(
    instance, settings, object_storage, monkeypatch
):
    monkeypatch.setattr(transient, "WAIT_SECONDS", 0)
    storage = s3_settings(object_storage) | {"s3_bucket": f"publish-{number()}"}
    with closing(FaultProxy(object_storage.port)) as proxy:
        proxy.fault = lambda _: "unavailable" if len(proxy.requests) <= ATTEMPTS else None
        on_s3 = settings.model_copy(update=storage | {"lake_url": f"s3://{storage['s3_bucket']}/lake"})
        ObjectStore(on_s3).ensure_bucket()
        shutil.copytree(settings.lake_path / "work", on_s3.lake_path / "work")
        result = publish(instance, on_s3.model_copy(update={"s3_endpoint_url": proxy.url}), gates())
    assert [event.step_key for event in result.all_events if event.is_step_up_for_retry] == ["publish__snapshot"]
    assert SnapshotStore(open_lake(on_s3)).open().manifest.run_id == result.run_id


def test_a_table_that_is_missing_stops_it_and_the_old_snapshot_stays(instance, settings, manifest):
    (LakeLayout(settings.lake_path).work_table("marts", "stock_asof_v1").with_suffix(".parquet")).unlink()
    assert "marts.stock_asof_v1 was never computed" in refusal(publish(instance, settings, gates()))
    assert SnapshotStore(settings.lake_path).current_id() == manifest.id


def test_a_run_of_this_asset_alone_is_refused_although_every_table_was_made_and_checked_before(
    instance, settings, manifest
):
    said = refusal(publish(instance, settings, gates(), selection=[snapshot]))
    assert "Cannot publish because this run did not make core.batch_v1, core.core_dump_v1, " in said
    assert said.strip().endswith("more; run the whole pipeline")
    assert SnapshotStore(settings.lake_path).current_id() == manifest.id


def test_a_run_that_left_out_a_check_or_stepped_over_one_that_failed_is_refused(instance, settings, manifest):
    failed = check(PART.name, passed=False, severity="ERROR")
    said = refusal(publish(instance, settings, failed, gates(left_out=(PART, OBJECTS))))
    assert "this run did not pass the check of core.part_v1 (contract), raw.objects (contract); run the" in said
    assert SnapshotStore(settings.lake_path).current_id() == manifest.id
