import dagster as dg
import pytest

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
