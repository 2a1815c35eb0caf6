"""`binsight up` as people run it: a real process, its real doors, and what happens when parts of it are killed."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from time import perf_counter, sleep

import psycopg
import pytest

from app.embedded.home_lock import read_state
from app.embedded.ports import choose_port
from app.services.seed_types import SEED_TYPES

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

DOORS = ["App", "API", "Dagster", "Notebooks"]


def command(home, *arguments):
    return [sys.executable, "-m", "app.cli.main", *arguments, "--home", str(home)]


def environment(**changes):
    """No outside servers, and ports of the test's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BINSIGHT_")}
    ports = {f"BINSIGHT_{door}_PORT": str(choose_port(None)) for door in ("UI", "API", "DAGSTER", "NOTEBOOKS")}
    return kept | ports | changes


def run(home, *arguments, **changes):
    return subprocess.run(
        command(home, *arguments),
        env=environment(**changes),
        capture_output=True,
        text=True,
        check=False,
        cwd=Path.cwd(),
        timeout=300,
    )


def processes_of(home):
    """Living processes whose command line or environment names the home."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                known = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            except OSError:
                continue
            if str(home).encode() in known:
                found.append(int(entry.name))
    return found


def wait_until(question, seconds=60):
    deadline = perf_counter() + seconds
    while not (answer := question()):
        assert perf_counter() < deadline, "it never happened"
        sleep(0.2)
    return answer


@pytest.fixture(scope="module")
def home(open_folder):
    return open_folder() / "home"


@pytest.fixture(scope="module")
def up(home):
    """A running `binsight up --json` on an empty store; yields the process and its addresses."""
    child = subprocess.Popen(
        command(home, "up", "--json", "--no-demo"),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path.cwd(),
    )
    assert child.stdout is not None
    assert child.stderr is not None
    line = child.stdout.readline()
    assert line, child.stderr.read()
    yield child, json.loads(line)["addresses"]
    if child.poll() is None:
        child.kill()
        child.wait()


def test_four_doors_answer_when_they_are_announced(up):
    _, addresses = up
    assert list(addresses) == DOORS
    for address in addresses.values():
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert answer.status == 200


def test_a_store_without_anything_begins_with_the_usual_types(up):
    _, addresses = up
    with urllib.request.urlopen(f"{addresses['API']}/api/types?limit=1", timeout=10) as answer:
        assert json.load(answer)["total"] == len(SEED_TYPES)


def test_a_second_up_is_refused_and_told_where_the_first_one_is(up, home):
    _, addresses = up
    second = run(home, "up")
    assert second.returncode == 1
    assert len(second.stderr.splitlines()) == 1
    assert "already running" in second.stderr
    assert addresses["App"] in second.stderr


def test_no_secret_is_in_the_state_file(up, home):
    secrets = [path.read_text().strip() for path in (home / "secrets").iterdir()]
    state = (home / "run" / "state.json").read_text()
    assert secrets
    assert all(secret not in state for secret in secrets)


def test_doctor_sees_the_running_servers(up, home):
    findings = {f["what"]: f for f in json.loads(run(home, "doctor", "--json").stdout)["findings"]}
    for name in ("PostgreSQL", "Migrations", "S3", "S3 conditional writes", "Doors"):
        assert findings[name]["remedy"] == "", findings[name]
    assert "version 18" in findings["PostgreSQL"]["state"]


def test_a_run_that_fails_is_a_sentence_on_the_terminal_and_a_log_in_dagster(up, home):
    _, addresses = up
    address = f"sc://127.0.0.1:{choose_port(None)}"
    failed = run(home, "run", "--json", BINSIGHT_ENGINE=address)
    (sentence,) = failed.stderr.splitlines()
    told = json.loads(failed.stdout)
    assert told["error"] == sentence
    assert told["details"]["checks"]["passed"] > 0
    assert sentence.count(f"The Spark Connect endpoint {address} is currently unavailable") == 1
    asked = {"query": f'{{ runOrError(runId: "{told["details"]["run_id"]}") {{ ... on Run {{ status }} }} }}'}
    request = urllib.request.Request(f"{addresses['Dagster']}/graphql", json.dumps(asked).encode())
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert json.load(answer)["data"]["runOrError"] == {"status": "FAILURE"}


def test_killed_servers_and_doors_come_back_with_state_intact(up, home):
    _, addresses = up
    state = read_state(home)
    assert state is not None
    password = (home / "secrets" / "postgres-password").read_text().strip()
    place = f"host=127.0.0.1 port={state.postgres_port} user=binsight password={password} dbname=binsight"
    with psycopg.connect(place) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    postmaster = int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    api = json.loads((home / "run" / "children.json").read_text())["API"]["pid"]
    for pid in (postmaster, api):
        os.kill(pid, signal.SIGKILL)

    def kept():
        try:
            with psycopg.connect(place) as connection:
                return connection.execute("SELECT n FROM kept").fetchone()
        except psycopg.OperationalError:
            return None

    def ready():
        try:
            with urllib.request.urlopen(f"{addresses['API']}/health/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    assert wait_until(kept) == (7,)
    assert wait_until(ready)


def test_sigterm_stops_everything_in_time(up, home):
    child, _ = up
    started = perf_counter()
    child.send_signal(signal.SIGTERM)
    assert child.wait(60) == 0
    assert perf_counter() - started < 20
    assert processes_of(home) == []
    assert read_state(home) is None


def test_an_outside_database_that_does_not_answer_is_one_sentence(tmp_path):
    url = f"postgresql://u:hidden@127.0.0.1:{choose_port(None)}/binsight"
    ended = run(tmp_path / "home", "up", "--once", BINSIGHT_DATABASE_URL=url)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "BINSIGHT_DATABASE_URL" in ended.stderr
    assert "hidden" not in ended.stderr


def test_serving_beyond_this_machine_is_refused(tmp_path):
    ended = run(tmp_path / "home", "up", BINSIGHT_HOST="0.0.0.0")
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "127.0.0.1" in ended.stderr
