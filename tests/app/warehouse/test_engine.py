"""The same transforms on Polars and on a cluster behind Spark Connect give the same tables, row for row."""

import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import urlsplit

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from app.config import Settings
from app.contracts.batch import BATCH
from app.contracts.movement import MOVEMENT
from app.contracts.stock_asof import STOCK_ASOF
from app.contracts.usage_daily import USAGE_DAILY
from app.domain.pieces import in_pieces, month
from app.domain.portable import collect
from app.domain.quality.conform import conform
from app.domain.stock.balances import balances, opening_balances, spans, stock_as_of
from app.domain.stock.batches import core_batches
from app.domain.stock.ledger import core_movements
from app.domain.stock.undo_chain import originals
from app.domain.usage.daily import usage_daily
from app.exceptions import ExternalServiceException, ServiceUnavailableException
from app.utils.s3_client import s3_client
from app.warehouse.cluster_inputs import ClusterInputs
from app.warehouse.engine import PolarsEngine, SparkEngine, open_engine
from app.warehouse.files import write_parquet
from tests.app.warehouse.buckets import entries, lake_in_a_new_bucket
from tests.cluster import sail_cluster

pytestmark = pytest.mark.integration

START = datetime(2025, 11, 20, tzinfo=UTC)
LINES = 600


@pytest.fixture(scope="module")
def cluster(object_storage):
    """Its address."""
    with sail_cluster(object_storage) as address:
        yield address


@pytest.fixture(scope="module")
def bucket(object_storage, cluster, tmp_path_factory):
    """Settings of a lake on S3 that the cluster computes for."""
    settings = lake_in_a_new_bucket(object_storage, tmp_path_factory.mktemp("home"))
    return settings.model_copy(update={"engine": cluster})


