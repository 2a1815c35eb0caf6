"""Databases that are not ours on a real PostgreSQL: read whole, or refused by name before anything changes."""

import json
from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace

import polars as pl
import psycopg
import pytest

from app.contracts.foreign import FOREIGN_ROWS
from app.contracts.raw.foreign import FOREIGN_COLUMNS
from app.domain.foreign.usage import foreign_usage_daily, with_parts
from app.domain.quality.contract_check import violations
from app.domain.quality.schema_drift import drift_history
from app.services.foreign.ingest import OUTCOMES, READINGS, SCHEMAS, ingest_foreign
from app.sources.foreign.mapping import load_mappings
from app.warehouse.files import count_rows, write_parquet
from app.warehouse.layout import LakeLayout, table_files
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish
from tests.app.services.foreign.inventree import mapping_text, restore
from tests.databases import execute, number
from tests.forks import run_in_child
from tests.ingesting_faults import read_foreign, states_left_by_kills, with_little_room

pytestmark = pytest.mark.integration


@pytest.fixture
def url(postgres):
    """An empty database of somebody else's."""
    name = f"foreign_{number()}"
    execute(postgres, f"CREATE DATABASE {name}")
    yield postgres.url(name).replace("+psycopg", "")
    execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def run(url):
    """Executes statements in the foreign database."""

    def execute_all(*statements):
        with psycopg.connect(url) as connection:
            for statement in statements:
                connection.execute(statement)

    return execute_all


@pytest.fixture
def lake(tmp_path, url):
    """Runs with the mappings below `mappings`, each published; `table(name)` is what lies in force."""
    layout, folder = LakeLayout(tmp_path / "lake"), tmp_path / "mappings"
    folder.mkdir()
    found = SimpleNamespace(published=None, runs=0)

    def run(*texts, published=True, forget=()):
        for path in folder.iterdir():
            path.unlink()
        for place, text in enumerate(texts):
            (folder / f"{place}.yaml").write_text(text)
        found.reading = ingest_foreign(layout, found.published, load_mappings(folder), forget)
        if published:
            found.runs += 1
            before = found.published.id if found.published else None
            draft = Manifest(f"s{found.runs:04d}", datetime.now(UTC), "r", "c", {}, {}, follows=before)
            found.published = publish(layout, [], draft, retention=3, ingest=[*SCHEMAS, OUTCOMES])
        return {outcome.source: outcome.reason for outcome in found.reading.outcomes}

    def place(name):
        return layout.snapshot(found.published.id) / "raw" / name

    def table(name):
        return pl.read_parquet(sorted(place(name).glob("*.parquet")))

    found.run, found.place, found.table = run, place, table
    found.counts = lambda: [table(contract.name).height for contract in FOREIGN_ROWS]
    return found


PARTS = """
source: bench
url: {url}
tables:
  part:
    table: bits
    columns: {{part_id: id, name: name}}
"""


def test_both_dumps_of_inventree_are_read_and_what_changed_between_them_is_recorded(lake, url, shared_data):
    dumps = sorted((shared_data / "inventory" / "inventree-demo").glob("*.json"))
    restore(url, dumps[0])
    assert lake.run(mapping_text(url)) == {"workshop": None}
    assert lake.counts() == [109, 201, 251]
    assert drift_history(lake.table(READINGS)).is_empty()
    restore(url, dumps[1])
    assert lake.run(mapping_text(url)) == {"workshop": None}
    assert lake.counts() == [414, 1106, 1076]
    stock = lake.table("foreign_stock")
    assert stock["location"].null_count() == 51
    assert stock.filter(pl.col("quantity") % 1 != 0).height == 4
    changes = drift_history(lake.table(READINGS))
    found = {(row["table_name"], row["column_name"]): row["change"] for row in changes.iter_rows(named=True)}
    assert found["public.stock_stockitem", "consumed_by"] == "added"
    assert found["public.stock_stockitem", "uid"] == "removed"
    assert found["public.part_part", "minimum_stock"] == "retyped"
    assert lake.run(mapping_text(url)) == {"workshop": None}
    assert drift_history(lake.table(READINGS)).equals(changes)
    assert _used_by_part(lake) == _used_by_part_of_dump(dumps[1])
    events = lake.table("foreign_movement").filter(pl.col("movement_id") == "2").row(0, named=True)
    assert (events["stock_id"], events["quantity"]) == ("2", 1000.0)
    assert events["occurred_at"] == datetime(2021, 7, 28, 14, 37, 51, 84000, UTC)


