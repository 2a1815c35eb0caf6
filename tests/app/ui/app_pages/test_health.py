"""Data health: checks in words, tables, snapshots and their bytes, what was promised, and a run from the page."""

import time
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from app.contracts.foreign import FOREIGN_DRIFT, FOREIGN_MOVEMENT, FOREIGN_PART, FOREIGN_SOURCE, FOREIGN_STOCK
from app.contracts.foreign_marts import FOREIGN_PART_ACTIVITY
from app.contracts.registry import ALL, PUBLISHED
from app.domain.foreign.activity import foreign_part_activity
from app.domain.foreign.usage import foreign_usage_daily, with_parts
from app.domain.quality.conform import conform
from app.ui.components.run_progress import runner
from app.ui.resources import settings
from app.warehouse.lake import as_lake
from app.warehouse.manifest import CheckOutcome
from app.warehouse.run_failure import RunFailure, record_failure
from app.warehouse.snapshot import SnapshotStore
from tests.app.ui.screen import Screen
from tests.app.ui.stores import CHECKS, HOSTILE

pytestmark = pytest.mark.integration


def test_checks_are_counted_and_told_in_words_what_did_not_pass_first(viewer, published):
    viewer.open("health")
    checks = viewer.frame("status")
    assert viewer.metrics == {"Checks passed": str(CHECKS - 1), "Checks warned": "1", "Checks failed": "0"}
    assert len(checks) == CHECKS
    assert checks[0] == {
        "status": "warned",
        "table": "core.part_v1",
        "check": "parts_suite",
        "message": checks[0]["message"],
    }
    assert checks[0]["message"].startswith("not so: nine parts in ten have a type (")
    assert {check["status"] for check in checks[1:]} == {"passed"}


def test_suites_say_what_they_expect_and_what_stood_out(viewer):
    expected = viewer.open("health").frame("words")
    assert expected[0]["words"] == "nine parts in ten have a type"
    assert "part_key" in expected[0]["found"]
    assert {row["holds"] for row in expected[1:]} == {"yes"}
    assert ("marts.usage_daily_v1", "usage by day adds up to the consumption in the ledger") in {
        (row["table"], row["words"]) for row in expected
    }


def test_tables_are_listed_with_their_rows_and_how_far_the_run_had_read(viewer, snapshot_day):
    viewer.open("health")
    (listed,) = (frame.value for frame in viewer.at.dataframe if list(frame.value.columns) == ["table", "rows"])
    tables = dict(listed.itertuples(index=False))
    assert set(tables) == {contract.table for contract in PUBLISHED}
    assert (tables["core.movement_v1"], tables["core.location_v1"], tables["core.kit_content_v1"]) == (8, 10, 1)
    assert viewer.facts["as_of"] == str(snapshot_day)


def test_the_snapshot_in_force_is_marked_and_its_files_are_as_written(viewer, published):
    viewer.open("health")
    (snapshot,) = viewer.frame("in_force")
    assert (snapshot["id"], snapshot["in_force"]) == (published.summary.snapshot, "in force")
    assert (snapshot["warned"], snapshot["failed"]) == (1, 0)
    viewer.press("verify")
    assert f"Every file of {published.summary.snapshot} is exactly as it was written." in viewer.said


def test_older_snapshots_stay_in_the_list_and_can_be_verified(published, republished):
    republished()
    screen = Screen().open("health")
    assert [row["in_force"] for row in screen.frame("in_force")] == ["in force", ""]
    screen.set("verify-id", published.summary.snapshot).press("verify")
    assert f"Every file of {published.summary.snapshot} is exactly" in screen.said


def test_a_file_that_was_changed_or_is_missing_is_named(published, republished):
    layout = republished()
    folder = layout.snapshot("29990101T000000-again")
    (changed,) = folder.glob("core/part_v1/*.parquet")
    (missing,) = folder.glob("core/location_v1/*.parquet")
    changed.unlink()
    changed.write_bytes(b"nonsense")
    missing.unlink()
    screen = Screen().open("health").press("verify")
    (error,) = screen.errors
    assert error.startswith("2 files are not as written: ")
    assert f"{changed.relative_to(folder)} was changed" in error
    assert f"{missing.relative_to(folder)} is missing" in error


