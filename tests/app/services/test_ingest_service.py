"""Taking in what is new: whatever commits when, the lake holds exactly what the snapshot saw, each row once."""

import json
import signal
from dataclasses import replace
from datetime import UTC, date, datetime

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from psycopg import sql

from app.exceptions import ContractViolationException, ServiceUnavailableException
from app.migrations import runner
from app.sources.postgres.snapshot import exported_snapshot
from app.sources.postgres.tables import APPEND_ONLY
from app.warehouse.layout import LakeLayout
from app.warehouse.publish import publish
from app.warehouse.snapshot import SnapshotStore
from tests.forks import run_in_child
from tests.ingesting import (
    BATCHES,
    EDIT,
    INSERT,
    LEDGER,
    assert_adds_up,
    fill_for_writers,
    in_force,
    ingest,
    ingest_and_publish,
    published_rows,
)
from tests.ingesting_faults import die_at, states_left_by_kills, with_little_room

pytestmark = pytest.mark.integration
WRITERS = 3
WITHOUT_TRANSACTION = "019"
"""The last version of the database in which batches do not say which transaction wrote them."""


@pytest.fixture
def url(container, settings):
    """A store with one part for each writer, each in a slot of its own, so that no writer waits for another."""
    fill_for_writers(container, WRITERS)
    return settings.database_url.replace("+psycopg", "")


@pytest.fixture
def lake(tmp_path):
    return tmp_path / "lake"


def ids_in_database(url, name=LEDGER):
    with psycopg.connect(url) as connection:
        query = sql.SQL("SELECT id FROM {} ORDER BY id").format(sql.Identifier(name))
        return [row[0] for row in connection.execute(query)]


def ids_in_lake(lake, name=LEDGER):
    return sorted(published_rows(lake, name)["id"].to_list())


def assert_same(url, lake):
    """The lake has what the database has of each table that grows, each row once."""
    for name in APPEND_ONLY:
        assert ids_in_lake(lake, name) == ids_in_database(url, name)


class Writers:
    """Transactions that are open beside each other, each with rows of its own."""

    def __init__(self, url):
        self.open = [psycopg.connect(url) for _ in range(WRITERS)]

    def act(self, step, writer):
        connection = self.open[writer]
        if step == "insert":
            connection.execute(INSERT, [writer])
        elif step == "edit":
            connection.execute(EDIT)
        elif step == "withdraw":
            with connection.transaction(force_rollback=True):
                connection.execute(INSERT, [writer])
        else:
            getattr(connection, step)()

    def close(self):
        for connection in self.open:
            connection.close()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["insert", "insert", "edit", "withdraw", "commit", "rollback", "publish", "publish", "end early"]
        ),
        st.integers(0, WRITERS - 1),
    ),
    max_size=14,
)


def play(url, lake, steps, publish_now):
    """Take the steps, commit what is open then, and publish once more."""
    writers = Writers(url)
    try:
        for step, writer in [*steps, *(("commit", writer) for writer in range(WRITERS)), ("publish", 0)]:
            if step == "publish":
                publish_now(url, lake)
            elif step == "end early":
                ingest(url, lake)
            else:
                writers.act(step, writer)
    finally:
        writers.close()


def publish_all(url, lake):
    ingest_and_publish(url, lake)
    assert_same(url, lake)
    assert_adds_up(lake)


def publish_ledger_alone(url, lake):
    """What the version did that read no batches: its manifest does not say how far they were read."""
    _, draft = ingest(url, lake, tables=[LEDGER])
    told = json.dumps({LEDGER: json.loads(draft.watermark["tables"])[LEDGER]})
    before = replace(draft, watermark=draft.watermark | {"tables": told})
    publish(LakeLayout(lake), [], before, retention=3, ingest=[LEDGER])
    assert ids_in_lake(lake) == ids_in_database(url)


@given(steps=STEPS)
@hypothesis_settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_late_commits_rollbacks_and_runs_that_end_early_lose_and_double_nothing(url, tmp_path_factory, steps):
    play(url, tmp_path_factory.mktemp("lake"), steps, publish_all)


@given(before=STEPS.map(lambda steps: [step for step in steps if step[0] != "end early"]), after=STEPS)
@hypothesis_settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_lake_from_before_batches_were_read_gets_all_of_them_once(url, settings, tmp_path_factory, before, after):
    lake = tmp_path_factory.mktemp("lake")
    runner.downgrade(settings.database_url, WITHOUT_TRANSACTION)
    play(url, lake, before, publish_ledger_alone)
    runner.upgrade(settings.database_url)
    play(url, lake, after, publish_all)