def _used_by_part(lake):
    events = with_parts(lake.table("foreign_movement"), lake.table("foreign_stock"))
    usage = foreign_usage_daily(events).group_by("part_id").agg(pl.col("used_qty").sum().round(6))
    return dict(usage.iter_rows())


def _used_by_part_of_dump(dump):
    """What builds consumed and hands removed, counted from the dump itself."""
    rows = json.loads(dump.read_text())
    owners = {row["pk"]: str(row["fields"]["part"]) for row in rows if row["model"] == "stock.stockitem"}
    used = Counter()
    for row in rows:
        if row["model"] == "stock.stockitemtracking" and row["fields"]["tracking_type"] in {12, 57}:
            used[owners[row["fields"]["item"]]] += row["fields"]["deltas"]["removed"]
    assert used
    return {part: round(units, 6) for part, units in used.items()}


def test_rows_of_an_earlier_version_that_stay_have_the_columns_that_came_since(lake, url, run):
    run("CREATE TABLE bits (id int, name text)", "INSERT INTO bits VALUES (1, 'a')")
    lake.run(PARTS.format(url=url))
    older = lake.table("foreign_part").select("source", "part_id", "name")
    write_parquet(older, lake.place("foreign_part") / "bench.parquet")
    run("ALTER TABLE bits RENAME name TO title")
    assert lake.run(PARTS.format(url=url))["bench"]
    assert lake.table("foreign_part").rows() == [("bench", "1", "a", None, None, None)]


STOCK = """
source: bench
url: {url}
tables:
  stock:
    table: lying
    columns: {{stock_id: id, part_id: bit, quantity: amount}}
"""


def test_rows_of_an_earlier_version_that_break_a_bound_of_today_are_left_out_and_said_and_stop_nobody(lake, url, run):
    run("CREATE TABLE lying (id int, bit int, amount float8)", "INSERT INTO lying VALUES (1, 7, 5), (2, 8, 6)")
    run("CREATE TABLE bits (id int, name text)", "INSERT INTO bits VALUES (1, 'a')")
    other = PARTS.format(url=url).replace("bench", "other")
    assert lake.run(STOCK.format(url=url), other) == {"bench": None, "other": None}
    older = lake.table("foreign_stock")
    figures = pl.when(pl.col("stock_id") == "2").then(pl.lit(1e13)).otherwise(pl.col("quantity"))
    write_parquet(older.with_columns(quantity=figures), lake.place("foreign_stock") / "bench.parquet")
    run("UPDATE lying SET amount = 1e13 WHERE id = 2")
    outcomes = lake.run(STOCK.format(url=url), other)
    assert outcomes["other"] is None
    assert outcomes["bench"].startswith(
        "Cannot read bench because not so in 1 rows: quantity is at most 1e+12 (bench, 2)"
    )
    left_out = "left out: 1 of foreign_stock (not so in 1 rows: quantity is at most 1e+12 (bench, 2))"
    assert outcomes["bench"].endswith(f". Rows read before that do not fit any more are {left_out}")
    assert lake.table("foreign_stock").equals(older.filter(pl.col("stock_id") == "1"))
    assert [violations(lake.table(contract.name), contract) for contract in (*FOREIGN_ROWS, FOREIGN_COLUMNS)] == [
        []
    ] * 4
    again = lake.run(STOCK.format(url=url), other)
    assert "left out" not in again["bench"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"quantity": pl.lit("many")},
            "2 of foreign_stock (core.foreign_stock_v1: conversion from `str` to `f64` failed",
        ),
        ({"stock_id": pl.lit("1")}, "2 of foreign_stock (key (source, stock_id) repeats for 1: bench, 1)"),
    ],
)
def test_rows_of_an_earlier_version_that_no_longer_fit_at_all_are_left_out(lake, url, run, change, sentence):
    run("CREATE TABLE lying (id int, bit int, amount float8)", "INSERT INTO lying VALUES (1, 7, 5), (2, 8, 6)")
    lake.run(STOCK.format(url=url))
    write_parquet(lake.table("foreign_stock").with_columns(**change), lake.place("foreign_stock") / "bench.parquet")
    run("ALTER TABLE lying RENAME amount TO much")
    assert f"are left out: {sentence}" in lake.run(STOCK.format(url=url))["bench"]
    assert lake.counts() == [0, 0, 0]


