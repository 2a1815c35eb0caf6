import socket

import pytest
from fastapi.testclient import TestClient

from app.api.main import create_app
from app.config import Settings
from app.migrations import runner
from app.services.container import Container

pytestmark = pytest.mark.integration


@pytest.fixture
def cut_off(serve, tmp_path):
    """A client of an API whose database does not answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"postgresql://anna:hidden-word@127.0.0.1:{port}/parts"
    with serve(Container(settings=Settings(home=tmp_path / "home", database_url=url))) as started:
        yield started


def test_alive_and_ready(client):
    for address in ("/health/healthz", "/health/readyz"):
        answer = client.get(address)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok", "reasons": []})


def test_not_ready_while_the_database_does_not_answer(cut_off):
    answer = cut_off.get("/health/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "reasons": ["the database does not answer"]}
    assert cut_off.get("/health/healthz").status_code == 200
    assert cut_off.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("GET", "/api/parts", None),
        ("GET", "/api/boxes/1", None),
        ("POST", "/api/parts", {"description": "x"}),
        ("DELETE", "/api/inventory/parts/ABCD/stock", {"location": "1-1", "quantity": 1}),
        ("POST", "/api/batches/1/undo", None),
    ],
)
def test_requests_that_need_the_database_get_503_without_its_password(cut_off, refused, method, address, body):
    answer = cut_off.request(method, address, json=body)
    assert "does not answer" in refused(answer, 503, "SERVICE_UNAVAILABLE")["error"]
    assert "hidden-word" not in answer.text


@pytest.mark.parametrize(("revision", "named"), [("001", "001"), ("base", "None")])
def test_not_ready_while_migrations_are_pending(container, settings, revision, named):
    client = TestClient(create_app(container))  # not started: no timer reads the tables that are taken away here
    runner.downgrade(settings.database_url, revision)
    answer = client.get("/health/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
    assert answer.json()["reasons"] == [
        f"migrations are pending: the store is at {named}, this version wants {runner.head()}"
    ]
    runner.upgrade(settings.database_url)
    assert client.get("/health/readyz").status_code == 200


def test_not_ready_while_shutting_down(client, container):
    container.lifecycle().shutdown()
    answer = client.get("/health/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "reasons": ["Binsight is shutting down"]}
    assert client.get("/health/healthz").status_code == 200


def test_the_lifecycle_runs_with_the_server(container, serve):
    with serve(container):
        assert not container.lifecycle().is_shutting_down
    assert container.lifecycle().is_shutting_down
