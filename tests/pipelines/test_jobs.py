"""The job `refresh`: everything together, sliced by the days of its one daily table."""

import dagster as dg
import pytest

from assets.partitions import DAILY
from pipelines.definitions import build_defs
from pipelines.jobs import day_range_tags

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def definitions():
    return build_defs()


def test_it_runs_every_asset_but_maintenance_and_plans_and_every_check_of_them(definitions):
    job, graph = definitions.resolve_job_def("refresh"), definitions.resolve_asset_graph()
    tidy = definitions.resolve_job_def("tidy_up").asset_layer.executable_asset_keys
    assert {key.path[0] for key in tidy} == {"maintenance"}
    plans = definitions.resolve_job_def("plan_moves").asset_layer.executable_asset_keys
    assert plans == {dg.AssetKey(["marts", "placement_plan_v1"])}
    assert job.asset_layer.executable_asset_keys == graph.executable_asset_keys - tidy - plans
    checks = {check for check in graph.asset_check_keys if check.asset_key not in plans}
    assert job.asset_layer.asset_graph.asset_check_keys == checks


def test_its_days_are_those_of_the_daily_table(definitions):
    assert definitions.resolve_job_def("refresh").partitions_def == DAILY


def test_tags_mark_a_range_of_days_that_one_run_materialises(definitions):
    key = dg.AssetKey(["marts", "usage_daily_v1"])
    assert definitions.resolve_asset_graph().get(key).backfill_policy == dg.BackfillPolicy.single_run()
    assert day_range_tags("2026-01-01", "2026-01-07") == {
        "dagster/asset_partition_range_start": "2026-01-01",
        "dagster/asset_partition_range_end": "2026-01-07",
    }