def test_readings_of_columns_that_do_not_fit_are_begun_anew(lake, url, run):
    run("CREATE TABLE bits (id int, name text)", "INSERT INTO bits VALUES (1, 'a')")
    lake.run(PARTS.format(url=url))
    readings = lake.table(READINGS)
    write_parquet(readings.with_columns(read_at=pl.lit("once")), lake.place(READINGS) / "bench.parquet")
    assert lake.run(PARTS.format(url=url)) == {"bench": None}
    assert lake.table(READINGS).drop("read_at").equals(readings.drop("read_at"))


def test_figures_that_no_store_has_and_blank_keys_refuse_the_source(lake, url, run):
    run("CREATE TABLE bits (id text, name text)", "INSERT INTO bits VALUES (' ', 'a')")
    assert "part_id is not blank" in lake.run(PARTS.format(url=url))["bench"]
    run("CREATE TABLE lying (id int, bit int, amount float8)", "INSERT INTO lying VALUES (1, 1, 1e13)")
    stock = "tables:\n  stock:\n    table: lying\n    columns: {stock_id: id, part_id: bit, quantity: amount}\n"
    text = f"source: bench\nurl: {url}\n{stock}"
    assert "quantity is at most 1e+12" in lake.run(text)["bench"]


@pytest.mark.parametrize("name", ["northwind/northwind.sql", "pagila"])
def test_the_wrong_database_is_refused_naming_what_is_missing(lake, url, run, shared_data, name):
    place = shared_data / "postgres" / name
    path = place if place.is_file() else next(iter(sorted(place.glob("*/*schema*.sql"))), None)
    if path is None:  # data of others, which may be there in part
        pytest.skip("there is no schema of pagila here")
    text = path.read_text().split("COPY ")[0] if name == "pagila" else path.read_text().split("INSERT INTO")[0]
    run("\n".join(line for line in text.splitlines() if not line.startswith("\\") and "OWNER TO" not in line))
    reason = lake.run(mapping_text(url))["workshop"]
    assert "there is no table public.part_part; there is no table public.stock_stockitem" in reason
    assert "point it at the right database" in reason
    assert lake.counts() == [0, 0, 0]


def test_what_breaks_the_mapping_is_refused_by_table_and_column_and_the_rows_of_before_stay(lake, url, run):
    run("CREATE TABLE bits (id int, name text)", "INSERT INTO bits VALUES (1, 'a'), (2, 'b')")
    assert lake.run(PARTS.format(url=url)) == {"bench": None}
    run("ALTER TABLE bits RENAME name TO title")
    assert "public.bits has no column name" in lake.run(PARTS.format(url=url))["bench"]
    assert lake.counts() == [2, 0, 0]
    assert lake.table(OUTCOMES).rows()[0][:2] == ("bench", "refused")
    run(
        "ALTER TABLE bits RENAME title TO name",
        "ALTER TABLE bits ALTER id TYPE text",
        "INSERT INTO bits VALUES ('x', 'c')",
    )
    assert "public.bits.id is of type text, was int4" in lake.run(PARTS.format(url=url))["bench"]
    assert lake.run(PARTS.format(url=url) + "accept_retyped: [public.bits.id]\n") == {"bench": None}
    assert lake.counts() == [3, 0, 0]
    assert drift_history(lake.table(READINGS))["change"].to_list() == ["retyped"]
    assert lake.run(PARTS.format(url=url)) == {"bench": None}


@pytest.mark.parametrize("left", [0, 4])
def test_a_source_that_lost_most_of_its_rows_wipes_nothing_unless_that_is_said_to_be_right(lake, url, run, left):
    run("CREATE TABLE bits (id int, name text)", "INSERT INTO bits SELECT n, 'x' FROM generate_series(1, 10) n")
    lake.run(PARTS.format(url=url))
    run(f"DELETE FROM bits WHERE id > {left}")
    assert f"bits holds {left} rows, 10 before" in lake.run(PARTS.format(url=url))["bench"]
    assert lake.counts() == [10, 0, 0]
    assert lake.run(PARTS.format(url=url) + "may_shrink_to: 0\n") == {"bench": None}
    assert lake.counts() == [left, 0, 0]


