"""Attachments on a real database and S3 server, with a fault at each step: no row ever points to a missing object."""

import threading
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import select

from app.config import Settings
from app.embedded.object_store import EmbeddedS3
from app.exceptions import (
    ExternalServiceException,
    InvalidOperationException,
    PayloadTooLargeException,
    RecordNotFoundException,
    ValidationException,
)
from app.models import Attachment
from app.services.container import Container
from app.services.object_store import ObjectStore
from tests.app.services.fault_proxy import FaultProxy

pytestmark = pytest.mark.integration
PDF = b"%PDF-1.7 data sheet"
PNG = b"\x89PNG\r\n\x1a\n picture"


@pytest.fixture
def proxy(object_storage: EmbeddedS3) -> Iterator[FaultProxy]:
    assert object_storage.port is not None
    built = FaultProxy(object_storage.port)
    yield built
    built.close()


@pytest.fixture
def container(storage_settings: Settings, proxy: FaultProxy) -> Iterator[Container]:
    """A container whose object store lies behind the proxy, with two parts."""
    settings = storage_settings.model_copy(update={"s3_endpoint_url": proxy.url})
    built = Container(settings=settings)
    built.object_store.override(ObjectStore(settings, read_timeout_seconds=1))
    built.object_store().ensure_bucket()
    with built.unit_of_work() as work:
        for key in ("ABCD", "EFGH"):
            work.parts.create(key=key, description=f"part {key}")
    yield built
    built.engine().dispose()


def _add(container: Container, data: bytes = PDF, part: str = "ABCD", name: str = "sheet.pdf") -> int:
    with container.unit_of_work() as work:
        return work.attachments.add_file(part, data, filename=name).id


def _rows(container: Container) -> list[Attachment]:
    with container.unit_of_work() as work:
        return list(work.session.scalars(select(Attachment).order_by(Attachment.id)).all())


def _objects(container: Container) -> set[str]:
    return {entry.key for entry in container.object_store().list()}


def _assert_no_row_without_bytes(container: Container) -> None:
    assert {row.s3_key for row in _rows(container) if row.s3_key} <= _objects(container)


def test_a_file_is_kept_by_content(container: Container) -> None:
    added = _add(container, name="../../etc/data\u202esheet.pdf")
    with container.unit_of_work() as work:
        stored = work.attachments.content("ABCD", added)
        row = work.attachments.get("ABCD", added)
    assert (stored.data, stored.content_type, stored.filename) == (PDF, "application/pdf", "datasheet.pdf")
    assert (row.attachment_type, row.title, row.file_size) == ("pdf", "datasheet.pdf", len(PDF))
    assert _objects(container) == {row.s3_key}


def test_same_content_is_uploaded_once(container: Container, proxy: FaultProxy) -> None:
    _add(container)
    proxy.requests.clear()
    _add(container, part="EFGH")
    assert "PUT" not in proxy.requests
    assert len(_objects(container)) == 1


def test_first_image_becomes_the_cover_and_the_next_follows_it(container: Container) -> None:
    def cover() -> int | None:
        with container.unit_of_work() as work:
            return work.parts.get("ABCD").attachment_set.cover_attachment_id

    _add(container, PDF)
    assert cover() is None
    first, second = _add(container, PNG), _add(container, PNG + b"2")
    assert cover() == first
    with container.unit_of_work() as work:
        work.attachments.delete("ABCD", first)
    assert cover() == second
    with container.unit_of_work() as work:
        work.attachments.delete("ABCD", second)
    assert cover() is None


@pytest.mark.parametrize("url", ["ftp://x/y", "javascript:alert(1)", "http://", "x", "https://x/" + "y" * 2000, ""])
def test_links_must_be_web_addresses(container: Container, url: str) -> None:
    with pytest.raises(ValidationException), container.unit_of_work() as work:
        work.attachments.add_link("ABCD", url)
    assert _rows(container) == []


def test_a_link_needs_no_object_store(container: Container, proxy: FaultProxy) -> None:
    proxy.fault = "hang_up"
    with container.unit_of_work() as work:
        link = work.attachments.add_link("ABCD", "https://example.org/sheet")
    with container.unit_of_work() as work:
        assert [(row.title, row.url) for row in work.attachments.of_part("abcd")] == [("example.org", link.url)]
        with pytest.raises(RecordNotFoundException):
            work.attachments.content("ABCD", link.id)
        work.attachments.delete("ABCD", link.id)
    assert _rows(container) == []


def test_size_limits(container: Container, storage_settings: Settings, proxy: FaultProxy) -> None:
    small = Container(settings=storage_settings.model_copy(update={"max_upload_bytes": 10}))
    with pytest.raises(PayloadTooLargeException, match="at most 10"):
        _add(small, b"x" * 11)
    with pytest.raises(ValidationException, match="empty"):
        _add(container, b"")
    assert (_rows(container), _objects(container)) == ([], set())
    small.engine().dispose()


def test_documents_belong_to_their_part(container: Container) -> None:
    added = _add(container)
    for part, attachment_id in (("EFGH", added), ("ABCD", added + 1), ("NOPE", added)):
        with pytest.raises(RecordNotFoundException), container.unit_of_work() as work:
            work.attachments.delete(part, attachment_id)
    assert len(_rows(container)) == 1