def test_a_table_that_is_new_to_the_lake_is_read_whole_and_the_others_go_on(url, settings, lake):
    runner.downgrade(settings.database_url, WITHOUT_TRANSACTION)
    publish_ledger_alone(url, lake)
    with psycopg.connect(url) as writer:
        writer.execute(INSERT, [0])
    runner.upgrade(settings.database_url)
    with psycopg.connect(url) as writer:
        writer.execute(INSERT, [1])
    ledger, _ = ingest(url, lake)
    assert (ledger.new_rows, ledger.whole_because) == (2, None)
    batches = ingest_and_publish(url, lake, tables=[BATCHES, LEDGER])
    assert (batches.rows, batches.whole_because) == (4, "nothing of it was published before")
    assert_same(url, lake)
    again = ingest_and_publish(url, lake, tables=[BATCHES, LEDGER])
    assert (again.rows, again.new_rows, again.whole_because) == (4, 0, None)


def test_batches_that_got_other_transactions_are_read_whole(url, settings, lake):
    ingest_and_publish(url, lake)
    runner.downgrade(settings.database_url, WITHOUT_TRANSACTION)
    runner.upgrade(settings.database_url)
    taken = ingest_and_publish(url, lake, tables=[BATCHES, LEDGER])
    assert taken.whole_because.startswith("it lacks a row that was published")
    assert_same(url, lake)


def test_only_what_ended_since_is_read(url, lake):
    first = ingest_and_publish(url, lake)
    assert (first.rows, first.new_rows, first.tail_rows) == (3, 3, 0)
    assert first.whole_because == "nothing of it was published before"
    with psycopg.connect(url) as writer:
        writer.execute(INSERT, [0])
    second = ingest_and_publish(url, lake)
    assert (second.rows, second.new_rows, second.whole_because) == (4, 1, None)
    assert ingest_and_publish(url, lake).new_rows == 0


def test_rows_committed_beside_an_open_transaction_are_there_and_read_again(url, lake):
    with psycopg.connect(url) as slow:
        slow.execute(INSERT, [0])
        with psycopg.connect(url) as fast:
            fast.execute(INSERT, [1])
        taken = ingest_and_publish(url, lake)
        assert (taken.rows, taken.new_rows, taken.tail_rows) == (4, 3, 1)
        assert_adds_up(lake)
        assert in_force(SnapshotStore(lake)).watermark["oldest_write_s"] > 0
    taken = ingest_and_publish(url, lake)
    assert (taken.rows, taken.new_rows, taken.tail_rows) == (5, 2, 0)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"source": "1/1/1"}, "another one"),
        ({"xmax": 2**40}, "went back"),
        ({"tables": "{}"}, "nothing of it"),
    ],
)
def test_another_history_is_read_whole(url, lake, change, reason):
    _, draft = ingest(url, lake)
    other = replace(draft, watermark=draft.watermark | change)
    publish(LakeLayout(lake), [], other, retention=3, ingest=(LEDGER,))
    taken = ingest_and_publish(url, lake)
    assert reason in taken.whole_because
    assert_same(url, lake)


def test_a_table_that_was_emptied_and_filled_anew_is_read_whole(url, lake):
    ingest_and_publish(url, lake)
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("CREATE TEMP TABLE kept AS SELECT * FROM stock_movements WHERE id <> 2")
        connection.execute("TRUNCATE stock_movements CASCADE")
        connection.execute("INSERT INTO stock_movements OVERRIDING SYSTEM VALUE SELECT * FROM kept")
    taken = ingest_and_publish(url, lake)
    assert "truncated, restored or rewritten" in taken.whole_because
    assert ids_in_lake(lake) == ids_in_database(url) == [1, 3]


@pytest.mark.parametrize("again", [1, 2])
def test_an_older_copy_that_has_caught_up_since_it_was_put_back_is_read_whole(url, lake, again):
    with psycopg.connect(url) as writer:
        writer.execute(INSERT, [0])
    ingest_and_publish(url, lake)
    with psycopg.connect(url) as connection:  # the copy knows nothing of the last line, and its numbers are given again
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM stock_movements WHERE id = 4")
        connection.execute("ALTER TABLE stock_movements ALTER id RESTART WITH 4")
    for writer in range(again):
        with psycopg.connect(url) as connection:
            connection.execute(INSERT, [writer])
    taken = ingest_and_publish(url, lake)
    assert "an older copy of the database was put back" in taken.whole_because
    assert_same(url, lake)
    assert ingest_and_publish(url, lake).whole_because is None


