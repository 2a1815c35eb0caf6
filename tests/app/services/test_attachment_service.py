"""Documents on a real database and S3 server, with a fault at each step: no row ever points to a missing object."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import structlog
from PIL import Image
from sqlalchemy import select, text

from app.config import Settings
from app.embedded.object_store import EmbeddedS3
from app.exceptions import (
    ExternalServiceException,
    InvalidOperationException,
    PayloadTooLargeException,
    RecordNotFoundException,
    ValidationException,
)
from app.models import Attachment, AttachmentSet, Base
from app.services.container import Container
from app.services.object_store import ObjectStore
from app.services.orphan_sweep import REFERENCES, OrphanSweep
from app.services.pictures import Picture
from app.services.web_documents import WebDocument
from tests.app.services.fault_proxy import FaultProxy

pytestmark = [pytest.mark.integration, pytest.mark.rule(28, 29)]
FILE = b"a sheet"
FAULTS = ["hang_up", "silent", "lose_answer"]


def _png(colour: str = "red") -> bytes:
    out = BytesIO()
    Image.new("RGB", (4, 4), colour).save(out, "PNG")
    return out.getvalue()


PNG = _png()


@pytest.fixture
def proxy(object_storage: EmbeddedS3) -> Iterator[FaultProxy]:
    assert object_storage.port is not None
    built = FaultProxy(object_storage.port)
    yield built
    built.close()


@pytest.fixture
def container(storage_settings: Settings, proxy: FaultProxy) -> Iterator[Container]:
    """A container whose object store lies behind the proxy, with two parts and a kit."""
    settings = storage_settings.model_copy(update={"s3_endpoint_url": proxy.url})
    built = Container(settings=settings)
    built.object_store.override(ObjectStore(settings, read_timeout_seconds=0.4))
    built.object_store().ensure_bucket()
    with built.unit_of_work() as work:
        for key in ("ABCD", "EFGH"):
            work.parts.create(key=key, description=f"part {key}")
        work.kits.create("Lamp")
    yield built
    built.engine().dispose()


def _set(container: Container, owner: str = "ABCD") -> int:
    with container.unit_of_work() as work:
        sets = work.attachments.sets
        kit = work.session.execute(text("SELECT id FROM kits")).scalar_one()
        return (sets.of_kit(kit) if owner == "Lamp" else sets.of_part(owner)).id


def _add(container: Container, data: bytes = FILE, owner: str = "ABCD", name: str = "sheet.pdf") -> int:
    set_id = _set(container, owner)
    with container.unit_of_work() as work:
        return work.attachments.add_file(set_id, data, filename=name).attachment_id


def _delete(container: Container, attachment_id: int, owner: str = "ABCD") -> int:
    set_id = _set(container, owner)
    with container.unit_of_work() as work:
        return work.attachments.delete(set_id, attachment_id).batch_id


def _undo(container: Container, batch_id: int) -> int:
    with container.unit_of_work() as work:
        return work.undo.undo(batch_id).undo_batch


def _rows(container: Container) -> list[Attachment]:
    with container.unit_of_work() as work:
        return list(work.session.scalars(select(Attachment).order_by(Attachment.id)).all())


def _state(container: Container) -> list[dict[str, object]]:
    """Everything that is remembered about documents and covers, without the stamps."""
    with container.unit_of_work() as work:
        return [
            {name: value for name, value in row._mapping.items() if name not in {"created_at", "updated_at"}}
            for model in (Attachment, AttachmentSet)
            for row in work.session.execute(select(model.__table__).order_by(model.id))
        ]


def _cover(container: Container, owner: str = "ABCD") -> int | None:
    with container.unit_of_work() as work:
        return work.session.get_one(AttachmentSet, _set(container, owner)).cover_attachment_id


def _objects(container: Container) -> set[str]:
    return {entry.key for entry in container.object_store().list()}


def _assert_no_row_without_bytes(container: Container) -> None:
    assert {key for row in _rows(container) for key in row.keys} <= _objects(container)


def _page(picture: bytes = PNG) -> WebDocument:
    return WebDocument("https://docs.example/p", "A page", "text/html", picture=Picture(picture, "image/png"))


def _add_page(container: Container, picture: bytes = PNG) -> int:
    set_id = _set(container)
    with container.unit_of_work() as work:
        return work.attachments.add_web(set_id, _page(picture)).attachment_id


WAYS = [*((_add, fault) for fault in FAULTS), (_add_page, "hang_up")]


@pytest.mark.parametrize("owner", ["ABCD", "Lamp"])
def test_a_file_is_kept_by_content_whoever_owns_it(container: Container, owner: str) -> None:
    added = _add(container, owner=owner, name="../../etc/data\u202esheet.pdf")
    set_id = _set(container, owner)
    with container.unit_of_work() as work:
        row = work.attachments.sets.document(set_id, added)
        stored = work.attachments.content(row)
        assert work.attachments.sets.owner(set_id).name == owner
    assert (stored.data, stored.content_type, stored.filename) == (FILE, "application/octet-stream", "datasheet.pdf")
    assert (row.attachment_type, row.title, row.file_size) == ("file", "datasheet.pdf", len(FILE))
    assert _objects(container) == {row.s3_key}


def test_same_content_is_uploaded_once(container: Container, proxy: FaultProxy) -> None:
    _add(container)
    proxy.requests.clear()
    _add(container, owner="EFGH")
    assert "PUT" not in proxy.requests
    assert len(_objects(container)) == 1


@pytest.mark.rule(30)
def test_first_image_becomes_the_cover_and_the_oldest_that_is_left_follows_it(container: Container) -> None:
    _add(container)
    assert _cover(container) is None
    first, second = _add(container, PNG), _add(container, _png("blue"))
    assert _cover(container) == first
    before = _state(container)
    batch = _delete(container, first)
    assert _cover(container) == second
    _undo(container, batch)
    assert _state(container) == before
    _delete(container, first)
    _delete(container, second)
    assert _cover(container) is None


@pytest.mark.rule(30)
def test_the_cover_is_chosen_among_the_set_s_own_documents_and_taken_away(container: Container) -> None:
    image, sheet, other = _add(container, PNG), _add(container), _add(container, owner="EFGH")
    set_id = _set(container)
    for chosen in (sheet, None, image):
        before = _state(container)
        with container.unit_of_work() as work:
            batch = work.attachments.set_cover(set_id, chosen).batch_id
        assert _cover(container) == chosen
        _undo(container, batch)
        assert _state(container) == before
        with container.unit_of_work() as work:
            work.attachments.set_cover(set_id, chosen)
    for wrong in (other, 999):
        with pytest.raises(InvalidOperationException, match="not one of these"), container.unit_of_work() as work:
            work.attachments.set_cover(set_id, wrong)


def test_a_document_is_renamed_and_the_old_title_brought_back(container: Container) -> None:
    added, set_id = _add(container), _set(container)
    with container.unit_of_work() as work:
        change = work.attachments.rename(set_id, added, "  Data sheet ")
    assert (_rows(container)[0].title, change.message) == ("Data sheet", "Renamed sheet.pdf to Data sheet")
    _undo(container, change.batch_id)
    assert _rows(container)[0].title == "sheet.pdf"
    for title in ("", "   ", "x" * 256):
        with pytest.raises(ValidationException), container.unit_of_work() as work:
            work.attachments.rename(set_id, added, title)


@pytest.mark.parametrize("url", ["ftp://x/y", "javascript:alert(1)", "http://", "x", "https://x/" + "y" * 2000, ""])
def test_links_must_be_web_addresses(container: Container, url: str) -> None:
    set_id = _set(container)
    with pytest.raises(ValidationException), container.unit_of_work() as work:
        work.attachments.add_link(set_id, url)
    assert _rows(container) == []


def test_a_link_needs_no_object_store(container: Container, proxy: FaultProxy) -> None:
    proxy.fault = "hang_up"
    set_id = _set(container)
    with container.unit_of_work() as work:
        link = work.attachments.add_link(set_id, "https://example.org/sheet").attachment_id
    with container.unit_of_work() as work:
        row = work.attachments.sets.document(set_id, link)
        assert (row.title, row.url) == ("example.org", "https://example.org/sheet")
        for refused in (work.attachments.content, work.attachments.preview):
            with pytest.raises(RecordNotFoundException):
                refused(row)
        work.attachments.delete(set_id, link)
    assert _rows(container) == []


@pytest.mark.rule(25)
def test_each_kind_of_file_has_its_own_limit(container: Container, storage_settings: Settings) -> None:
    limits = {"max_upload_bytes": 10, "max_image_bytes": len(PNG) - 1, "max_pdf_bytes": 20}
    small = Container(settings=storage_settings.model_copy(update=limits))
    for data, setting in ((b"x" * 11, "UPLOAD"), (PNG, "IMAGE"), (b"%PDF-" + b"x" * 16, "PDF")):
        with pytest.raises(PayloadTooLargeException, match=f"BINSIGHT_MAX_{setting}_BYTES"):
            _add(small, data)
    with pytest.raises(ValidationException, match="empty"):
        _add(container, b"")
    assert (_rows(container), _objects(container)) == ([], set())
    _add(small, b"x" * 10)
    small.engine().dispose()


def test_documents_belong_to_their_set(container: Container) -> None:
    added = _add(container)
    for owner, attachment_id in (("EFGH", added), ("ABCD", added + 1), ("Lamp", added)):
        with pytest.raises(RecordNotFoundException):
            _delete(container, attachment_id, owner)
    for ask in (lambda s: s.of_part("NOPE"), lambda s: s.of_kit(99), lambda s: s.get(99), lambda s: s.owner(99)):
        with pytest.raises(RecordNotFoundException), container.unit_of_work() as work:
            ask(work.attachments.sets)
    assert len(_rows(container)) == 1


@pytest.mark.rule(29)
@pytest.mark.parametrize(("add", "fault"), WAYS)
def test_create_failing_at_the_upload_leaves_no_row(container: Container, proxy: FaultProxy, fault, add) -> None:
    set_id = _set(container)
    assert set_id
    proxy.fault = fault
    with pytest.raises(ExternalServiceException):
        add(container)
    proxy.fault = None
    assert _rows(container) == []
    add(container)
    _assert_no_row_without_bytes(container)


@pytest.mark.parametrize("add", [_add, _add_page])
def test_create_failing_at_the_commit_leaves_bytes_but_no_row(container: Container, add, monkeypatch) -> None:
    with container.unit_of_work() as work:
        uow = type(work)
    leave = uow.__exit__
    monkeypatch.setattr(uow, "__exit__", lambda self, *_: leave(self, RuntimeError, RuntimeError(), None))
    set_id = _set(container)
    assert set_id
    add(container)
    monkeypatch.undo()
    assert (_rows(container), len(_objects(container))) == ([], 1)


def test_delete_removes_the_row_and_keeps_the_bytes_for_an_undo(container: Container) -> None:
    sheet, page = _add(container), _add_page(container)
    before, objects = _state(container), _objects(container)
    undos = [_delete(container, sheet), _delete(container, page)]
    assert (_rows(container), _objects(container)) == ([], objects)
    for batch in undos:
        _undo(container, batch)
    assert _state(container) == before


@pytest.mark.parametrize("fault", FAULTS)
def test_delete_needs_no_object_store(container: Container, proxy: FaultProxy, fault: str) -> None:
    added = _add(container)
    proxy.fault = fault
    _delete(container, added)
    proxy.fault = None
    assert _rows(container) == []


@pytest.mark.parametrize(("add", "fault"), [*WAYS, (_add, "bytes gone"), (_add_page, "bytes gone")])
def test_undo_of_a_removal_without_the_bytes_is_refused(container: Container, proxy, fault: str, add) -> None:
    added = add(container)
    key = _rows(container)[0].keys[0]
    batch = _delete(container, added)
    if fault == "bytes gone":
        container.object_store().delete(key)
    else:
        proxy.fault = fault
    with pytest.raises(InvalidOperationException, match="the bytes of the file"):
        _undo(container, batch)
    proxy.fault = None
    assert _rows(container) == []


@pytest.mark.rule(31)
def test_copy_shares_the_bytes_and_may_become_the_cover(container: Container, proxy: FaultProxy) -> None:
    _add(container, _png("blue"), owner="Lamp")
    added = _add(container, PNG)
    source, target = _set(container), _set(container, "Lamp")
    before = _state(container)
    proxy.requests.clear()
    with container.unit_of_work() as work:
        change = work.attachments.copy(source, added, to_set=target, as_cover=True)
    assert "PUT" not in proxy.requests
    assert _cover(container, "Lamp") == change.attachment_id
    undo = _undo(container, change.batch_id)
    assert _state(container) == before
    _undo(container, undo)
    _delete(container, added)
    with container.unit_of_work() as work:
        twin = work.attachments.sets.document(target, change.attachment_id)
        assert work.attachments.content(twin).data == PNG


@pytest.mark.parametrize(("add", "fault"), [*WAYS, (_add, "bytes gone"), (_add_page, "bytes gone")])
def test_copy_without_bytes_is_refused_and_rolled_back(container: Container, proxy, fault: str, add) -> None:
    added, target = add(container), _set(container, "EFGH")
    set_id = _set(container)
    if fault == "bytes gone":
        container.object_store().delete(_rows(container)[0].keys[0])
    else:
        proxy.fault = fault
    with pytest.raises(InvalidOperationException, match="Cannot copy"), container.unit_of_work() as work:
        work.attachments.copy(set_id, added, to_set=target)
    proxy.fault = None
    assert [row.id for row in _rows(container)] == [added]


@pytest.mark.parametrize("add", [_add, _add_page])
def test_undo_of_an_addition_removes_the_row(container: Container, add) -> None:
    before = _state(container)
    add(container)
    with container.unit_of_work() as work:
        batch = work.batches.latest(limit=1)[0][0].id
    _undo(container, batch)
    assert _state(container) == before


def _sweep(container: Container, *, days: int, **options: bool):
    """A sweep as it would run `days` from now, with a grace period of 30 days."""
    clock = datetime.now(UTC) + timedelta(days=days)
    sweep = OrphanSweep(container.session_factory(), container.object_store(), lambda: clock, grace=timedelta(days=30))
    return sweep.run(**options)


def test_the_sweep_removes_what_nothing_needs_once_undo_cannot_want_it_back(container: Container) -> None:
    kept, gone, page = _add(container, b"kept"), _add(container, b"gone"), _add_page(container)
    container.object_store().put("cas/" + "0" * 64, b"an upload whose commit failed")
    container.object_store().put("drops/devices/x.ndjson", b"not ours")
    batch = _delete(container, gone)
    named = {key for row in _rows(container) for key in row.keys}
    assert _sweep(container, days=29).orphans == ()
    with container.engine().begin() as connection:  # the files are old, the removal is fresh
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text("UPDATE batches SET created_at = now() + interval '60 days' WHERE id = :id"), {"id": batch}
        )
    found = _sweep(container, days=80, dry_run=True)
    assert ([one.key for one in found.orphans], found.removed) == (["cas/" + "0" * 64], 0)
    result = _sweep(container, days=91)
    assert (result.listed, len(result.orphans), result.removed, result.failed) == (4, 2, 2, 0)
    assert _objects(container) == named | {"drops/devices/x.ndjson"}
    assert {row.id for row in _rows(container)} == {kept, page}
    with pytest.raises(InvalidOperationException, match="the bytes of the file are gone"):
        _undo(container, batch)


@pytest.mark.parametrize("fault", ["hang_up", "lose_answer"])
def test_a_sweep_that_cannot_remove_goes_on_and_says_so(container: Container, proxy: FaultProxy, fault: str) -> None:
    _delete(container, _add(container))
    clock = datetime.now(UTC) + timedelta(days=40)
    sweep = OrphanSweep(container.session_factory(), container.object_store(), lambda: clock, grace=timedelta(days=30))
    listed = list(container.object_store().list("cas/"))
    with structlog.testing.capture_logs() as logs:
        proxy.fault = fault
        assert sweep._remove(listed[0].key, clock - timedelta(days=30)) == "failed"
        with pytest.raises(ExternalServiceException):
            sweep.run()
        proxy.fault = None
    assert [(line["event"], line["key"]) for line in logs] == [("orphan_stays", listed[0].key)]
    sweep.run()
    assert _objects(container) == set()


def test_the_sweep_knows_every_column_that_names_an_object() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if "s3_key" in column.name
    }
    assert {f"{one.class_.__tablename__}.{one.key}" for one in REFERENCES} == columns


def test_adding_removing_and_sweeping_the_same_content_at_once_never_leaves_a_row_without_bytes(
    container: Container,
) -> None:
    failures: list[BaseException] = []
    done = threading.Event()

    def guarded(act) -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - carried to the test's thread
            failures.append(error)

    def churn(owner: str) -> None:
        set_id = _set(container, owner)
        for _ in range(8):
            added = _add(container, owner=owner)
            with container.unit_of_work() as work:
                document = work.attachments.sets.document(set_id, added)
                assert work.attachments.content(document).data == FILE
            _delete(container, added, owner)
        _add(container, owner=owner)

    def sweep() -> None:
        ahead = datetime.now(UTC) + timedelta(days=1)
        while not done.is_set():
            OrphanSweep(container.session_factory(), container.object_store(), lambda: ahead, grace=timedelta(0)).run()

    threads = [
        threading.Thread(target=guarded, args=(lambda owner=owner: churn(owner),)) for owner in ("ABCD", "EFGH", "ABCD")
    ]
    sweeper = threading.Thread(target=guarded, args=(sweep,))
    for thread in (*threads, sweeper):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    sweeper.join()
    assert failures == []
    assert len(_rows(container)) == 3
    _assert_no_row_without_bytes(container)
