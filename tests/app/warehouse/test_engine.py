"""The same transforms on Polars and on a cluster behind Spark Connect give the same tables, row for row."""

import os
import socket
from datetime import UTC, datetime, timedelta
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from app.contracts.movement import MOVEMENT
from app.contracts.stock_asof import STOCK_ASOF
from app.contracts.usage_daily import USAGE_DAILY
from app.domain.portable import collect
from app.domain.quality.conform import conform
from app.domain.stock.balances import balances, opening_balances, spans, stock_as_of
from app.domain.stock.ledger import core_movements
from app.domain.usage.daily import usage_daily
from app.exceptions import ServiceUnavailableException
from app.warehouse.engine import PolarsEngine, SparkEngine, engine_at

pytestmark = pytest.mark.integration

WORKERS = 2
LOCAL_CLUSTER = {
    "SAIL_MODE": "local-cluster",
    "SAIL_CLUSTER__WORKER_INITIAL_COUNT": str(WORKERS),
    "SAIL_CLUSTER__WORKER_MAX_COUNT": str(WORKERS),
    "SAIL_EXECUTION__DEFAULT_PARALLELISM": "4",
}
START = datetime(2025, 11, 20, tzinfo=UTC)
LINES = 600


@pytest.fixture(scope="module")
def cluster():
    """A Sail server with two workers; its address."""
    sail = pytest.importorskip("pysail.spark", reason="the extra `cluster` is not installed")
    before = {name: os.environ.get(name) for name in LOCAL_CLUSTER}
    os.environ.update(LOCAL_CLUSTER)
    server = sail.SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    yield f"sc://127.0.0.1:{server.listening_address[1]}"
    server.stop()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture(scope="module")
def spark(cluster):
    engine = SparkEngine(cluster)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Raw tables as files, the ledger in three segments: late records, equal instants, undos and undos of undos."""
    random, lines, open_lines = Random(4), [], []
    for number in range(1, LINES + 1):
        at = START + timedelta(hours=random.randrange(24 * 120))
        if open_lines and random.random() < 0.3:
            undone = open_lines.pop(random.randrange(len(open_lines)))
            line = {**undone, "delta": -undone["delta"], "reason": "undo", "undoes_movement_id": undone["id"]}
            line |= {"id": number, "occurred_at": max(at, undone["occurred_at"])}
        else:
            reason = random.choice(["receive", "use", "pick", "scrap", "repair", "count", "move_out"])
            delta = random.randint(1, 9) * (1 if reason == "receive" else -1)
            line = {"id": number, "part_id": random.randint(1, 4), "location_id": random.randint(1, 5), "delta": delta}
            line |= {"reason": reason, "undoes_movement_id": None, "occurred_at": at}
        open_lines.append(line)
        lines.append(line | {"actor": "a", "batch_id": number, "note": None, "reference": "µ"})
    schema = {"id": pl.Int64, "part_id": pl.Int32, "location_id": pl.Int32, "delta": pl.Int32, "reason": pl.String}
    schema |= {"undoes_movement_id": pl.Int64, "occurred_at": pl.Datetime("us", "UTC"), "note": pl.String}
    ledger = pl.DataFrame(lines, schema_overrides=schema).with_columns(recorded_at="occurred_at")
    parts = pl.DataFrame({"id": [1, 2, 3, 4], "key": ["AAAA", "BBBB", "CCCC", "DDDD"]})
    locations = pl.DataFrame({"id": range(1, 6), "box_id": [1, 1, 1, 2, 2], "loc_no": [1, 2, 10, 1, 2]})
    boxes = pl.DataFrame({"id": [1, 2], "box_no": [7, 8]})
    folder = tmp_path_factory.mktemp("lake")
    tables = {"parts": [parts], "locations": [locations], "boxes": [boxes]}
    tables["ledger"] = [ledger[:200], ledger[200:450], ledger[450:]]
    files = {name: [folder / f"{name}{n}.parquet" for n in range(len(pieces))] for name, pieces in tables.items()}
    for name, pieces in tables.items():
        for piece, file in zip(pieces, files[name], strict=True):
            piece.write_parquet(file)
    return files


@pytest.fixture(scope="module")
def ledger_file(lake, tmp_path_factory):
    """The core ledger, computed on this machine."""
    path = tmp_path_factory.mktemp("core") / "movement_v1.parquet"
    conform(collect(movement(PolarsEngine(), lake)), MOVEMENT).write_parquet(path)
    return path


def movement(engine, lake):
    return core_movements(*(engine.scan(lake[name]) for name in ("ledger", "parts", "locations", "boxes")))


def test_the_core_ledger_is_the_same_on_both_engines(spark, lake, ledger_file):
    assert_frame_equal(conform(collect(movement(spark, lake)), MOVEMENT), pl.read_parquet(ledger_file))


AT = START + timedelta(days=50)
TRANSFORMS = {
    "balances": (balances, ["part_key", "location"]),
    "as of": (lambda movements: stock_as_of(movements, AT), ["part_key", "location"]),
    "opening": (opening_balances, ["period", "part_key", "location"]),
    "spans": (lambda movements: spans(movements).select(STOCK_ASOF.schema.names()), list(STOCK_ASOF.key)),
    "usage": (lambda movements: usage_daily(movements).select(USAGE_DAILY.schema.names()), list(USAGE_DAILY.key)),
}


@pytest.mark.parametrize("name", TRANSFORMS)
def test_stock_and_usage_are_the_same_on_both_engines(name, spark, ledger_file):
    transform, key = TRANSFORMS[name]
    here, there = (collect(transform(engine.scan([ledger_file]))).sort(key) for engine in (PolarsEngine(), spark))
    assert here.height > 0
    assert_frame_equal(there, here, check_column_order=False)


def test_without_an_address_this_machine_computes():
    assert isinstance(engine_at(None), PolarsEngine)
    assert isinstance(engine_at("sc://127.0.0.1:1"), SparkEngine)


def test_an_endpoint_where_nobody_answers_is_named_at_once(tmp_path):
    pytest.importorskip("pyspark", reason="the extra `cluster` is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"sc://127.0.0.1:{free.getsockname()[1]}"
    engine = engine_at(url)
    with pytest.raises(ServiceUnavailableException, match=f"The Spark Connect endpoint {url} is currently unavailable"):
        engine.scan([tmp_path / "x.parquet"])
    engine.close()