def test_a_published_segment_that_is_gone_makes_the_next_reading_whole(url, lake):
    ingest_and_publish(url, lake)
    manifest = in_force(SnapshotStore(lake))
    (LakeLayout(lake).snapshot(manifest.id) / manifest.ingest[LEDGER].files[0].path).unlink()
    assert ingest_and_publish(url, lake).whole_because
    assert_same(url, lake)


def test_a_clock_that_was_set_back_does_not_take_time_back(url, lake):
    _, draft = ingest(url, lake)
    ahead = replace(draft, watermark=draft.watermark | {"exported_at": "2199-01-01T00:00:00+00:00"})
    publish(LakeLayout(lake), [], ahead, retention=3, ingest=(LEDGER,))
    ingest_and_publish(url, lake)
    told = in_force(SnapshotStore(lake)).watermark
    assert datetime.fromisoformat(told["exported_at"]) > datetime(2199, 1, 1, tzinfo=UTC)
    assert date.fromisoformat(told["as_of"]) <= datetime.now(UTC).date(), "windows end with the day that it is"


@pytest.mark.parametrize("value", ["infinity", "-infinity", "11000-01-01"])
def test_an_instant_that_is_on_no_calendar_is_refused_by_name(url, lake, value):
    with psycopg.connect(url) as connection:
        connection.execute(INSERT, [0])
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE stock_movements SET occurred_at = %s::timestamptz WHERE id = 4", [value])
    with pytest.raises(ContractViolationException, match=r"stock_movements.occurred_at of row id 4 is infinite"):
        ingest(url, lake)
    assert SnapshotStore(lake).current_id() is None


def _read_while_the_server_goes_away(url):
    with exported_snapshot(url) as export, psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 2000)", [export.holder.info.backend_pid])
        export.frame("types", "SELECT id, name FROM types")


def test_a_server_that_goes_away_in_the_middle_is_a_sentence_and_the_next_run_is_whole(url, lake):
    ingest_and_publish(url, lake)
    with psycopg.connect(url) as writer:
        writer.execute(INSERT, [0])
    with pytest.raises(ServiceUnavailableException, match="The database is currently unavailable"):
        _read_while_the_server_goes_away(url)
    assert len(ids_in_lake(lake)) == 3
    ingest_and_publish(url, lake)
    assert_same(url, lake)


def test_what_a_kill_at_any_step_leaves_is_whole_and_the_next_run_loses_and_doubles_nothing(url, lake, tmp_path):
    for _ in range(2):
        ingest_and_publish(url, lake)
        with psycopg.connect(url) as writer:
            writer.execute(INSERT, [0])
    before, expected = ids_in_lake(lake), ids_in_database(url)
    states = states_left_by_kills(lake, tmp_path / "states", ingest_and_publish, url, lake)
    assert len(states) > 15, "the kills must have hit something"
    for state in states:
        assert ids_in_lake(state) in (before, expected)
        assert_adds_up(state)
        ingest_and_publish(url, state)
        assert ids_in_lake(state) == expected


def test_a_kill_in_the_middle_loses_and_doubles_nothing(url, lake):
    ingest_and_publish(url, lake)
    for step in range(1, 100, 6):
        with psycopg.connect(url) as writer:
            writer.execute(INSERT, [step % WRITERS])
        code = run_in_child(die_at, step, lake, ingest_and_publish, url, lake)
        assert set(ids_in_lake(lake)) <= set(ids_in_database(url))
        assert_adds_up(lake)
        if code == 0:
            break
        assert code == -signal.SIGKILL
        if step % 4 == 1:
            ingest_and_publish(url, lake)
            assert_same(url, lake)
    assert step > 10, "the kills must have hit something"
    assert_same(url, lake)


def test_a_full_disk_is_a_sentence_and_changes_nothing(url, lake, tmp_path):
    ingest_and_publish(url, lake)
    with psycopg.connect(url) as writer:
        writer.execute(INSERT, [0])
    assert run_in_child(with_little_room, 1500, tmp_path / "answer", ingest_and_publish, url, lake) == 0
    assert "the lake could not be written" in (tmp_path / "answer").read_text()
    assert len(ids_in_lake(lake)) == 3
    ingest_and_publish(url, lake)
    assert_same(url, lake)
