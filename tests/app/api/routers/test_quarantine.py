"""Quarantine through the API: what the snapshot could not read, and what is decided about it."""

from datetime import UTC, datetime

import polars as pl
import pytest

from app.contracts.quarantine import QUARANTINE
from app.domain.quality.conform import conform
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish

pytestmark = pytest.mark.integration
KEY = "drops/devices/bad file.ndjson"
AT = datetime(2026, 1, 31, 9, tzinfo=UTC)


@pytest.fixture
def client(serve, storage_container):
    with serve(storage_container) as started:
        yield started


@pytest.fixture
def etag(storage_container, storage_settings):
    """A file with two bad lines and one that is empty, in quarantine; the content tag of the first."""
    store = storage_container.object_store()
    store.put(KEY, b"{bad\n{worse\n")
    found = next(stored.etag for stored in store.list("drops/"))
    rows = [
        (KEY, 2, found, "ndjson", "second", "{worse", 12, AT, 0),
        (KEY, 1, found, "ndjson", "first", "{bad", 12, AT, 0),
        ("drops/empty", 0, "tag", "empty", "it is empty", "", 0, AT.replace(day=1), 0),
    ]
    layout = LakeLayout(storage_settings.lake_path)
    frame = pl.DataFrame(rows, schema=QUARANTINE.schema, orient="row")
    write_parquet(conform(frame, QUARANTINE), layout.work_table("core", "quarantine_v1").with_suffix(".parquet"))
    publish(layout, [QUARANTINE], Manifest("s1", AT, "r", "c", {}, {}), retention=1)
    return found


def listed(client, **query):
    body = client.get("/api/quarantine", params=query).json()
    assert (body["snapshot"], body["total"]) == ("s1", len(body["items"]))
    return {item["file"]: item for item in body["items"]}


def test_files_and_lines_are_listed_with_their_reasons(client, etag):
    found = listed(client)
    assert list(found) == [KEY, "drops/empty"]
    assert found[KEY] | {"first_seen": ""} == {
        "file": KEY, "etag": etag, "kind": "ndjson", "size_bytes": 12, "first_seen": "", "problems": 2,
        "reason": "first", "state": "open", "note": None,
    }  # fmt: skip
    lines = client.get("/api/quarantine/lines", params={"file": KEY}).json()["items"]
    assert lines == [
        {"line": 1, "reason": "first", "excerpt": "{bad"},
        {"line": 2, "reason": "second", "excerpt": "{worse"},
    ]
    assert client.get("/api/quarantine/lines", params={"file": "drops/good"}).json()["items"] == []


def test_before_the_first_snapshot_there_is_no_quarantine(client, refused):
    refused(client.get("/api/quarantine"), 404, "SNAPSHOT_NOT_FOUND")


def test_a_file_is_discarded_and_listed_again(client, etag, refused):
    body = {"file": KEY, "etag": etag}
    assert client.post("/api/quarantine/discard", json=body | {"note": "a test"}).status_code == 201
    assert list(listed(client)) == ["drops/empty"]
    assert listed(client, discarded=True)[KEY]["note"] == "a test"
    refused(client.post("/api/quarantine/discard", json=body), 409, "INVALID_OPERATION")
    assert client.delete("/api/quarantine/discard", params=body).json()["batch"] > 0
    assert KEY in listed(client)
    refused(client.delete("/api/quarantine/discard", params=body), 404, "RECORD_NOT_FOUND")


def test_a_replay_is_noted_until_the_next_run(client, etag):
    answer = client.post("/api/quarantine/replay", json={"file": KEY, "etag": etag})
    assert answer.status_code == 201
    assert listed(client)[KEY]["state"] == "replay"
    client.post(f"/api/batches/{answer.json()['batch']}/undo")
    assert listed(client)[KEY]["state"] == "open"


@pytest.mark.parametrize("action", ["replay", "discard"])
@pytest.mark.parametrize("wrong", [{"file": "drops/good"}, {"etag": "of another version"}])
def test_nothing_is_decided_about_what_is_not_in_quarantine(client, etag, refused, action, wrong):
    answer = client.post(f"/api/quarantine/{action}", json={"file": KEY, "etag": etag} | wrong)
    assert "was not found" in refused(answer, 404, "RECORD_NOT_FOUND")["error"]
    assert client.get("/api/batches").json()["total"] == 0


def test_a_file_is_looked_at_mended_and_put_back(client, etag, refused):
    query = {"file": KEY}
    content = client.get("/api/quarantine/content", params=query)
    assert content.content == b"{bad\n{worse\n"
    assert "attachment" in content.headers["Content-Disposition"]
    body, upload = {"file": KEY, "etag": etag}, {"content": ("x.ndjson", b"good\n")}
    assert "next run" in client.put("/api/quarantine/content", data=body, files=upload).json()["message"]
    refused(client.put("/api/quarantine/content", data=body, files=upload), 409, "INVALID_OPERATION")
    assert client.get("/api/quarantine/content", params=query).content == b"good\n"
    assert listed(client)[KEY]["state"] == "mended"
    (made,) = client.get("/api/quarantine/mendings", params=query).json()["items"]
    assert made["etag"] == etag
    client.post(f"/api/quarantine/mendings/{made['id']}/put-back")
    assert client.get("/api/quarantine/content", params=query).content == b"{bad\n{worse\n"
    refused(client.post("/api/quarantine/mendings/9999/put-back"), 404, "RECORD_NOT_FOUND")
    refused(client.get("/api/quarantine/content", params={"file": "cas/x"}), 404, "RECORD_NOT_FOUND")
