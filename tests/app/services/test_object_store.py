"""The object store against the real S3 server, and against servers that are slow, broken or not there."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from time import perf_counter
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from pydantic import SecretStr

from app.config import Settings
from app.embedded.object_store import EmbeddedS3
from app.embedded.ports import choose_port
from app.embedded.servers import s3_settings
from app.exceptions import ConfigurationError, ExternalServiceException, RecordNotFoundException
from app.services.object_store import ObjectStore
from tests.app.services.fault_proxy import FaultProxy

pytestmark = pytest.mark.integration
SECRET = "do-not-show-this"


@pytest.fixture
def s3(object_storage: EmbeddedS3, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path).model_copy(update={**s3_settings(object_storage), "s3_bucket": f"b-{uuid4().hex}"})


@pytest.fixture
def store(s3: Settings) -> ObjectStore:
    built = ObjectStore(s3)
    built.ensure_bucket()
    return built


def _elsewhere(tmp_path: Path, port: int) -> ObjectStore:
    return ObjectStore(
        Settings(
            home=tmp_path,
            s3_endpoint_url=f"http://127.0.0.1:{port}",
            s3_access_key_id="someone",
            s3_secret_access_key=SecretStr(SECRET),
        )
    )


def test_bytes_come_back_as_they_went(store: ObjectStore) -> None:
    store.put("cas/a", b"\x00\xff", "image/png")
    assert store.exists("cas/a")
    assert store.get("cas/a") == b"\x00\xff"


def test_files_are_stored_too(store: ObjectStore, tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 3_000_000)
    with (tmp_path / "big").open("rb") as file:
        store.put("big", file)
    assert len(store.get("big")) == 3_000_000


def test_an_object_is_replaced_only_as_it_was_read(store: ObjectStore) -> None:
    store.put("a", b"1")
    content, etag = store.read("a")
    assert (content, store.replace("a", b"2", etag), store.get("a")) == (b"1", True, b"2")
    assert (store.replace("a", b"3", etag), store.get("a")) == (False, b"2")
    store.delete("a")
    assert (store.replace("a", b"3", etag), store.exists("a")) == (False, False)


def test_a_store_that_knows_no_conditions_replaces_all_the_same(store: ObjectStore, s3: Settings) -> None:
    body = b"<Error><Code>NotImplemented</Code></Error>"
    answer = b"HTTP/1.1 501 Not Implemented\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body)
    store.put("a", b"1")
    with closing(FaultProxy(urlsplit(s3.s3_endpoint_url).port)) as proxy:
        proxy.fault = lambda request: answer if b"if-match" in request.lower() else None
        behind = ObjectStore(s3.model_copy(update={"s3_endpoint_url": proxy.url}))
        assert behind.replace("a", b"2", behind.read("a")[1])
    assert store.get("a") == b"2"


@pytest.mark.parametrize("key", ["a b", "ü/µ.json", "a+b&c=d", "x/../y", "%41"])
def test_odd_keys(store: ObjectStore, key: str) -> None:
    store.put(key, b"1")
    assert store.get(key) == b"1"
    assert [entry.key for entry in store.list()] == [key]


def test_missing_objects(store: ObjectStore) -> None:
    assert not store.exists("nothing")
    with pytest.raises(RecordNotFoundException):
        store.get("nothing")
    with pytest.raises(RecordNotFoundException):
        store.copy("nothing", "somewhere")
    store.delete("nothing")


def test_copy_and_delete(store: ObjectStore) -> None:
    store.put("one", b"1")
    store.copy("one", "two")
    store.delete("one")
    assert (store.exists("one"), store.get("two")) == (False, b"1")


def test_listing_is_by_prefix_in_key_order_over_many_pages(store: ObjectStore) -> None:
    for number in range(1005):
        store.put(f"drops/{number:04}", b"1")
    store.put("other", b"22")
    listed = list(store.list("drops/"))
    assert [entry.key for entry in listed] == [f"drops/{number:04}" for number in range(1005)]
    other = next(iter(store.list("other")))
    assert (other.size, len(other.etag)) == (2, 32)
    assert other.last_modified.tzinfo is not None


def test_bucket_is_made_once(s3: Settings) -> None:
    for _ in range(2):
        ObjectStore(s3).ensure_bucket()


def test_nothing_configured(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="BINSIGHT_S3_ENDPOINT_URL"):
        ObjectStore(Settings(home=tmp_path)).get("x")


def test_wrong_credentials_are_refused_without_showing_them(s3: Settings, store: ObjectStore) -> None:
    # The embedded server knows access keys but does not check signatures, so the key itself is wrong here.
    wrong = {"s3_access_key_id": "AKSTRANGER", "s3_secret_access_key": SecretStr(SECRET)}
    stranger = ObjectStore(s3.model_copy(update=wrong))
    with pytest.raises(ExternalServiceException, match="refused the credentials") as caught:
        stranger.put("x", b"1")
    assert SECRET not in str(caught.value)


def test_nobody_listens(tmp_path: Path) -> None:
    store = _elsewhere(tmp_path, choose_port(None))
    started = perf_counter()
    with pytest.raises(ExternalServiceException, match=r"127\.0\.0\.1:\d+ does not answer") as caught:
        store.exists("x")
    assert perf_counter() - started < 10
    assert SECRET not in str(caught.value)


@pytest.fixture
def answering() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="hangs up"),
        pytest.param(b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n", id="503"),
        pytest.param(b"this is not HTTP\r\n\r\n", id="no HTTP"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", id="half an answer"),
    ],
)
def test_a_server_that_misbehaves(answering: socket.socket, tmp_path: Path, answer: bytes) -> None:
    store = _answered(answering, tmp_path, answer)
    with pytest.raises(ExternalServiceException) as caught:
        store.get("x")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("body", [b"<ListBucketResult><Contents><Key>a", b"no XML", b"<html>Sign in</html>"])
def test_a_listing_that_is_none_is_not_taken_for_an_empty_bucket(
    answering: socket.socket, tmp_path: Path, body: bytes
) -> None:
    store = _answered(answering, tmp_path, b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    with pytest.raises(ExternalServiceException, match="Cannot list files because "):
        list(store.list())


def _answered(answering: socket.socket, tmp_path: Path, answer: bytes) -> ObjectStore:
    """A store whose server gives one answer to everything."""

    def serve() -> None:
        for _ in range(4):
            try:
                connection, _ = answering.accept()
            except OSError:
                return  # the test is over
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

    Thread(target=serve, daemon=True).start()
    return _elsewhere(tmp_path, answering.getsockname()[1])
