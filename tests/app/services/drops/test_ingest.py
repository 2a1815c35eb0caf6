"""Dropped files on a real S3 into a real lake: whatever comes, whenever a run ends, every line counts exactly once."""

import gzip
import json
from contextlib import closing, suppress
from datetime import UTC, datetime
from itertools import product
from urllib.parse import urlsplit

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.config import Settings
from app.domain.fleet.drops import (
    REPLAYS,
    latest_manifests,
    quarantined,
    unique_checkins,
    unique_core_dumps,
    unique_logs,
)
from app.embedded.servers import s3_settings
from app.exceptions import NotAnsweringException
from app.services.drops.ingest import FILES, PROBLEMS, SCHEMAS, DropIngest
from app.services.object_store import ObjectStore
from app.sources.drops.core_dumps.reader import CORE_DUMPS
from app.sources.drops.records import CHECKINS, LOGS, MANIFESTS
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish
from tests.app.services.fault_proxy import FaultProxy
from tests.core_dumps import core_file, image, printed
from tests.databases import number
from tests.forks import run_in_child
from tests.ingesting_faults import read_drops, states_left_by_kills, with_little_room

pytestmark = pytest.mark.integration
LIMIT = 4_000


class Killed(BaseException):
    """The process is gone: nothing handles this."""


class MortalStore(ObjectStore):
    """The object store, until it has answered `lives` requests for content; then the process dies."""

    lives = 1_000

    def read(self, key):
        self.lives -= 1
        if self.lives < 0:
            raise Killed
        return super().read(key)


class Lake:
    """A bucket, a lake, and runs on them."""

    def __init__(self, storage, folder):
        self.settings = found = Settings(home=folder).model_copy(
            update=s3_settings(storage) | {"s3_bucket": f"drops-{number()}"}
        )
        self.store = MortalStore(found)
        self.store.ensure_bucket()
        self.layout = LakeLayout(folder / "lake")
        self.published = None
        self.runs = 0

    def put(self, key, content):
        self.store.put(f"drops/{key}", content)

    def ingest(self, replays=(), max_bytes=LIMIT):
        asked = pl.DataFrame(list(replays), schema=REPLAYS, orient="row")
        return DropIngest(self.store, self.layout, self.published, max_bytes).run(asked)

    def run(self, replays=(), max_bytes=LIMIT):
        """Read and publish."""
        report = self.ingest(replays, max_bytes)
        self.runs += 1
        before = self.published.id if self.published else None
        draft = Manifest(f"s{self.runs:04d}", datetime.now(UTC), "r", "c", {}, {}, follows=before)
        self.published = publish(self.layout, [], draft, retention=2, ingest=list(SCHEMAS))
        return report

    def killed_run(self, lives):
        self.store.lives = lives
        with suppress(Killed):
            self.ingest()
        self.store.lives = 1_000

    def table(self, name):
        folder = self.layout.snapshot(self.published.id) / "raw" / name
        return pl.read_parquet(sorted(folder.glob("*.parquet")))

    @property
    def checkins(self):
        rows = unique_checkins(self.table(CHECKINS), self.table(FILES))
        return [(row["device_key"], row["checked_in_at"].minute) for row in rows.iter_rows(named=True)]

    @property
    def facts(self):
        """What counts, as (device or model, minute or version, kind), each as often as it is in its table."""
        logs = unique_logs(self.table(LOGS), self.table(FILES))
        manifests = latest_manifests(self.table(MANIFESTS), self.table(FILES))
        return sorted(
            [(*checkin, "checkin") for checkin in self.checkins]
            + [(device, at.minute, "log") for device, at in logs.select("device_key", "logged_at").rows()]
            + [(m, int(v), "manifest") for m, v in manifests.select("model_code", "firmware_version").rows()]
        )

    @property
    def quarantine(self):
        rows = quarantined(self.table(PROBLEMS), self.table(FILES)).sort("file", "line")
        return rows.select("file", "line", "reason").rows()


@pytest.fixture
def lake(object_storage, tmp_path):
    return Lake(object_storage, tmp_path)


def text(*facts):
    """A line for each (device, minute), perhaps of another kind than a check-in; None is one that cannot be read."""
    return b"".join(b"{broken\n" if fact is None else json.dumps(record(*fact)).encode() + b"\n" for fact in facts)


def record(name, place, kind="checkin"):
    if kind == "manifest":
        return {"model": name, "firmware_version": str(place)}
    heard = {"device": name, "ts": f"2026-01-31T08:{place:02d}:00Z"}
    return heard | {"message": "no answer"} if kind == "log" else heard


fact = st.none() | st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.sampled_from(["checkin", "log", "manifest"]))
upload = st.tuples(st.just("put"), st.sampled_from(["x", "y", "z.gz"]), st.lists(fact, max_size=4), st.booleans())
step = (
    upload
    | st.tuples(st.just("cut"), st.sampled_from(["x", "y"]), st.lists(fact, min_size=1, max_size=3))
    | st.tuples(st.just("delete"), st.sampled_from(["x", "y", "z.gz"]))
    | st.just(("run",))
    | st.tuples(st.just("killed"), st.integers(0, 3))
    | st.just(("unpublished",))
)


