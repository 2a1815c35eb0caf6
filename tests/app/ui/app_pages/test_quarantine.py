"""Quarantine: dropped files that could not be read, why, their content, and what to do; empty, refused, hostile."""

from datetime import UTC, datetime

import polars as pl
import pytest

from app.contracts.quarantine import QUARANTINE
from app.domain.quality.conform import conform
from tests.app.ui.stores import HOSTILE, republish

pytestmark = pytest.mark.integration
AT = datetime(2026, 1, 31, 9, tzinfo=UTC)
KEY = f"drops/{HOSTILE.replace('/', '')}.ndjson"
GONE = "drops/gone.gz"


@pytest.fixture
def files(data_store, published, monkeypatch, tmp_path):
    """Two files in quarantine: one with two bad lines, one that is gone; gives the bucket."""
    store = data_store.container.object_store()
    store.put(KEY, b"{bad\n{worse\n")
    etag = next(stored.etag for stored in store.list("drops/") if stored.key == KEY)
    rows = [
        (KEY, 1, etag, "ndjson", f"first {HOSTILE}", "{bad", 12, AT, 0),
        (KEY, 2, etag, "ndjson", "second", "{worse", 12, AT, 0),
        (GONE, 0, "tag", "unknown", "it is cut off", "", 3, AT.replace(day=1), 0),
    ]
    frame = pl.DataFrame(rows, schema=QUARANTINE.schema, orient="row")
    lake = republish(published, tmp_path / "lake", {"core.quarantine_v1": conform(frame, QUARANTINE)})
    monkeypatch.setenv("BINSIGHT_LAKE_URL", str(lake.root))
    yield store
    store.delete(KEY)


def test_before_the_first_run_it_says_so(empty):
    assert "Nothing has been published yet" in empty.open("quarantine").said


def test_when_everything_could_be_read_it_says_so(viewer):
    assert "Everything that was dropped could be read." in viewer.open("quarantine").said
    assert "is in quarantine" in viewer.open("quarantine", file="drops/any").said


def test_files_are_listed_and_a_click_shows_lines_and_content(files, screen):
    screen.open("quarantine")
    listed = screen.frame("quarantined")
    assert [(row["file"], row["problems"], row["state"]) for row in listed] == [
        (KEY, 2, "to be looked at"),
        (GONE, 1, "to be looked at"),
    ]
    screen.click_cell("quarantined", 0, 0)
    assert screen.facts["File"] == KEY
    lines = screen.frame("excerpt")
    assert [(row["line"], row["excerpt"]) for row in lines] == [(1, "{bad"), (2, "{worse")]
    assert screen.at.text_area[0].value == "{bad\n{worse\n"
    assert "no longer in the object store" in screen.open("quarantine", file=GONE).said


def test_a_file_is_replayed_discarded_and_both_are_taken_back(files, screen):
    screen.open("quarantine", file=KEY).press("drop-replay")
    assert screen.facts["State"] == "read again by the next run"
    screen.press("undo-last")
    assert screen.facts["State"] == "to be looked at"
    screen.set("drop-note", "a test").press("drop-discard")
    assert screen.facts["State"] == "discarded (a test)"
    screen.open("quarantine")
    assert [row["file"] for row in screen.frame("quarantined")] == [GONE]
    assert [row["note"] for row in screen.frame("discarded")] == ["a test"]
    screen.open("quarantine", file=KEY).press("drop-back")
    assert screen.facts["State"] == "to be looked at"


def test_a_text_is_corrected_in_place_and_put_back(files, screen):
    screen.open("quarantine", file=KEY)
    screen.at.text_area[0].set_value("good\n")
    screen.press("mend-save")
    assert files.get(KEY) == b"good\n"
    assert "the next run reads it" in screen.said
    assert "The file was replaced since this run" in screen.said
    screen.press("put-back")
    assert files.get(KEY) == b"{bad\n{worse\n"


def test_a_file_that_somebody_else_replaced_meanwhile_is_not_overwritten(files, screen):
    screen.open("quarantine", file=KEY)
    files.put(KEY, b"theirs\n")
    screen.at.text_area[0].set_value("mine\n")
    screen.press("mend-save")
    assert files.get(KEY) == b"theirs\n"