def test_deleted_rows_within_the_guard_are_gone_and_a_run_that_never_published_counts_for_nothing(lake, url, run):
    run("CREATE TABLE bits (id int, name text)", "INSERT INTO bits SELECT n, 'x' FROM generate_series(1, 10) n")
    lake.run(PARTS.format(url=url))
    run("DELETE FROM bits WHERE id > 7")
    lake.run(PARTS.format(url=url), published=False)
    assert lake.counts() == [10, 0, 0]
    lake.run(PARTS.format(url=url))
    assert lake.counts() == [7, 0, 0]


def test_a_kill_at_any_step_and_a_full_disk_change_nothing_that_is_in_force(lake, url, run, tmp_path):
    run(
        "CREATE TABLE bits (id int, name text)", "INSERT INTO bits SELECT n, md5(n::text) FROM generate_series(1, 90) n"
    )
    lake.run(PARTS.format(url=url))
    run("INSERT INTO bits VALUES (100, 'late')")
    act = (tmp_path / "mappings", tmp_path / "lake", lake.published)
    states = states_left_by_kills(tmp_path / "lake", tmp_path / "states", read_foreign, *act)
    assert len(states) > 8, "the kills must have hit something"
    for state in states:
        read_foreign(tmp_path / "mappings", state, lake.published)
        assert count_rows(table_files(LakeLayout(state).work_table("raw", "foreign_part"))) == 91
    assert run_in_child(with_little_room, 1500, tmp_path / "answer", read_foreign, *act) == 0
    assert "the lake could not be written (" in (tmp_path / "answer").read_text()
    assert lake.counts() == [90, 0, 0]
    assert lake.run(PARTS.format(url=url)) == {"bench": None}
    assert lake.counts() == [91, 0, 0]


def test_one_source_that_cannot_be_read_stops_no_other(lake, url, run):
    run("CREATE TABLE bits (id int, name text)", "INSERT INTO bits VALUES (1, 'a')")
    away = PARTS.format(url="postgresql://nobody@127.0.0.1:1/nothing").replace("bench", "away")
    outcomes = lake.run(PARTS.format(url=url), away)
    assert outcomes["bench"] is None
    assert "unavailable" in outcomes["away"]
    unreadable = PARTS.format(url="postgresql://u:hid%%den@db/d").replace("bench", "other")
    outcomes = lake.run(PARTS.format(url=url), unreadable)
    assert outcomes["bench"] is None
    assert outcomes["other"].startswith("the url of the mapping other cannot be read as the URL of a database")
    assert "hid" not in outcomes["other"]
    assert lake.table("foreign_part")["source"].to_list() == ["bench"]
    assert lake.reading.removed == {}


def test_a_source_without_a_mapping_keeps_its_rows_until_it_is_to_be_forgotten(lake, url, run):
    run("CREATE TABLE bits (id int, name text)", "INSERT INTO bits VALUES (1, 'a')")
    bench, other = PARTS.format(url=url), PARTS.format(url=url).replace("bench", "other")
    lake.run(bench, other)
    for _ in range(2):
        outcomes = lake.run(other)
        assert outcomes.keys() == {"bench", "other"}
        assert outcomes["bench"].startswith("No mapping of BINSIGHT_FOREIGN_SOURCES names bench: map it again")
        assert (lake.counts(), lake.reading.removed) == ([2, 0, 0], {})
    assert lake.table(OUTCOMES)["state"].to_list() == ["read", "refused"]
    assert lake.run(bench, other, forget=["bench"]) == {"bench": None, "other": None}
    assert lake.run(other, forget=["nobody", "bench"]) == {"other": None}
    assert (lake.table("foreign_part")["source"].to_list(), lake.reading.removed) == (["other"], {"bench": 1})
    assert lake.run(other, forget=["bench"]) == {"other": None}
    assert lake.reading.removed == {}
    assert lake.run(bench, other) == {"bench": None, "other": None}
    assert lake.counts() == [2, 0, 0]


def test_a_materialized_view_is_read_like_a_table(lake, url, run):
    run("CREATE TABLE all_bits (id int, name text)", "INSERT INTO all_bits VALUES (1, 'a'), (2, 'b')")
    run("CREATE MATERIALIZED VIEW bits AS SELECT * FROM all_bits")
    assert lake.run(PARTS.format(url=url)) == {"bench": None}
    assert (lake.counts(), lake.table(READINGS)["column_name"].to_list()) == ([2, 0, 0], ["id", "name"])