def test_failed_checks_come_first_and_every_page_warns(republished):
    outcomes = [
        CheckOutcome("contract", "core.part_v1", "passed", "kept"),
        CheckOutcome("suite", "core.movement_v1", "failed", HOSTILE),
    ]
    republished(outcomes=outcomes)
    screen = Screen().open("health")
    assert screen.frame("status")[0]["message"] == HOSTILE
    assert screen.metrics["Checks failed"] == "1"
    for page in ("find", "boxes", "usage", "health"):
        screen.open(page)
        assert "1 of 2 checks failed" in screen.said
        assert "Figures from this run may be wrong; Data health names the failed checks." in screen.said


def test_a_run_that_failed_after_the_snapshot_is_named_on_every_page_until_one_publishes(republished):
    layout = republished(created_at=datetime.now(UTC) - timedelta(hours=1))
    now = datetime.now(UTC)
    record_failure(as_lake(layout), RunFailure("0123456789", now, [f"core.part_v1: {HOSTILE}", "second"]), now)
    screen = Screen()
    for page in ("find", "usage", "health"):
        screen.open(page)
        assert next(iter(screen.links)).startswith(":red[Data as of ")
        assert f"published nothing: core.part_v1: {HOSTILE} (and 1 other problem). Figures are from " in screen.said
    assert "second" in screen.said
    republished(id="29990102T000000-again", created_at=datetime.now(UTC))
    assert "published nothing" not in screen.open("usage").said


def test_a_first_run_that_failed_is_named_where_nothing_was_published(empty):
    lake, now = as_lake(settings().lake_path), datetime.now(UTC)
    record_failure(lake, RunFailure("0123456789", now, ["raw_postgres: the database is away"]), now)
    for page in ("usage", "health"):
        assert "published nothing: raw_postgres: the database is away." in empty.open(page).said


def test_a_run_without_checks_says_so(republished):
    republished(outcomes=[])
    assert "This run recorded no checks." in Screen().open("health").said


def test_a_snapshot_older_than_promised_is_marked_and_says_what_to_do(republished):
    republished(created_at=datetime.now(UTC) - timedelta(days=3))
    screen = Screen().open("health")
    assert next(iter(screen.links)).startswith(":orange[Data as of ")
    assert "(3 days ago)" in next(iter(screen.links))
    assert "Older than the promised 26 h; run the pipeline in Data health." in screen.said


def test_the_clock_is_the_readers_own(republished):
    republished(created_at=datetime(2026, 1, 5, 20, 30, tzinfo=UTC))
    screen = Screen()
    screen.at.context = {"timezone": "Asia/Tokyo"}
    screen.open("health")
    assert "Data as of 6 Jan 05:30" in screen.said or "Data as of 6 Jan 2026 05:30" in screen.said
    screen.at.context = {"timezone": "Nowhere/Land"}
    assert "5 Jan" in screen.open("health").said


def test_every_contract_can_be_read_column_by_column(empty):
    empty.open("health")
    for contract in ALL:
        empty.set("contract", contract.table).run()
        assert contract.description in empty.said
        assert f"A row is {contract.grain}; key: {', '.join(contract.key)}" in empty.said
        columns = empty.frame("meaning")
        assert [row["name"] for row in columns] == [column.name for column in contract.columns]
        assert [row["unit"] for row in columns] == [column.unit or "" for column in contract.columns]
        assert empty.said.count("always true: ") == len(contract.rules)


def test_before_the_first_run_the_page_says_what_to_do(empty):
    empty.open("health")
    assert "Nothing has been published yet, so there is no snapshot to show." in empty.said
    assert empty.links[":orange[Nothing has been published yet]"] == ("health", "")
    assert empty.button("start-snapshot").label == "Run the pipeline now"


@pytest.mark.parametrize(("seconds", "said"), [(3599, False), (5400, True)])
def test_a_transaction_that_writes_for_hours_is_told(republished, published, seconds, said):
    watermark = SnapshotStore(published.settings.lake_path).open().manifest.watermark
    republished(watermark=watermark | {"oldest_write_s": seconds})
    warnings = Screen().open("health").warnings
    assert bool([text for text in warnings if "a transaction had been open for 1.5 hours" in text]) is said