def readable(facts):
    return {entry for entry in facts if entry is not None}


@settings(max_examples=12)
@given(st.lists(step, max_size=8))
def test_whatever_happens_the_lake_holds_each_line_of_every_file_seen_exactly_once(
    object_storage, tmp_path_factory, steps
):
    lake = Lake(object_storage, tmp_path_factory.mktemp("lake"))
    bucket, seen = {}, {}
    for name, *given_ in [*steps, ("run",)]:
        if name == "put":
            key, facts, is_packed = given_
            lake.put(key, gzip.compress(text(*facts), mtime=0) if is_packed else text(*facts))
            bucket[key] = (readable(facts), facts.count(None) or int(not facts))
        elif name == "cut":  # in the middle of the last line
            key, facts = given_
            lake.put(key, text(*facts)[:-5])
            bucket[key] = (readable(facts[:-1]), facts[:-1].count(None) + 1)
        elif name == "delete":
            lake.store.delete(f"drops/{given_[0]}")
            bucket.pop(given_[0], None)
        elif name == "killed":
            lake.killed_run(*given_)
        elif name == "unpublished":
            lake.ingest()
        else:
            lake.run()
            seen |= bucket
            assert lake.facts == sorted(set().union(*(facts for facts, _ in seen.values())))
            assert len(lake.quarantine) == sum(problems for _, problems in seen.values())


def test_a_file_is_read_once_and_a_run_without_news_changes_no_byte(lake):
    lake.put("a", text(("a", 1)))
    lake.put("deep/b", text(("b", 2)))
    lake.put("folder/", b"")
    first = lake.run()
    assert (first.read, first.rows, first.problems) == (2, 2, 0)
    hashes = {name: table.sha256 for name, table in lake.published.ingest.items()}
    lake.store.lives = 0
    assert lake.run().read == 0
    assert {name: table.sha256 for name, table in lake.published.ingest.items()} == hashes


def test_logs_and_manifests_that_come_again_late_or_under_another_name_count_once(lake):
    once = text(("a", 1, "log"), ("m", 4, "manifest"))
    lake.put("a", once + once)
    lake.run()
    lake.put("a", once + once)
    lake.put("copy", once)
    assert lake.run().read == 1
    lake.put("late.gz", gzip.compress(text(("a", 0, "log"), ("m", 3, "manifest")), mtime=0))
    lake.run()
    assert lake.facts == [("a", 0, "log"), ("a", 1, "log"), ("m", 3, "manifest"), ("m", 4, "manifest")]
    assert lake.quarantine == []


def test_a_version_that_is_built_again_is_that_of_the_manifest_that_arrived_last(lake):
    built = {"model": "m", "firmware_version": "1", "image_bytes": 1}
    lake.put("z", json.dumps(built).encode())
    lake.run()
    lake.put("a", json.dumps(built | {"image_bytes": 2}).encode())
    lake.run()
    manifest = latest_manifests(lake.table(MANIFESTS), lake.table(FILES)).row(0, named=True)
    arrived = dict(lake.table(FILES).select("key", "arrived_at").rows())
    expected = max(("drops/a", "drops/z"), key=lambda key: (arrived[key], key))
    assert manifest["source"] == f"{expected}:1"


def test_a_dump_counts_once_for_each_device_and_is_mended_by_its_folder(lake):
    dump = image(core_file())
    lake.put("dumps/ab12cd34/2026-01-31T08-05-00Z.dmp", dump)
    lake.put("dumps/ab12cd34/2026-01-31T08-07-00Z.txt", printed(dump))
    lake.put("dumps/ff00ff00/2026-01-31T08-06-00Z.dmp.gz", gzip.compress(dump, mtime=0))
    lake.put("lost.dmp", dump)
    lake.run()
    dumps = unique_core_dumps(lake.table(CORE_DUMPS), lake.table(FILES)).sort("device_key")
    assert dumps.select("device_key", pl.col("crashed_at").dt.minute()).rows() == [("ab12cd34", 5), ("ff00ff00", 6)]
    assert dumps["source"][0] == "drops/dumps/ab12cd34/2026-01-31T08-05-00Z.dmp"
    ((file, line, reason),) = lake.quarantine
    assert (file, line) == ("drops/lost.dmp", 0)
    assert "no key of a device" in reason
    assert lake.run().read == 0


def test_a_corrected_file_takes_its_entries_out_of_quarantine_and_the_old_content_back_brings_them_back(lake):
    lake.put("a", text(("a", 1), None))
    lake.run()
    assert [(file, line) for file, line, _ in lake.quarantine] == [("drops/a", 2)]
    lake.put("a", text(("a", 2)))
    lake.run()
    assert (lake.checkins, lake.quarantine) == ([("a", 2)], [])
    lake.put("a", text(("a", 1), None))
    lake.run()
    assert (lake.checkins, len(lake.quarantine)) == ([("a", 1)], 1)


