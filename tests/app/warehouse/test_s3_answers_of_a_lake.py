"""A lake on S3 whose answers break off, or come from something else: none is ever taken for an empty lake."""

import re
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

import pytest

from app.exceptions import ExternalServiceException
from app.warehouse.run_failure import latest_failure
from app.warehouse.s3_lake import S3Lake
from tests.app.services.fault_proxy import FaultProxy
from tests.app.warehouse.buckets import lake_in_a_new_bucket
from tests.app.warehouse.test_s3_lake import Machine

pytestmark = pytest.mark.integration


def answer(body, status="200 OK", head=""):
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{head}\r\n{body}".encode()


TAG = 'ETag: "0123"\r\n'
FAULTS = {
    "head cut off": "cut_head",
    "body cut off": "cut_body",
    "nothing": answer(""),
    "nothing of a file": answer("", head=TAG),
    "a page": answer("<html><body>Sign in</body></html>"),
    "a page of a file": answer("<html><body>Sign in</body></html>", head=TAG),
    "a page that is missing": answer("<html><body>Not here</body></html>", status="404 Not Found"),
    "a missing page cut off": b"HTTP/1.1 404 Not Found\r\nContent-Length: 300\r\n\r\n<?xml vers",
    "a redirection": answer("", status="302 Found", head="Location: http://127.0.0.1:1/sign-in\r\n"),
    "other JSON": answer('{"hello": [1]}', head=TAG),
    "JSON that is no object": answer("[1]", head=TAG),
    "text that is none": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + TAG.encode() + b"\r\n\xff\xfe",
}
UNMARKED = {name: fault for name, fault in FAULTS.items() if isinstance(fault, str) or TAG.encode() not in fault}
"""What no object store answers to a write, or for a file."""
SENTENCE = r"Cannot (publish|put|read|list|try|verify)[^\n]* because [^\n]+$"
faults = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
unmarked = pytest.mark.parametrize("fault", UNMARKED.values(), ids=UNMARKED)
numbers = count(1)


@dataclass
class Lakes:
    """One lake: `far` is a machine behind the proxy, `near` one that is not."""

    proxy: FaultProxy
    far: Machine
    near: Machine


@pytest.fixture(scope="module")
def lakes(object_storage, tmp_path_factory):
    bucket = lake_in_a_new_bucket(object_storage, tmp_path_factory.mktemp("nobody"))
    proxy = FaultProxy(urlsplit(bucket.s3_endpoint_url).port)
    homes = {name: {"home": tmp_path_factory.mktemp(name)} for name in ("far", "near")}
    far = Machine(bucket.model_copy(update=homes["far"] | {"s3_endpoint_url": proxy.url}))
    near = Machine(bucket.model_copy(update=homes["near"]))
    near.publish("s0", [0])
    yield Lakes(proxy, far, near)
    proxy.close()


@pytest.fixture
def misread(lakes):
    """`misread(pattern, fault)`: requests whose first line matches get the fault, until the test is over."""

    def begin(pattern, fault):
        lakes.proxy.fault = lambda request: fault if re.match(pattern, request.decode("latin-1")) else None

    yield begin
    lakes.proxy.fault = None


def refused(act, *given):
    with pytest.raises(ExternalServiceException, match=SENTENCE):
        act(*given)


@faults
def test_a_pointer_that_is_none_is_not_taken_for_a_lake_without_snapshots(lakes, misread, fault):
    misread(r"GET \S+/current.json", fault)
    refused(lakes.far.lake.pointer)
    refused(lakes.far.follows, "a run that begins")


@faults
def test_a_manifest_that_is_none_is_not_taken_for_a_snapshot_that_is_gone(lakes, misread, fault):
    misread(r"GET \S+/manifest.json", fault)
    refused(lakes.far.lake.manifest, "s0")


@faults
def test_a_listing_that_is_none_is_not_taken_for_an_empty_lake(lakes, misread, fault):
    misread(r"GET \S+list-type=2", fault)
    refused(lakes.far.lake.ids)


@unmarked
@pytest.mark.parametrize("misses", ["the write", "the write and what follows"])
def test_a_switch_that_nothing_of_a_store_answers_is_done_or_said(lakes, misread, fault, misses):
    switched = S3Lake(
        lakes.far.settings.model_copy(update={"lake_url": f"{lakes.far.settings.lake_url}/2"}), lakes.far.lake.layout
    )
    was, name = switched.pointer(), f"n{next(numbers)}"
    misread(r"PUT \S+/current.json" if misses == "the write" else r"\w+ \S+/current.json", fault)
    told = _told(switched.switch, name, was)
    lakes.proxy.fault = None
    is_switched = switched.pointer() not in (was, None)
    assert is_switched == (fault in ("cut_head", "cut_body"))
    assert told is None or re.match(SENTENCE, told), told
    assert is_switched or told


@unmarked
@pytest.mark.parametrize("step", ["probe", "/warehouse.duckdb", "/manifest.json"])
def test_a_write_that_nothing_of_a_store_answers_puts_nothing_in_force_that_is_not_whole(lakes, misread, step, fault):
    number, before = next(numbers), lakes.near.sizes()
    misread(rf"PUT \S+{step}", fault)
    told = _told(lakes.far.publish, f"s{number:03d}", [number])
    assert lakes.near.sizes() == (before if told else [number])
    assert told is None or re.match(SENTENCE, told), told
    assert lakes.near.store.verify(lakes.near.store.current_id()) == []


def _told(act, *given):
    """What is said when the store has not answered; None when it was done."""
    try:
        act(*given)
    except ExternalServiceException as error:
        return error.message
    return None


@faults
def test_a_note_of_a_failed_run_that_is_none_is_left_out(lakes, misread, fault):
    misread(r"GET \S+/last_failure.json", fault)
    assert latest_failure(lakes.far.lake, lakes.near.store.open().manifest) is None


@unmarked
def test_a_file_that_does_not_come_was_not_changed(lakes, misread, fault):
    misread(r"GET \S+/warehouse.duckdb", fault)
    refused(lakes.far.store.verify, lakes.near.store.current_id())
