"""What reads a snapshot, from `snapshots` to `plan`, as processes on one store that was published once by `run`."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from shutil import copytree

import polars as pl
import pytest

pytestmark = [pytest.mark.integration, pytest.mark.timeout(400)]


@pytest.fixture
def command(published):
    return published[0]


@pytest.fixture
def first_run(published):
    return published[1]


def test_a_run_tells_what_it_published(first_run):
    assert first_run.keys() >= {"snapshot", "tables", "checks", "seconds"}
    assert first_run["checks"].keys() == {"passed", "failed", "warned"}
    assert first_run["checks"]["failed"] == 0
    assert first_run["tables"]["core.movement_v1"] == 4
    assert first_run["tables"]["marts.stock_current_v1"] == 1
    assert first_run["seconds"]["total"] >= max(s for name, s in first_run["seconds"].items() if name != "total")


def test_the_list_and_the_snapshot_agree_with_the_run(command, first_run):
    listed = command.answer("snapshots")
    assert listed["current"] == first_run["snapshot"]
    assert [entry["id"] for entry in listed["snapshots"]] == [first_run["snapshot"]]
    shown = command.answer("snapshot", first_run["snapshot"], "--verify")
    assert shown.keys() >= {"id", "created_at", "run_id", "code_version", "watermark", "tables", "checks", "verified"}
    assert shown["verified"] is True
    assert {name: table["rows"] for name, table in shown["tables"].items()} == first_run["tables"]
    for table in shown["tables"].values():
        assert re.fullmatch("[0-9a-f]{64}", table["sha256"])
        assert all(file.keys() >= {"path", "sha256", "bytes"} and file["bytes"] > 0 for file in table["files"])
    assert command.answer("snapshot", "current")["verified"] is None


def test_people_read_the_list_the_snapshot_the_stock_and_the_suggestions(command, first_run):
    assert command.run("snapshots").stdout.startswith(f"* {first_run['snapshot']}  ")
    assert "Every file has the hash" in command.run("snapshot", "current", "--verify").stdout
    assert command.run("asof", "2026-01-06").stdout.split() == ["ABCD", "1-1", "10"]
    assert "Nothing of EFGH lay anywhere" in command.run("asof", "2026-01-06", "--part", "efgh").stdout
    assert "m from the bench" in command.run("suggest", "EFGH").stdout


def test_asof_tells_what_a_part_and_a_device_were(command):
    answer = command.answer("asof", "2199-01-01", "--part", "abcd")
    assert (answer["part"]["part_key"], answer["part"]["description"]) == ("ABCD", "Gadget ABCD")
    assert [row["location"] for row in answer["rows"]] == ["1-2"]
    late = command.run("asof", "2199-01-01", "--part", "ABCD").stdout
    assert "Gadget ABCD" in late
    assert "knows what was booked until" in late
    assert datetime.fromisoformat(answer["known_until"]) <= datetime.now(UTC)
    assert "First seen" not in late
    early = command.run("asof", answer["part"]["valid_from"], "--part", "ABCD").stdout
    assert "Gadget ABCD" in early
    assert "First seen" in early
    assert "It is taken to have been the same." in early
    assert "knows what was booked until" not in early
    assert command.answer("asof", "2199-01-01", "--device", "zzzz9999") == {
        "at": "2199-01-01T00:00:00+00:00",
        "known_until": answer["known_until"],
        "device": None,
        "rows": [],
    }
    assert "Nothing is known of device zzzz9999" in command.run("asof", "2199-01-01", "--device", "zzzz9999").stdout


@pytest.mark.parametrize("name", ["20200101T000000-none", "../current.json"])
def test_an_unknown_snapshot_is_one_sentence(command, name):
    assert name in command.refusal("snapshot", name)
    assert name in command.refusal("sql", "SELECT 1", "--snapshot", name, "--json")


def test_sql_answers_in_every_format(command, tmp_path):
    query = "SELECT part_key, quantity, description FROM marts.stock_current_v1"
    expected = {"part_key": "ABCD", "quantity": 4, "description": "Gadget ABCD"}
    assert command.answer("sql", query) == [expected]
    assert json.loads(command.run("sql", query, "--format", "json").stdout) == [expected]
    (row,) = csv.DictReader(io.StringIO(command.run("sql", query, "--format", "csv").stdout))
    assert row == {name: str(value) for name, value in expected.items()}
    table = command.run("sql", query).stdout
    assert all(word in table for word in ("part_key", "ABCD", "Gadget ABCD"))
    ended = command.run("sql", query, "--format", "parquet", "-o", str(tmp_path / "out.parquet"))
    assert (ended.returncode, ended.stdout) == (0, "")
    assert pl.read_parquet(tmp_path / "out.parquet").to_dicts() == [expected]


def test_sql_names_the_tables_there_are_and_types_that_a_format_cannot_hold(command):
    assert "marts.stock_current_v1" in command.run("sql", "SELECT * FROM parts").stderr
    nested = "SELECT [1, 2] AS l, ['a'] AS t, {'a': 1} AS s, 'x'::BLOB AS b"
    assert command.run("sql", "SELECT [1, 2] AS l, ['a', 'b'] AS t", "--format", "csv").stdout == "l,t\n1; 2,a; b\n"
    assert "csv cannot hold s, b; cast to text, such as CAST(s AS VARCHAR)" in command.refusal(
        "sql", nested, "--format", "csv"
    )
    assert "json cannot hold b" in command.refusal("sql", nested, "--json")
    assert "CAST(x AS VARCHAR)" in command.refusal("sql", "SELECT INTERVAL 1 DAY AS i")


def test_a_table_for_people_keeps_a_row_on_a_line_and_names_whole(command):
    told = command.run("sql", "SELECT * FROM marts.part_activity_v1 ORDER BY part_key").stdout
    assert "minimum_quantity" in told
    assert len([line for line in told.splitlines() if line.startswith("│ ABCD")]) == 1
    assert len(told.splitlines()) == 8


def test_an_unknown_list_is_refused_with_those_there_are(command, tmp_path):
    assert "no list wares; there are parts, " in command.refusal("export", "wares", tmp_path / "x.csv", "--json")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_named_before_anything_is_done(command, tmp_path):
    place = str(tmp_path / "nowhere" / "out.csv")
    for arguments in (["sql", "SELECT 1", "-o"], ["export", "parts"], ["plan", "--moves", "3", "--apply", "--map"]):
        assert f"{place} cannot be written: there is no folder" in command.refusal(*arguments, place)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM marts.stock_current_v1",
        "DROP VIEW marts.stock_current_v1",
        "CREATE TABLE snapshot.main.mine AS SELECT 1",
        "COPY (SELECT 1) TO '{place}'",
        "SELECT * FROM read_text('{place}')",
        "ATTACH '{place}' AS other",
        "SET enable_external_access = true",
        "SELEC 1",
        "SELECT nothing FROM marts.stock_current_v1",
        "",
    ],
)
def test_sql_that_writes_reaches_out_or_is_wrong_is_refused_and_leaves_nothing(command, query, tmp_path):
    place = tmp_path / "written"
    ended = command.run("sql", query.format(place=place), "--json")
    assert ended.returncode == 1, ended.stdout
    assert json.loads(ended.stdout).keys() == {"error", "details", "code"}
    assert "Traceback" not in ended.stderr
    assert not place.exists()


def test_nothing_that_was_asked_changed_the_snapshot(command, first_run):
    assert command.answer("sql", "SELECT count(*) AS n FROM marts.stock_current_v1") == [{"n": 1}]
    assert command.answer("snapshot", first_run["snapshot"], "--verify")["verified"] is True


@pytest.mark.parametrize(
    ("instant", "rows"),
    [
        ("2026-01-05", []),
        ("2026-01-05T07:59:59.999999Z", []),
        ("2026-01-05T08:00:00Z", [("1-1", 10)]),
        ("2026-01-05T10:00:00+02:00", [("1-1", 10)]),
        ("2026-01-20T08:00:00", [("1-1", 4)]),
        ("now", [("1-2", 4)]),
    ],
)
def test_asof_agrees_with_the_ledger(command, instant, rows):
    at = datetime.now(UTC).isoformat() if instant == "now" else instant
    answer = command.answer("asof", at, "--part", "abcd")
    assert answer["rows"] == [{"part": "ABCD", "location": slot, "quantity": held} for slot, held in rows]
    assert datetime.fromisoformat(answer["at"]).utcoffset() is not None
    moment = datetime.fromisoformat(answer["at"]).isoformat()
    held = command.scalar(f"SELECT coalesce(sum(delta), 0) FROM stock_movements WHERE occurred_at <= '{moment}'")
    assert sum(row["quantity"] for row in answer["rows"]) == held


@pytest.mark.parametrize("instant", ["yesterday", "2026-13-01", ""])
def test_a_date_that_is_none_is_one_sentence(command, instant):
    assert "is not a date" in command.refusal("asof", instant, "--json")


def test_suggest_names_free_slots_with_reasons(command):
    answer = command.answer("suggest", "efgh", "--qty", "5")
    assert answer["part"] == "EFGH"
    assert 1 <= len(answer["suggestions"]) <= 5
    for suggestion in answer["suggestions"]:
        assert suggestion.keys() >= {"location", "score", "saving_m_per_month", "reasons"}
        assert suggestion["reasons"]
        assert all(isinstance(reason, str) for reason in suggestion["reasons"])
    assert {s["location"] for s in answer["suggestions"]} <= {"1-1", "1-3", "1-4"}
    scores = [s["score"] for s in answer["suggestions"]]
    assert scores == sorted(scores, reverse=True)


def test_suggest_refuses_an_unknown_part_and_no_quantity(command):
    assert "ZZZZ" in command.refusal("suggest", "ZZZZ", "--json")
    assert "at least 1" in command.refusal("suggest", "EFGH", "--qty", "0")


def test_why_lists_the_movements_whose_sum_is_the_figure(command, first_run):
    key = ("--key", "part=ABCD", "--key", "day=2026-01-20")
    answer = command.answer("why", "marts.usage_daily_v1", "used_qty", *key)
    promised = {"value", "contract", "run_id", "snapshot", "code_version", "watermark", "rows", "total"}
    assert answer.keys() >= promised
    assert (answer["value"], answer["contract"]) == (6, "marts.usage_daily_v1")
    assert answer["snapshot"] == first_run["snapshot"]
    ids = ", ".join(str(row["id"]) for row in answer["rows"])
    assert command.scalar(f"SELECT -sum(delta) FROM stock_movements WHERE id IN ({ids})") == 6
    assert (answer["total"], answer["combined"], answer["adds_up"]) == (1, 6, True)
    told = command.run("why", "marts.usage_daily_v1", "used_qty", *key).stdout
    assert told.startswith("used_qty of marts.usage_daily_v1 where part_key=ABCD, day=2026-01-20: 6 pieces")
    assert "reason=use" in told
    assert "exported_at" in told
    assert "{" not in told
    assert "marts.stock_current_v1" in command.refusal("why", "usage", "used_qty", "--json")
    assert "--key part=... --key day=..." in command.refusal("why", "marts.usage_daily_v1", "used_qty")


def test_why_says_in_words_that_a_figure_is_empty_or_made_of_nothing(command):
    unused = ("marts.part_activity_v1", "used_90d", "--key", "part=EFGH")
    told = command.run("why", *unused).stdout
    assert "part_key=EFGH: 0 pieces" in told
    assert "no row of core.movement_v1 counts towards it" in told
    assert "EFGH: empty\n" in command.run("why", "marts.part_activity_v1", "days_of_stock", "--key", "part=EFGH").stdout


@pytest.mark.parametrize(
    "arguments",
    [["sql"], ["why"], ["sql", "SELECT 1", "--format", "xml"], ["asof"], ["suggest", "EFGH", "--qty", "many"]],
)
def test_bad_usage_is_exit_2(command, arguments):
    ended = command.run(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")


def test_a_plan_and_a_test_say_what_they_lack(command):
    assert "between 1 and" in command.refusal("plan", "--moves", "0", "--json")
    assert "No improvement found" in command.run("plan", "--moves", "5").stdout
    assert "there are only 0 pick sessions" in command.refusal("backtest", "placement", "--json")
    assert "not available yet" in command.refusal("backtest", "forecast", "--json")
    assert command.run("plan").returncode == command.run("backtest", "luck").returncode == 2


def test_a_selection_of_nothing_is_refused_and_publishes_nothing(command, first_run):
    assert "selects nothing" in command.refusal("run", "--select", 'key:"marts/nothing"')
    assert command.answer("snapshots")["current"] == first_run["snapshot"]


def test_a_home_without_a_snapshot_says_so(command, tmp_path):
    home = ("--home", str(tmp_path / "home"))
    assert command.answer("snapshots", *home) == {"current": None, "snapshots": []}
    assert "binsight run" in command.refusal("asof", "2026-01-05", *home)
    assert not (tmp_path / "home").exists()


def test_a_changed_file_is_told_by_verify(command, first_run, tmp_path):
    copytree(command.settings.lake_path, tmp_path / "home" / "lake")
    place = tmp_path / "home" / "lake" / "snapshots" / first_run["snapshot"]
    (changed,) = place.rglob("stock_current_v1*.parquet")
    changed.chmod(0o600)
    changed.write_bytes(changed.read_bytes() + b"\0")
    ended = command.run("snapshot", "current", "--verify", "--json", "--home", str(tmp_path / "home"))
    assert ended.returncode == 1
    assert "stock_current_v1" in ended.stderr
    assert "was changed" in ended.stderr


def test_a_lost_pointer_is_put_back(command, first_run, tmp_path):
    home, wanted = ("--home", str(tmp_path / "home")), first_run["snapshot"]
    copytree(command.settings.lake_path, tmp_path / "home" / "lake")
    (tmp_path / "home" / "lake" / "current.json").unlink()
    assert command.answer("snapshots", *home)["current"] is None
    assert command.answer("snapshot", wanted, "--restore", *home)["verified"] is True
    assert command.answer("snapshots", *home)["current"] == wanted
    assert "is in force already" in command.refusal("snapshot", wanted, "--restore", *home)