def test_what_was_listed_is_read_when_it_is_put_back_after_other_content_was_read(lake):
    def replaced_once_listed(prefix):
        found = list(ObjectStore.list(lake.store, prefix))
        lake.put("a", text(("a", 2), ("a", 3)))
        return iter(found)

    lake.put("a", text(("a", 1)))
    lake.store.list = replaced_once_listed
    lake.run()
    del lake.store.list
    lake.put("a", text(("a", 1)))
    assert lake.run().read == 1
    assert lake.checkins == [("a", 1)]
    assert lake.run().read == 0


def test_an_empty_object_that_stands_for_a_folder_is_no_file_and_one_with_content_is(lake):
    lake.put("empty/", b"")
    lake.put("odd/", text(("a", 1)))
    assert (lake.run().read, lake.checkins, lake.quarantine) == (1, [("a", 1)], [])


def test_a_file_over_the_limit_is_not_fetched_and_is_read_when_the_limit_was_raised_and_it_is_replayed(lake):
    lake.put("big", text(*((str(number), 1) for number in range(100))))
    lake.put("small", text(("a", 1)))
    lake.run()
    assert lake.checkins == [("a", 1)]
    ((file, line, reason),) = lake.quarantine
    assert (file, line) == ("drops/big", 0)
    assert "BINSIGHT_MAX_DROP_BYTES" in reason
    etag = lake.table(FILES).filter(pl.col("key") == "drops/big")["etag"].item()
    assert lake.run(max_bytes=LIMIT * 10).read == 0
    asked = [("drops/big", etag, 1)]
    assert lake.run(asked, max_bytes=LIMIT * 10).read == 1
    assert (len(lake.checkins), lake.quarantine) == (101, [])
    assert lake.run(asked).read == 0


def test_what_is_no_drop_stops_nobody(lake):
    contents = [b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"note", b"PAR1", gzip.compress(b"0" * 100_000)]
    for place, content in enumerate(contents):
        lake.put(f"{place}.ndjson", content)
    lake.put("z", text(("a", 1)))
    lake.run()
    assert lake.checkins == [("a", 1)]
    assert [(file, line) for file, line, _ in lake.quarantine] == [(f"drops/{n}.ndjson", 0) for n in range(6)]


def test_what_a_kill_at_any_step_of_writing_or_merging_leaves_is_whole_and_read_once(lake, tmp_path):
    for place in range(3):
        lake.put(f"{place}", text(("a", place), ("b", place, "log"), None))
        lake.run()
    lake.put("late", text(("a", 4), ("m", 4, "manifest"), None))
    before, published, root = lake.facts, lake.published, lake.layout.root
    states = states_left_by_kills(root, tmp_path / "states", lake.run)
    expected = lake.facts
    assert len(states) > 20, "the kills must have hit something"
    for state in states:
        lake.layout, lake.published = LakeLayout(state), published
        assert lake.facts == before
        lake.run()
        assert (lake.facts, len(lake.quarantine)) == (expected, 4)


def test_a_store_that_fails_while_drops_are_listed_or_read_loses_nothing_and_puts_nothing_into_quarantine(lake):
    lake.put("a", text(("a", 1)))
    lake.run()
    lake.put("b", text(("a", 2), None))
    lake.put("c", text(*((f"{place:02}", place) for place in range(59))))
    whole, listing, content = lake.store, b"list-type=2", b"/drops/c"
    with closing(FaultProxy(urlsplit(lake.settings.s3_endpoint_url).port)) as proxy:
        through = lake.settings.model_copy(update={"s3_endpoint_url": proxy.url})
        lake.store = ObjectStore(through, read_timeout_seconds=0.5)
        for asked, fault in product((listing, content), ("unavailable", "hang_up", "truncate", "silent")):
            proxy.fault = lambda request, asked=asked, fault=fault: (
                fault if asked in request.split(b"\r\n")[0] else None
            )
            with pytest.raises(NotAnsweringException, match=r"Cannot (list files|read a file) because "):
                lake.run()
            assert (lake.runs, lake.checkins, lake.quarantine) == (1, [("a", 1)], [])
    lake.store = whole
    assert lake.run().read == 2
    assert len(lake.checkins) == 2 + 59
    assert [(file, line) for file, line, _ in lake.quarantine] == [("drops/b", 2)]


def test_a_full_disk_is_a_sentence_and_the_next_run_reads_all(lake, tmp_path):
    lake.put("a", text(*((f"{number:08x}", number % 60) for number in range(60))))
    act = (read_drops, lake.settings, lake.layout.root, None, LIMIT)
    assert run_in_child(with_little_room, 1500, tmp_path / "answer", *act) == 0
    assert "the lake could not be written (" in (tmp_path / "answer").read_text()
    lake.run()
    assert (len(lake.checkins), lake.quarantine) == (60, [])


def test_segments_stay_few_however_many_runs_there_are(lake):
    for place in range(12):
        lake.put(f"{place}", text(("a", place % 3), ("b", place)))
        lake.run()
    assert all(len(table.files) <= 5 for table in lake.published.ingest.values())
    assert len(lake.checkins) == 3 + 12