def test_a_run_is_seen_from_every_page_and_can_be_cancelled(empty):
    """How one that publishes ends is looked at in a real browser."""
    empty.open("health").press("start-snapshot")
    assert "The pipeline is running, " in empty.said
    assert empty.button("start-snapshot").label == "The pipeline is running"
    assert empty.button("start-snapshot").disabled
    other = Screen().open("usage")
    assert "You may leave this page; figures change when it has published." in other.said

    empty.press("cancel-run")
    assert not ended(seconds=200).published
    said = "The run was cancelled; the snapshot before stays in force"
    assert said in empty.run().said
    assert "Nothing has been published yet" in empty.said
    assert not empty.button("start-snapshot").disabled
    assert said not in empty.press("dismiss-run").said
    assert said in other.run().said  # every session dismisses for itself


def test_a_run_that_fails_says_why_and_what_was_published_stays(viewer, published, monkeypatch):
    viewer.open("health")
    monkeypatch.setenv("BINSIGHT_SNAPSHOT_RETENTION", "none")
    viewer.press("run-now")
    assert not ended(seconds=200).published
    viewer.run()
    assert "The run did not publish: BINSIGHT_SNAPSHOT_RETENTION: " in viewer.said
    assert viewer.frame("in_force")[0]["id"] == published.summary.snapshot


def ended(seconds):
    """The result of the run that is going."""
    deadline = time.monotonic() + seconds
    while runner().seconds() is not None and time.monotonic() < deadline:
        time.sleep(0.1)
    return runner().result()


def test_without_foreign_sources_it_says_how_to_read_one(viewer):
    assert "No other database is read." in viewer.open("health").said


def test_foreign_sources_are_told_with_why_one_was_refused_and_what_changed(republished):
    at = datetime(2026, 1, 31, 9, tzinfo=UTC)
    rows = [("attic", "refused", "Cannot read attic because there is no table *bits*"), ("bench", "read", None)]
    drift = [("bench", at, "public.bits", "colour", "added", None, "text")]
    made = foreign_figures("bench")
    republished(
        {
            "core.foreign_source_v1": pl.DataFrame(rows, schema=FOREIGN_SOURCE.schema, orient="row"),
            "core.foreign_drift_v1": pl.DataFrame(drift, schema=FOREIGN_DRIFT.schema, orient="row"),
            **made,
        }
    )
    viewer = Screen().open("health")
    assert "Cannot read attic because there is no table *bits*. The rows read before stay." in viewer.said
    assert [(row["source"], row["parts"], row["changes"]) for row in viewer.frame("movements")] == [
        ("attic", 0, 0),
        ("bench", 1, 1),
    ]
    assert viewer.frame("column_name")[0]["column_name"] == "colour"
    assert "Nothing is known of stock and use in attic: no part of it was read." in viewer.said
    viewer.set("foreign-source", "bench").run()
    assert "Stock and use of 1 part in bench, by its own keys and as it was last read." in viewer.said
    (part,) = viewer.frame("note")
    assert (part["name"], part["quantity"], part["note"]) == (HOSTILE, 3.5, "only 6 days of history, 30 are needed")
    assert "1 use without a time, or of a part that is not known: on no day, and not counted." in viewer.said


def foreign_figures(source):
    """Tables of a source with one part in stock and one use of something that nobody knows."""
    parts = pl.DataFrame([(source, "7", HOSTILE, None, None, True)], schema=FOREIGN_PART.schema, orient="row")
    records = pl.DataFrame([(source, "1", "7", None, 3.5)], schema=FOREIGN_STOCK.schema, orient="row")
    at = datetime(2026, 1, 26, 9, tzinfo=UTC)
    lines = [
        (source, "1", at, None, "1", None, "in", None, False),
        (source, "2", at, None, "9", None, "out", 1.0, True),
    ]
    events = with_parts(pl.DataFrame(lines, schema=FOREIGN_MOVEMENT.schema, orient="row"), records)
    usage = foreign_usage_daily(events)
    activity = foreign_part_activity(parts, records, events, usage, date(2026, 1, 31))
    return {
        "core.foreign_part_v1": parts,
        "core.foreign_movement_v1": events,
        "marts.foreign_part_activity_v1": conform(activity, FOREIGN_PART_ACTIVITY),
    }