@pytest.fixture(scope="module", params=["folder", "S3"])
def spark(cluster, bucket, request):
    """The cluster, whose workers read the same folder or the bucket of the lake."""
    engine = open_engine(bucket if request.param == "S3" else Settings(engine=cluster))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Raw tables as files, the ledger in three segments: late records, equal instants, undos and undos of undos.

    Every line has a batch of its own, which takes back the batch of the line that the line takes back.
    """
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
    batches = ledger.select("id", "actor", "note", "reference", undoes_batch_id="undoes_movement_id").with_columns(
        kind=pl.when(pl.col("undoes_batch_id").is_null()).then(pl.lit("use")).otherwise(pl.lit("undo")),
        created_at=pl.lit(START, pl.Datetime("us", "UTC")) + pl.duration(hours=4 * pl.col("id")),
    )
    tables["batches"] = [batches[:100], batches[100:]]
    files = {name: [folder / f"{name}{n}.parquet" for n in range(len(pieces))] for name, pieces in tables.items()}
    for name, pieces in tables.items():
        for piece, file in zip(pieces, files[name], strict=True):
            piece.write_parquet(file)
    return files


@pytest.fixture(scope="module")
def ledger_file(lake, tmp_path_factory):
    """The core ledger, computed on this machine."""
    path = tmp_path_factory.mktemp("core") / "movement_v1.parquet"
    movement(PolarsEngine(), lake, rows=LINES).write_parquet(path)
    return path


def movement(engine, lake, rows):
    """The core ledger, computed in pieces of as many rows."""
    lines, *labels = (engine.scan(lake[name]) for name in ("ledger", "parts", "locations", "boxes"))
    undone = originals(lines)
    pieces = in_pieces(lines, "occurred_at", month("occurred_at"), rows)
    return conform(pl.concat(collect(core_movements(piece, undone, *labels)) for piece in pieces), MOVEMENT)


@pytest.mark.parametrize("rows", [LINES, LINES // 2])
def test_the_core_ledger_is_the_same_on_both_engines(spark, lake, ledger_file, rows):
    assert_frame_equal(movement(spark, lake, rows), pl.read_parquet(ledger_file))


def test_batches_are_the_same_on_both_engines(spark, lake):
    here, there = (batches(engine, lake, rows=LINES // 3) for engine in (PolarsEngine(), spark))
    assert here["undone_by_batch_id"].null_count() not in {0, LINES}
    assert here["movements"].sum() == 450
    assert_frame_equal(there, here)


def batches(engine, lake, rows):
    """The core batches, computed in pieces of as many rows; the last segment of the ledger is not there yet."""
    all_of_them, lines = engine.scan(lake["batches"]), engine.scan(lake["ledger"][:2])
    pieces = in_pieces(all_of_them, "created_at", month("created_at"), rows)
    assert len(pieces) > 1
    return conform(pl.concat(collect(core_batches(piece, all_of_them, lines)) for piece in pieces), BATCH)


def test_spans_in_pieces_are_the_same_on_both_engines(spark, ledger_file):
    here, there = (
        [
            conform(collect(spans(piece)), STOCK_ASOF)
            for piece in in_pieces(engine.scan([ledger_file]), "part_key", rows=LINES // 3)
        ]
        for engine in (PolarsEngine(), spark)
    )
    assert len(here) > 1
    for ours, theirs in zip(here, there, strict=True):
        assert_frame_equal(theirs, ours)


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


@pytest.fixture
def own_bucket(object_storage, cluster, tmp_path):
    return lake_in_a_new_bucket(object_storage, tmp_path).model_copy(update={"engine": cluster})


@pytest.fixture
def on_s3(own_bucket):
    engine = open_engine(own_bucket)
    yield engine
    engine.close()


def test_workers_read_the_bucket_and_no_folder(on_s3, ledger_file, tmp_path):
    here = tmp_path / "movement_v1.parquet"
    shutil.copyfile(ledger_file, here)
    table = on_s3.scan([here])
    here.unlink()
    assert_frame_equal(
        collect(balances(table)).sort("part_key", "location"), expected(ledger_file), check_column_order=False
    )


def expected(ledger_file):
    return collect(balances(PolarsEngine().scan([ledger_file]))).sort("part_key", "location")


def test_a_copy_that_workers_cannot_read_is_told_in_a_sentence(on_s3, own_bucket, ledger_file, tmp_path):
    unseen = tmp_path / "unseen.parquet"  # Sail remembers footers by key, size and second, whatever the bucket
    pl.read_parquet(ledger_file).head(7).write_parquet(unseen)
    ClusterInputs(own_bucket).address(unseen)
    _damage(own_bucket)
    with pytest.raises(ExternalServiceException, match="Cannot compute on the cluster because it answ") as refusal:
        on_s3.scan([unseen])
    assert "\n" not in refusal.value.message


def test_a_copy_that_is_damaged_while_the_cluster_computes_is_told_in_a_sentence(on_s3, own_bucket, ledger_file):
    held = balances(on_s3.scan([ledger_file]))
    _damage(own_bucket)
    with pytest.raises(ExternalServiceException, match="Cannot compute on the cluster because it answ") as refusal:
        collect(held)
    assert "\n" not in refusal.value.message


def _damage(settings):
    for entry in entries(settings):
        place = {"Bucket": urlsplit(settings.lake_url).netloc, "Key": entry["Key"]}
        s3_client(settings).put_object(**place, Body=bytes(entry["Size"]))


@pytest.mark.parametrize(
    ("bucket_name", "words"),
    [
        (None, "see 0 rows and 0 columns of .*/movement_v1.parquet, which have 600"),
        ("no-such-bucket-here", "it answered"),
    ],
)
def test_a_cluster_that_does_not_find_a_table_is_told_before_it_computes(
    cluster, bucket, ledger_file, bucket_name, words
):
    place = bucket_name or urlsplit(bucket.lake_url).netloc
    engine = SparkEngine(cluster, lambda file: f"s3a://{place}/elsewhere/{file.name}")
    with pytest.raises(ExternalServiceException, match=words) as refusal:
        engine.scan([ledger_file])
    engine.close()
    assert "\n" not in refusal.value.message


def test_a_segment_that_workers_miss_is_not_left_out(cluster, bucket, lake):
    first, *_ = lake["ledger"]
    inputs = ClusterInputs(bucket)
    engine = SparkEngine(cluster, lambda file: inputs.address(file) + ("" if file == first else ".gone"))
    with pytest.raises(
        ExternalServiceException,
        match=r"see 200 rows and 12 columns of .*/ledger0\.parquet and 2 more files, which have 600",
    ):
        engine.scan(lake["ledger"])
    engine.close()


def test_without_an_address_this_machine_computes():
    assert isinstance(open_engine(Settings()), PolarsEngine)
    assert isinstance(open_engine(Settings(engine="sc://127.0.0.1:1")), SparkEngine)


def test_an_endpoint_where_nobody_answers_is_named_at_once(tmp_path):
    pytest.importorskip("pyspark", reason="the extra `cluster` is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"sc://127.0.0.1:{free.getsockname()[1]}"
    engine = open_engine(Settings(engine=url))
    with pytest.raises(ServiceUnavailableException, match=f"The Spark Connect endpoint {url} is currently unavailable"):
        engine.scan([tmp_path / "x.parquet"])
    engine.close()


def test_a_program_that_was_not_read_from_a_file_computes_on_a_cluster_too(cluster, tmp_path):
    write_parquet(pl.DataFrame({"a": [1, 2]}), tmp_path / "x.parquet")
    program = f"""
from pathlib import Path
from app.warehouse.engine import SparkEngine
engine = SparkEngine({cluster!r})
print(engine.scan([Path({str(tmp_path / "x.parquet")!r})]).collect().shape)
engine.close()
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert (said.returncode, said.stdout) == (0, "(2, 1)\n"), said.stderr
