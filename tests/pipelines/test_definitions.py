from pathlib import Path

import dagster as dg
import pytest
import yaml

from app.contracts.registry import ALL, PUBLISHED
from pipelines.definitions import build_defs

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def graph():
    return build_defs().resolve_asset_graph()


def test_the_definitions_can_be_loaded():
    dg.Definitions.validate_loadable(build_defs())


def test_every_contract_has_its_asset_and_a_blocking_check(graph):
    blocking = {key.asset_key.path[-1] for key in graph.asset_check_keys if key.name == "contract"}
    for contract in ALL:
        node = graph.get(dg.AssetKey([contract.layer, contract.asset_name]))
        assert node.description.startswith(contract.description)
        assert node.owners == [contract.owner]
        assert contract.asset_name in blocking


def test_usage_is_sliced_by_day_and_the_snapshot_waits_for_all_tables(graph):
    usage = graph.get(dg.AssetKey(["marts", "usage_daily_v1"]))
    assert usage.partitions_def.get_partition_keys()[0] == "2015-01-01"
    snapshot = graph.get(dg.AssetKey(["publish", "snapshot"]))
    assert {dg.AssetKey([contract.layer, contract.asset_name]) for contract in PUBLISHED} <= snapshot.parent_keys


def test_nothing_starts_runs_but_two_schedules_and_the_sensor_of_drops(graph):
    definitions = build_defs()
    assert all(graph.get(key).automation_condition is None for key in graph.executable_asset_keys)
    assert {schedule.name for schedule in definitions.schedules} == {"hourly_refresh", "daily_tidy_up"}
    asking = {sensor.name for sensor in definitions.sensors if not isinstance(sensor, dg.RunStatusSensorDefinition)}
    assert asking == {"new_drops"}


def test_a_backfill_of_days_is_one_run(graph):
    usage = graph.get(dg.AssetKey(["marts", "usage_daily_v1"]))
    assert usage.backfill_policy == dg.BackfillPolicy.single_run()


def test_runs_on_one_lake_wait_for_each_other():
    pools = yaml.safe_load((Path(__file__).parents[2] / "dagster.yaml").read_text())["concurrency"]["pools"]
    assert pools["default_limit"] == 1
