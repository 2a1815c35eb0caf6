"""What people decide about dropped files on a real PostgreSQL and S3: recorded with its author, and reversible."""

import gzip
from contextlib import suppress

import polars as pl
import pytest
from dependency_injector import providers
from sqlalchemy import select

from app.exceptions import (
    InvalidOperationException,
    PayloadTooLargeException,
    RecordNotFoundException,
    ValidationException,
)
from app.models import DropDecision
from app.services.object_store import ObjectStore

pytestmark = pytest.mark.integration
KEY = "drops/a b/ü.ndjson"


@pytest.fixture
def files(storage_container):
    store = storage_container.object_store()
    store.put(KEY, b"old\n")
    return store


def tag(files, key=KEY):
    return next(stored.etag for stored in files.list("drops/") if stored.key == key)


def state(work, etag, replay=0):
    listed = pl.DataFrame({"file": [KEY], "etag": [etag], "replay": [replay]})
    return work.drops.judged(listed).select("state", "note").row(0)


def test_a_discard_leaves_the_list_with_its_reason_and_comes_back(container):
    with container.unit_of_work(actor="anna") as work:
        change = work.drops.discard(KEY, "tag", " test ")
    with container.unit_of_work(actor="ben") as work:
        assert (state(work, "tag"), state(work, "other")) == (("discarded", "test"), ("open", None))
        assert work.session.scalars(select(DropDecision)).one().actor == "anna"
        with pytest.raises(InvalidOperationException, match="decided before"):
            work.drops.discard(KEY, "tag")
        work.undo.undo(change.batch_id)
    with container.unit_of_work() as work:
        assert state(work, "tag") == ("open", None)
        work.drops.discard(KEY, "tag")
    with container.unit_of_work() as work:
        work.drops.take_back(KEY, "tag")
        assert state(work, "tag") == ("open", None)
        with pytest.raises(RecordNotFoundException):
            work.drops.take_back(KEY, "tag")


def test_a_replay_is_asked_for_until_a_run_honoured_it_and_undo_takes_it_back(container):
    with container.unit_of_work() as work:
        change = work.drops.replay(KEY, "tag")
    with container.unit_of_work() as work:
        ((key, etag, number),) = work.drops.replays().rows()
        assert (key, etag) == (KEY, "tag")
        assert [state(work, "tag", replay)[0] for replay in (0, number)] == ["replay", "open"]
    with container.unit_of_work() as work:
        work.drops.replay(KEY, "tag")
        ((_, _, later),) = work.drops.replays().rows()
        assert later > number
    with container.unit_of_work() as work:
        work.undo.undo(change.batch_id)
        assert work.drops.replays().rows() == [(KEY, "tag", later)]


def test_a_replay_is_to_come_when_its_number_is_lower_than_one_of_a_database_that_was_restored(container):
    with container.unit_of_work() as work:
        work.drops.replay(KEY, "tag")
        assert state(work, "tag", replay=57)[0] == "replay"


@pytest.mark.parametrize("key", ["drops/a.ndjson ", "drops/\tb", " drops/c"])
def test_a_decision_is_about_the_file_of_that_very_name(container, key):
    with container.unit_of_work() as work:
        work.drops.replay(key, "tag")
        work.drops.discard(key, "tag")
        assert work.drops.replays()["key"].to_list() == [key]
    with container.unit_of_work() as work:
        work.drops.take_back(key, "tag")


@pytest.mark.parametrize(("key", "etag", "note"), [("k" * 1025, "t", None), ("k", "t" * 201, None), ("k", "t", "\x00")])
def test_what_cannot_be_recorded_is_refused(container, key, etag, note):
    with container.unit_of_work() as work, pytest.raises(ValidationException):
        work.drops.discard(key, etag, note)


def test_a_mended_file_is_replaced_and_its_former_content_can_be_put_back(files, storage_container):
    old = tag(files)
    with storage_container.unit_of_work(actor="anna") as work:
        assert "next run reads it" in work.mendings.mend(KEY, old, b"new\n")
    assert files.get(KEY) == b"new\n"
    with storage_container.unit_of_work() as work:
        assert state(work, old)[0] == "mended"
        assert state(work, tag(files))[0] == "open"
        (made,) = work.mendings.mends(KEY)
        assert (made.etag, made.actor) == (old, "anna")
        work.mendings.put_back(made.id)
    assert files.get(KEY) == b"old\n"
    with storage_container.unit_of_work() as work:
        assert len(work.mendings.mends(KEY)) == 2
        with pytest.raises(InvalidOperationException, match="lies there already"):
            work.mendings.put_back(made.id)
    assert storage_container.orphan_sweep().run(dry_run=True).orphans == ()


def test_a_file_that_somebody_else_replaced_is_not_overwritten(files, storage_container):
    old = tag(files)
    files.put(KEY, b"somebody else's\n")
    with storage_container.unit_of_work() as work, pytest.raises(InvalidOperationException, match="look at it again"):
        work.mendings.mend(KEY, old, b"mine\n")
    assert files.get(KEY) == b"somebody else's\n"


def test_a_file_that_a_device_replaces_while_it_is_mended_is_not_overwritten(files, storage_container):
    class Overtaken(ObjectStore):
        def read(self, key):
            found = super().read(key)
            files.put(key, b"the device's\n")
            return found

    old, theirs = tag(files), Overtaken(storage_container.settings())
    with storage_container.object_store.override(providers.Object(theirs)), storage_container.unit_of_work() as work:
        with pytest.raises(InvalidOperationException, match="look at it again"):
            work.mendings.mend(KEY, old, b"mine\n")
        work.session.rollback()
    assert files.get(KEY) == b"the device's\n"


def test_a_mending_that_is_rolled_back_leaves_no_record(files, storage_container):
    old = tag(files)
    with suppress(KeyError), storage_container.unit_of_work() as work:
        work.mendings.mend(KEY, old, b"new\n")
        raise KeyError
    with storage_container.unit_of_work() as work:
        assert work.mendings.mends(KEY) == []


def test_nothing_but_drops_can_be_looked_at_or_replaced(files, storage_container):
    files.put("cas/x", b"1")
    with storage_container.unit_of_work() as work:
        for key in ("cas/x", "drops/a b/ü", "drops/nothing", "", "drops/"):
            with pytest.raises(RecordNotFoundException):
                work.mendings.mend(key, "tag", b"2")
        with pytest.raises(ValidationException):
            work.mendings.mend(KEY, tag(files), b"")
        with pytest.raises(PayloadTooLargeException):
            work.mendings.mend(KEY, tag(files), bytes(51 * 1024 * 1024))
        with pytest.raises(RecordNotFoundException):
            work.mendings.put_back(99)


CONTENTS = [
    (b"text\n", "text\n"),
    (gzip.compress(b"packed\n"), "packed\n"),
    (b"\xff", None),
    (b"a\x00b", None),
    (bytes(300_000), None),
    (gzip.compress(b"0" * 3_000_000), None),
]


@pytest.mark.parametrize(("content", "text"), CONTENTS, ids=range(len(CONTENTS)))
def test_a_short_text_can_be_edited_packed_or_not_and_nothing_else(files, storage_container, content, text):
    files.put(KEY, content)
    with storage_container.unit_of_work() as work:
        found = work.mendings.look(KEY)
        assert (found.text, found.size, found.etag) == (text, len(content), tag(files))
        assert work.mendings.content(KEY) == content
