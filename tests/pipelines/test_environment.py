"""Resources: defaults come from the environment when a run starts, and `build_defs` swaps any of them by name."""

import dagster as dg
import pytest

from app.config import Settings
from app.sources.postgres.tables import MUTABLE, TABLES
from app.warehouse.layout import LakeLayout
from assets.io.parquet_io_manager import ParquetIOManager
from pipelines.definitions import build_defs
from pipelines.environment import DEFAULT_RESOURCES, fixed_settings

pytestmark = pytest.mark.integration
POSTGRES = [dg.AssetKey(["raw", name]) for name in (*TABLES, "watermark")]


class Noting(ParquetIOManager):
    """Stores as the default does, and notes what it was given, by name."""

    def __init__(self, layout):
        super().__init__(layout)
        self.frames = {}

    def handle_output(self, context, obj):
        self.frames[context.asset_key.path[-1]] = obj
        super().handle_output(context, obj)


def run(definitions, keys):
    job = definitions.resolve_job_def("refresh")
    with dg.DagsterInstance.ephemeral() as instance:
        days = {"dagster/asset_partition_range_start": "2026-01-01", "dagster/asset_partition_range_end": "2026-01-01"}
        return job.execute_in_process(instance=instance, asset_selection=keys, tags=days, raise_on_error=False)


def test_definitions_are_built_without_reading_the_environment_and_a_run_reads_it(monkeypatch, tmp_path):
    monkeypatch.setenv("BINSIGHT_HOME", str(tmp_path))
    monkeypatch.setenv("BINSIGHT_API_PORT", "nonsense")
    definitions = build_defs()
    assert set(definitions.resources) == set(DEFAULT_RESOURCES)
    failed = run(definitions, POSTGRES)
    assert not failed.success
    causes = [event.message + str(event.event_specific_data) for event in failed.all_events if event.is_failure]
    assert "BINSIGHT_API_PORT" in causes[0]


def test_a_resource_given_by_name_replaces_the_default_and_the_others_stay(store):
    noting = Noting(LakeLayout(store.lake_path))
    definitions = build_defs({**fixed_settings(store), "io_manager": noting})
    assert run(definitions, POSTGRES).success
    assert sorted(noting.frames) == sorted((*MUTABLE, "watermark"))
    assert noting.frames["parts"]["key"].to_list() == ["ABCD", "EFGH"]


def test_the_default_settings_are_those_of_the_environment(store, monkeypatch):
    monkeypatch.setenv("BINSIGHT_HOME", str(store.home))
    monkeypatch.setenv("BINSIGHT_DATABASE_URL", store.database_url)
    assert run(build_defs(), POSTGRES).success
    assert (store.lake_path / "work" / "raw" / "parts.parquet").exists()


def test_two_processes_may_hold_different_settings(tmp_path):
    homes = [Settings(home=tmp_path / name) for name in ("a", "b")]
    held = [fixed_settings(settings)["settings"].resource_fn(None) for settings in homes]
    assert held == homes