@pytest.mark.parametrize("fault", ["hang_up", "silent", "lose_answer"])
def test_create_failing_at_the_upload_leaves_no_row(container: Container, proxy: FaultProxy, fault: str) -> None:
    proxy.fault = fault
    with pytest.raises(ExternalServiceException):
        _add(container)
    proxy.fault = None
    assert _rows(container) == []
    _assert_no_row_without_bytes(container)
    _add(container)
    _assert_no_row_without_bytes(container)


def test_create_failing_at_the_commit_leaves_bytes_but_no_row(container: Container) -> None:
    def create() -> None:
        with container.unit_of_work() as work:
            work.attachments.add_file("ABCD", PDF, filename="sheet.pdf")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        create()
    assert (_rows(container), len(_objects(container))) == ([], 1)


def test_delete_removes_the_bytes_after_the_commit(container: Container) -> None:
    added = _add(container)
    with container.unit_of_work() as work:
        work.attachments.delete("ABCD", added)
        assert len(_objects(container)) == 1
    assert (_rows(container), _objects(container)) == ([], set())


def test_delete_keeps_bytes_that_another_document_needs(container: Container) -> None:
    added, _ = _add(container), _add(container, part="EFGH")
    with container.unit_of_work() as work:
        work.attachments.delete("ABCD", added)
    assert len(_rows(container)) == len(_objects(container)) == 1


def test_delete_that_is_rolled_back_keeps_row_and_bytes(container: Container) -> None:
    added = _add(container)

    def delete() -> None:
        with container.unit_of_work() as work:
            work.attachments.delete("ABCD", added)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        delete()
    assert len(_rows(container)) == len(_objects(container)) == 1


@pytest.mark.parametrize("fault", ["hang_up", "silent", "lose_answer"])
def test_delete_stands_when_the_object_store_fails_afterwards(
    container: Container, proxy: FaultProxy, fault: str
) -> None:
    added = _add(container)
    proxy.fault = fault
    with structlog.testing.capture_logs() as logs, container.unit_of_work() as work:
        work.attachments.delete("ABCD", added)
    proxy.fault = None
    assert _rows(container) == []
    assert [line["event"] for line in logs] == ["after_commit_failed"]
    _assert_no_row_without_bytes(container)


def test_copy_shares_the_bytes(container: Container) -> None:
    added = _add(container)
    with container.unit_of_work() as work:
        twin = work.attachments.copy("ABCD", added, to_part="EFGH").id
    with container.unit_of_work() as work:
        work.attachments.delete("ABCD", added)
    with container.unit_of_work() as work:
        assert work.attachments.content("EFGH", twin).data == PDF


@pytest.mark.parametrize("fault", ["hang_up", "silent", "lose_answer", "bytes gone"])
def test_copy_without_bytes_is_refused_and_rolled_back(container: Container, proxy: FaultProxy, fault: str) -> None:
    added = _add(container)
    if fault == "bytes gone":
        container.object_store().delete(str(_rows(container)[0].s3_key))
    else:
        proxy.fault = fault
    with pytest.raises(InvalidOperationException, match="Cannot copy"), container.unit_of_work() as work:
        work.attachments.copy("ABCD", added, to_part="EFGH")
    proxy.fault = None
    assert [row.id for row in _rows(container)] == [added]


def test_undo_of_an_addition_removes_the_row(container: Container) -> None:
    added = _add(container, PNG)
    with container.unit_of_work() as work:
        work.undo.undo(work.batches.latest(limit=1)[0][0].id)
    assert _rows(container) == []
    with container.unit_of_work() as work, pytest.raises(RecordNotFoundException):
        work.attachments.get("ABCD", added)


def test_undo_of_a_removal_brings_the_row_back_only_with_its_bytes(container: Container) -> None:
    added, _ = _add(container), _add(container, part="EFGH")
    with container.unit_of_work() as work:
        work.attachments.delete("ABCD", added)
        shared = work.batches.open("edit").id
    _undo(container, shared)
    assert [row.id for row in _rows(container)] == [added, added + 1]
    for part, attachment_id in (("ABCD", added), ("EFGH", added + 1)):
        with container.unit_of_work() as work:
            work.attachments.delete(part, attachment_id)
            gone = work.batches.open("edit").id
    assert _objects(container) == set()
    with pytest.raises(InvalidOperationException, match="the bytes of the file are gone"):
        _undo(container, gone)
    _assert_no_row_without_bytes(container)


def _undo(container: Container, batch_id: int) -> None:
    with container.unit_of_work() as work:
        work.undo.undo(batch_id)


def test_adding_and_removing_the_same_content_at_once_never_leaves_a_row_without_bytes(container: Container) -> None:
    failures: list[BaseException] = []

    def churn(part: str) -> None:
        try:
            for _ in range(8):
                added = _add(container, part=part)
                with container.unit_of_work() as work:
                    assert work.attachments.content(part, added).data == PDF
                with container.unit_of_work() as work:
                    work.attachments.delete(part, added)
            _add(container, part=part)
        except BaseException as error:  # noqa: BLE001 - carried to the test's thread
            failures.append(error)

    threads = [threading.Thread(target=churn, args=(part,)) for part in ("ABCD", "EFGH", "ABCD")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(_rows(container)) == 3
    _assert_no_row_without_bytes(container)
