"""The whole of Binsight on one machine: its doors, who can reach them, and what survives a stop and a kill.

What a second `up`, a restart of a fallen server and a killed `up --once` do is tested in tests/app/cli/test_up.py.
"""

import json
from ipaddress import ip_address

import psutil
import pytest

from app.warehouse.snapshot import SnapshotStore
from tests.e2e.running import wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

ANSWERS = [
    ("API", "/health/healthz", '"ok"'),
    ("API", "/health/readyz", '"ok"'),
    ("API", "/api/docs", "/api/openapi.json"),
    ("App", "/_stcore/health", "ok"),
    ("App", "/part?part=ABCD", "<title>"),
    ("Dagster", "/server_info", "dagster_version"),
    ("Notebooks", "/health", "healthy"),
]
LOCATIONS = "{ workspaceOrError { ... on Workspace { locationEntries { name locationOrLoadError { __typename } } } } }"


@pytest.mark.parametrize(("door", "path", "said"), ANSWERS)
def test_every_door_says_that_it_is_well(app, door, path, said):
    status, text = app.ask(door, path)
    assert status == 200
    assert said in text


def test_dagster_loads_the_pipeline(app):
    def loaded():
        _, text = app.ask("Dagster", "/graphql", {"query": LOCATIONS})
        return json.loads(text)["data"]["workspaceOrError"]["locationEntries"]

    wanted = [{"name": "binsight", "locationOrLoadError": {"__typename": "RepositoryLocation"}}]
    wait_until(lambda: loaded() == wanted, f"answer {wanted}", seconds=60)


def test_nothing_listens_beyond_this_machine(app):
    places = [place for process in app.processes() for place in _listening(process)]
    assert [place for place in places if not _is_loopback(place.ip)] == []
    doors = {int(address.rpartition(":")[2]) for address in app.addresses.values()}
    assert doors < {place.port for place in places}, "PostgreSQL and S3 listen beside the doors"


def test_a_stop_ends_every_child_and_the_next_start_has_the_data(app):
    part = _new_stock(app)
    app.wait_for_snapshot()
    before, children = _got(app, "/api/snapshots"), app.processes()
    assert app.stop() == 0
    assert psutil.wait_procs(children, timeout=5)[1] == []

    app.start()
    assert [place["quantity"] for place in _got(app, f"/api/parts/{part}/locations")["items"]] == [7]
    assert _got(app, "/api/snapshots") == before


def test_a_supervisor_killed_in_the_middle_of_a_run_leaves_a_home_that_works(app):
    _new_stock(app)
    app.wait_for_snapshot()
    before, children = SnapshotStore(app.home / "lake").current_id(), app.processes()
    run = _run_half_way(app)
    app.kill()

    first = _published_once(app)
    assert first.id != before
    assert run.wait(60) != 0, "the run lost its servers and still says that it published"
    assert psutil.wait_procs(children, timeout=90)[1] == []
    again = _published_once(app)
    if again.created_at.date() != first.created_at.date():  # rates count to the day of the run
        first, again = again, _published_once(app)
    assert again.id != first.id
    assert {name: table.sha256 for name, table in again.tables.items()} == {
        name: table.sha256 for name, table in first.tables.items()
    }


def _run_half_way(app):
    """A run that has written a table and not published yet."""
    work = app.home / "lake" / "work"
    last = max(path.stat().st_mtime_ns for path in work.rglob("*.parquet"))
    run = app.begin("run")
    wait_until(lambda: any(p.stat().st_mtime_ns > last for p in work.rglob("*.parquet")), "the first table of the run")
    return run


def _published_once(app):
    """The manifest of what `up --once --json` published; it must be whole and readable with no server running."""
    summary = app.answer("up", "--once", "--no-demo")
    assert summary["checks"]["failed"] == 0
    store = SnapshotStore(app.home / "lake")
    assert store.current_id() == summary["snapshot"]
    assert store.verify(summary["snapshot"]) == []
    snapshot = store.open()
    assert snapshot.manifest.rows == summary["tables"]
    assert snapshot.query("SELECT sum(quantity) AS held FROM marts.stock_current_v1")["held"].item() >= 7
    return snapshot.manifest


def _new_stock(app):
    """A new part with 7 pieces in a new box, over the API; returns its key."""
    box = _got(app, "/api/boxes", {"description": "Tin", "capacity": 1})["box_no"]
    part = _got(app, "/api/parts", {"description": "Washer"})["key"]
    _got(app, f"/api/inventory/parts/{part}/stock", {"location": f"{box}-1", "quantity": 7})
    return str(part)


def _got(app, path, body=None):
    return json.loads(app.ask("API", path, body)[1])


def _is_loopback(ip):
    """`::ffff:127.0.0.1` is how a server for both families says 127.0.0.1."""
    address = ip_address(ip)
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _listening(process):
    """Where a process listens; nowhere once it has ended, as those of a run do at any time."""
    try:
        found = process.net_connections("tcp")
    except psutil.NoSuchProcess:
        return []
    return [place.laddr for place in found if place.status == psutil.CONN_LISTEN]
