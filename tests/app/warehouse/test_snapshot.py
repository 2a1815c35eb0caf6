from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from app.exceptions import QueryException, SnapshotNotFoundException
from app.warehouse.snapshot import SnapshotStore


@pytest.fixture
def store(fill, publish_as, layout):
    fill([1, 2, 3])
    publish_as("s1")
    return SnapshotStore(layout.root)


def test_before_the_first_publish_the_remedy_is_named(layout):
    store = SnapshotStore(layout.root)
    assert store.current_id() is None
    assert store.manifests() == []
    with pytest.raises(SnapshotNotFoundException, match="binsight run"):
        store.open()


@pytest.mark.parametrize("name", ["nothing", "../s1", "", "s1/.."])
def test_an_unknown_snapshot_is_refused(store, name):
    with pytest.raises(SnapshotNotFoundException):
        store.manifest(name)


def test_parameters_are_bound_not_pasted(store):
    hostile = "a' OR '1'='1"
    assert store.open().query("SELECT * FROM marts.thing_v1 WHERE name = $n", {"n": hostile}).is_empty()
    assert store.open().query("SELECT * FROM marts.thing_v1 WHERE name = ?", ["a"]).height == 1


def test_times_come_back_in_utc(store):
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    assert store.open().query("SELECT $at AS at", {"at": at})["at"].to_list() == [at]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/binsight-test.csv'",
        "ATTACH '/tmp/binsight-test.db'",
        "DROP TABLE marts.thing_v1",
        "INSERT INTO marts.thing_v1 VALUES ('x', 1)",
        "UPDATE marts.thing_v1 SET size = 0",
        "CREATE TABLE t AS SELECT 1",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "SELEC 1",
        "",
    ],
)
def test_readers_can_neither_write_nor_reach_outside(store, statement):
    with pytest.raises(QueryException):
        store.open().query(statement)
    assert store.verify("s1") == []


def test_several_queries_are_refused_and_a_pivot_is_one(store):
    with pytest.raises(QueryException, match="ask one at a time"):
        store.open().query("SELECT 1; SELECT 2")
    assert store.open().query("SELECT 1 AS one; -- done").rows() == [(1,)]
    assert store.open().query("PIVOT (SELECT 'a' AS k, 2 AS n) ON k USING sum(n)").columns == ["a"]


def test_a_type_that_no_column_holds_is_refused_with_what_to_do(store):
    with pytest.raises(QueryException, match=r"CAST\(x AS VARCHAR\)"):
        store.open().query("SELECT INTERVAL 1 DAY AS i")


def test_an_open_snapshot_stays_as_it_was_while_a_new_one_is_published(store, fill, publish_as):
    held = store.open()
    fill([7])
    publish_as("s2")
    assert held.query("SELECT count(*) AS n FROM marts.thing_v1")["n"].item() == 3
    assert store.open().id == "s2"
    assert store.open().query("SELECT size FROM marts.thing_v1")["size"].to_list() == [7]
    assert store.open("s1").query("SELECT count(*) AS n FROM marts.thing_v1")["n"].item() == 3


def test_many_threads_may_ask_at_once(store):
    snapshot = store.open()
    with ThreadPoolExecutor(8) as pool:
        sums = list(
            pool.map(lambda _: snapshot.query("SELECT sum(size) AS s FROM marts.thing_v1")["s"].item(), range(40))
        )
    assert sums == [6] * 40


def test_verify_names_changed_and_missing_files(store, layout):
    (file,) = (layout.snapshot("s1") / "marts" / "thing_v1").iterdir()
    content = file.read_bytes()
    file.unlink()
    assert store.verify("s1") == ["marts/thing_v1/thing_v1.parquet is missing"]
    file.write_bytes(content[:-1] + b"?")
    assert store.verify("s1") == ["marts/thing_v1/thing_v1.parquet was changed"]


def test_contract_words_are_comments_in_the_file(store):
    comments = store.open().query("SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'thing_v1'")
    assert comments.rows() == [("name", "name"), ("size", "size [m]")]