@pytest.mark.parametrize(("encoding", "outcome"), [("LATIN1", None), ("SQL_ASCII", "invalid byte sequence")])
def test_text_arrives_as_it_reads_whatever_its_database_encodes_it_in(lake, postgres, encoding, outcome):
    name = f"foreign_{number()}"
    as_it_comes = "TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
    execute(postgres, f"CREATE DATABASE {name} ENCODING '{encoding}' {as_it_comes}")
    url = postgres.url(name).replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE bits (id int, name text)")
        connection.execute("SET client_encoding TO 'LATIN1'")
        connection.execute(b"INSERT INTO bits VALUES (1, E'St\\374ck')")
    reason = lake.run(PARTS.format(url=url))["bench"]
    execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")
    assert reason == outcome or outcome in reason
    assert lake.table("foreign_part")["name"].to_list() == ([] if outcome else ["Stück"])


def test_columns_that_stay_are_no_new_reading_whatever_order_they_come_in(lake, url, run):
    run("CREATE TABLE bits (id int, name text)", 'CREATE SCHEMA "public-old"')
    run('CREATE TABLE "public-old".lying (id int, bit int, amount int)')
    stock = "  stock:\n    table: public-old.lying\n    columns: {stock_id: id, part_id: bit, quantity: amount}\n"
    for _ in range(3):
        assert lake.run(PARTS.format(url=url) + stock) == {"bench": None}
    assert lake.table(READINGS).height == 5


def test_a_table_that_left_its_mapping_is_taken_out_and_said(lake, url, run):
    run("CREATE TABLE bits (id int, name text)", "INSERT INTO bits VALUES (1, 'a')")
    run("CREATE TABLE lying (id int, bit int, amount int)", "INSERT INTO lying VALUES (1, 1, 5), (2, 1, 6)")
    stock = "  stock:\n    table: lying\n    columns: {stock_id: id, part_id: bit, quantity: amount}\n"
    lake.run(PARTS.format(url=url) + stock)
    assert (lake.counts(), lake.reading.removed) == ([1, 2, 0], {})
    assert lake.run(PARTS.format(url=url)) == {"bench": None}
    assert (lake.counts(), lake.reading.removed) == ([1, 0, 0], {"bench.stock": 2})
    lake.run(PARTS.format(url=url))
    assert lake.reading.removed == {}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ("(1, 'a'), (1, 'b')", "repeats"),
        ("(1, NULL)", "name is filled in"),
    ],
)
def test_rows_that_cannot_be_kept_apart_or_named_refuse_the_source(lake, url, run, values, sentence):
    run("CREATE TABLE bits (id int, name text)", f"INSERT INTO bits VALUES {values}")
    assert sentence in lake.run(PARTS.format(url=url))["bench"]


def test_numbers_that_are_none_and_text_that_is_no_number_refuse_the_source(lake, url, run):
    run("CREATE TABLE bits (id int, name text, part int, amount numeric, facts jsonb)")
    stock = "tables:\n  stock:\n    table: bits\n    columns: {{stock_id: id, part_id: part, quantity: {amount}}}\n"
    head = PARTS.split("tables:", maxsplit=1)[0]
    run("INSERT INTO bits VALUES (1, 'a', 1, 'NaN', '{\"n\": \"many\"}')")
    assert "not a number" in lake.run((head + stock).format(url=url, amount="amount"))["bench"]
    member = "{column: facts, member: n}"
    assert "many" in lake.run((head + stock).format(url=url, amount=member))["bench"]
    assert "cannot be read as Float64" in lake.run((head + stock).format(url=url, amount="name"))["bench"]


def test_a_role_that_may_only_read_is_enough_and_names_are_never_sql(lake, url, run, postgres):
    run(
        'CREATE TABLE "bits; DROP TABLE x" ("i""d" int, "name" text)',
        "INSERT INTO \"bits; DROP TABLE x\" VALUES (1, 'a')",
        f"CREATE ROLE reader_{number()} LOGIN PASSWORD 'r'",
    )
    text = PARTS.replace("table: bits", 'table: "bits; DROP TABLE x"').replace("part_id: id", "part_id: 'i\"d'")
    assert lake.run(text.format(url=url)) == {"bench": None}
    assert lake.counts() == [1, 0, 0]
