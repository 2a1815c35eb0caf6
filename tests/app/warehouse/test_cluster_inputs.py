"""Copies for the workers of a cluster: stored once, used again, removed when nobody needs them."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import polars as pl
import pytest

from app.exceptions import NotAnsweringException
from app.utils.s3_client import s3_client
from app.warehouse import cluster_inputs
from app.warehouse.cluster_inputs import UNUSED_AFTER, ClusterInputs
from app.warehouse.files import sha256, write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import FileEntry, Manifest, TableEntry
from app.warehouse.publish import publish
from app.warehouse.s3_lake import S3Lake
from tests.app.services.fault_proxy import FaultProxy
from tests.app.warehouse.buckets import entries, keys, lake_in_a_new_bucket
from tests.app.warehouse.conftest import TABLE

pytestmark = pytest.mark.integration


@pytest.fixture
def bucket(object_storage, tmp_path):
    return lake_in_a_new_bucket(object_storage, tmp_path / "home")


@pytest.fixture
def proxy(bucket):
    made = FaultProxy(urlsplit(bucket.s3_endpoint_url).port)
    yield made
    made.close()


@pytest.fixture
def inputs(bucket, proxy):
    """On the bucket by way of the proxy, which counts."""
    return ClusterInputs(bucket.model_copy(update={"s3_endpoint_url": proxy.url}))


def parquet(folder, *sizes, name="thing.parquet"):
    write_parquet(pl.DataFrame({"name": [f"n{size}" for size in sizes], "size": sizes}), folder / name)
    return folder / name


def key(file):
    return f"our/lake/inputs/{sha256(file)}.parquet"


def test_a_file_is_stored_once_whatever_its_name(inputs, bucket, proxy, tmp_path):
    file, same = parquet(tmp_path, 1), parquet(tmp_path, 1, name="other.parquet")
    addresses = {inputs.address(file), ClusterInputs(bucket).address(same)}
    assert addresses == {f"s3a://{urlsplit(bucket.lake_url).netloc}/{key(file)}"}
    assert inputs.address(parquet(tmp_path, 2)) not in addresses
    assert len(keys(bucket)) == 2
    proxy.requests.clear()
    inputs.address(same)
    assert proxy.requests == ["GET"]
    name = urlsplit(bucket.lake_url).netloc
    assert s3_client(bucket).get_object(Bucket=name, Key=key(same))["Body"].read() == same.read_bytes()


def test_a_copy_of_another_size_is_replaced(inputs, bucket, tmp_path):
    file, name = parquet(tmp_path, 1), urlsplit(bucket.lake_url).netloc
    s3_client(bucket).put_object(Bucket=name, Key=key(file), Body=b"half")
    inputs.address(file)
    assert [entry["Size"] for entry in entries(bucket)] == [file.stat().st_size]


def test_a_copy_that_is_used_again_becomes_new(inputs, bucket, tmp_path, monkeypatch):
    file, name = parquet(tmp_path, 1), urlsplit(bucket.lake_url).netloc
    inputs.address(file)
    (before,) = entries(bucket)
    # The store's clock cannot be turned: what it stored just now counts as old instead.
    monkeypatch.setattr(cluster_inputs, "UNUSED_AFTER", timedelta(hours=-1))
    inputs.address(file)
    (after,) = entries(bucket)
    assert after["LastModified"] > before["LastModified"]
    assert s3_client(bucket).get_object(Bucket=name, Key=key(file))["Body"].read() == file.read_bytes()


def test_what_the_snapshot_in_force_has_stays_and_so_does_what_was_used_lately(inputs, bucket, tmp_path):
    needed, unneeded = parquet(tmp_path, 1, name="a.parquet"), parquet(tmp_path, 2, name="b.parquet")
    for file in (needed, unneeded):
        inputs.address(file)
    segment = TableEntry(1, "", [FileEntry("raw/stock_movements/a.parquet", sha256(needed), needed.stat().st_size)])
    came = max(entry["LastModified"] for entry in entries(bucket))
    manifest = Manifest("s1", came, "run", "code", {}, {}, ingest={"stock_movements": segment})
    inputs.retain(manifest, came + UNUSED_AFTER / 2)
    assert keys(bucket) == sorted([key(needed), key(unneeded)])
    inputs.retain(manifest, came + UNUSED_AFTER * 2)
    assert keys(bucket) == [key(needed)]


def test_a_publish_removes_what_it_does_not_need(inputs, bucket, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_inputs, "UNUSED_AFTER", timedelta(hours=-1))
    layout = LakeLayout(bucket.lake_path)
    file, old = parquet(layout.work / "marts", 1, name="thing_v1.parquet"), parquet(tmp_path, 2)
    for each in (file, old):
        inputs.address(each)
    draft = Manifest("s1", datetime(2026, 1, 1, tzinfo=UTC), "run", "code", {}, {})
    publish(S3Lake(bucket, layout), [TABLE], draft, retention=5)
    assert [name for name in keys(bucket) if "/inputs/" in name] == [key(file)]


@pytest.mark.parametrize("fault", ["unavailable", "hang_up"])
def test_a_store_that_is_away_is_told_in_a_sentence(inputs, proxy, tmp_path, fault):
    proxy.fault = fault
    with pytest.raises(
        NotAnsweringException, match=r"Cannot give \S+/thing\.parquet to the cluster because the object store"
    ):
        inputs.address(parquet(tmp_path, 1))


def test_a_publish_whose_old_copies_cannot_be_removed_is_a_publish(bucket, proxy, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_inputs, "UNUSED_AFTER", timedelta(hours=-1))
    ClusterInputs(bucket).address(parquet(tmp_path, 2))
    proxy.fault = lambda request: "unavailable" if request.startswith(b"DELETE") and b"/inputs/" in request else None
    lake = S3Lake(bucket.model_copy(update={"s3_endpoint_url": proxy.url}), LakeLayout(bucket.lake_path))
    parquet(lake.layout.work / "marts", 1, name="thing_v1.parquet")
    publish(lake, [TABLE], Manifest("s1", datetime(2026, 1, 1, tzinfo=UTC), "run", "code", {}, {}), retention=5)
    assert lake.pointer().snapshot == "s1"
    assert any("/inputs/" in name for name in keys(bucket))
