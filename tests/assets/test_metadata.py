"""What Dagster's UI shows of every asset: words, owner, kinds, group, columns, freshness."""

from datetime import timedelta

import dagster as dg
import polars as pl
import pytest

from app.contracts.base import WORK_LAYERS, Column, Contract
from app.contracts.registry import ALL
from assets.io.contract_spec import contract_spec
from pipelines.definitions import build_defs

pytestmark = pytest.mark.integration
CONTRACT = Contract(
    layer="marts",
    name="thing",
    version=2,
    description="Things.",
    grain="one thing",
    key=("name", "day"),
    columns=(
        Column("name", pl.String, "what it is called"),
        Column("day", pl.Date, "day"),
        Column("size", pl.Int64, "how long it is", unit="m", nullable=True),
    ),
    owner="team:other",
)


@pytest.fixture(scope="module")
def graph():
    return build_defs().resolve_asset_graph()


@pytest.fixture(scope="module")
def nodes(graph):
    """Every asset that a refresh makes, by key."""
    return {key: graph.get(key) for key in graph.executable_asset_keys if key.path[0] != "maintenance"}


def test_the_layers_are_the_groups(nodes):
    assert {node.group_name for node in nodes.values()} == {"raw", "core", "marts", "publish"}
    assert all(node.group_name == key.path[0] for key, node in nodes.items())


def test_every_asset_says_what_it_is_whose_and_of_what_kind(nodes):
    for key, node in nodes.items():
        assert node.description.rstrip().endswith("."), key
        assert node.owners == ["team:insight"], key
        assert {"parquet"} <= node.kinds <= {"parquet", "polars", "postgres", "s3", "duckdb"}, key


def test_every_asset_is_held_to_what_runs_it_by_the_hour_by_night_or_by_hand(graph):
    def window(fail, warn):
        return dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=fail), warn_window=timedelta(hours=warn))

    for key in graph.executable_asset_keys:
        wanted = window(50, 26) if key.path[0] == "maintenance" else window(26, 3)
        assert graph.get(key).freshness_policy == (None if key.path[-1] == "placement_plan_v1" else wanted), key


def test_what_talks_to_the_lakes_sources_or_publishes_shares_one_pool(nodes):
    pools = {key.to_user_string(): node.pools for key, node in nodes.items()}
    pooled = {key for key, pool in pools.items() if pool == {"lake"}}
    assert pooled == {key for key in pools if key.startswith(("raw/", "publish/"))}


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.table)
def test_columns_are_those_of_the_contract_in_its_words(nodes, contract):
    node = nodes[dg.AssetKey([contract.layer, contract.asset_name])]
    shown = node.metadata["dagster/column_schema"].columns
    assert [(column.name, column.type) for column in shown] == [
        (name, str(kind)) for name, kind in contract.schema.items()
    ]
    assert all(column.description for column in shown)
    assert contract.grain in node.description
    assert (node.code_version is None) == (contract.layer in WORK_LAYERS), "these are what was said or counted"


def test_units_nulls_and_uniqueness_are_shown():
    made = contract_spec(CONTRACT)
    columns = {column.name: column for column in made["metadata"]["dagster/column_schema"].columns}
    assert columns["size"].description == "how long it is [m]"
    assert [columns[name].constraints.nullable for name in ("name", "day", "size")] == [False, False, True]
    assert not any(column.constraints.unique for column in columns.values()), "only the pair is unique"
    assert made["key"] == dg.AssetKey(["marts", "thing_v2"])
    assert (made["group_name"], made["owners"]) == ("marts", ["team:other"])
    assert made["metadata"]["key"] == "name, day"


def test_a_key_of_one_column_is_unique():
    alone = Contract(
        "core", "one", 1, "One.", "one", ("a",), (Column("a", pl.String, "a"), Column("b", pl.String, "b"))
    )
    columns = contract_spec(alone)["metadata"]["dagster/column_schema"].columns
    assert [column.constraints.unique for column in columns] == [True, False]


def test_only_the_daily_table_is_sliced(nodes):
    sliced = {key.to_user_string() for key, node in nodes.items() if node.partitions_def is not None}
    assert sliced == {"marts/usage_daily_v1"}


def test_layers_only_look_down(graph, nodes):
    """An asset needs its own layer or lower ones; the snapshot needs all tables, and nothing needs the snapshot."""
    order = ["raw", "core", "marts", "publish"]
    for key, node in nodes.items():
        assert all(order.index(parent.path[0]) <= order.index(key.path[0]) for parent in node.parent_keys), key
    assert graph.get(dg.AssetKey(["publish", "snapshot"])).child_keys == set()
