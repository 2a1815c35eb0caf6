"""The API on a real database, a small store behind it, and a way to look at refusals."""

from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from app.api.main import create_app
from app.config import Settings
from app.services.container import Container


@pytest.fixture(scope="session")
def application():
    """One application per worker, because its first request builds all routes, which takes seconds."""
    return create_app(Container(settings=Settings()))


@pytest.fixture
def serve(application):
    """Starts the API on a container; inside of it, on another one."""

    @contextmanager
    def start(container):
        before = application.state.container
        application.state.container = container
        try:
            with TestClient(application) as started:
                yield started
        finally:
            application.state.container = before

    return start


@pytest.fixture
def client(container, serve):
    with serve(container) as started:
        yield started


@pytest.fixture
def store(container):
    """Box 1 "Drawer" with four slots, the type Gadget, parts ABCD and EFGH, and 10 of ABCD in 1-1 since January."""
    with container.unit_of_work(actor="setup") as work:
        setup = work.batches.open("edit").id
        work.boxes.create("Drawer", 4, x_m=3.0, y_m=1.0, z_m=0.0)
        type_id = work.types.create("Gadget").id
        for key in ("ABCD", "EFGH"):
            work.parts.create(key=key, description=f"Gadget {key}", type_id=type_id)
    with container.unit_of_work(actor="setup") as work:
        receipt = work.stock.receive("ABCD", "1-1", 10, occurred_at=datetime(2026, 1, 5, 8, tzinfo=UTC)).batch_id
    return SimpleNamespace(setup=setup, receipt=receipt, type_id=type_id)


@pytest.fixture
def held(client):
    """Units of a part by slot, as the API tells."""

    def look(key):
        answer = client.get(f"/api/parts/{key}/locations").json()
        return {item["location"]: item["quantity"] for item in answer["items"]}

    return look


@pytest.fixture
def refused():
    """Checks that an answer is a refusal with the one error body, and returns that body."""

    def check(response, status, code):
        body = response.json()
        assert (response.status_code, body.get("code")) == (status, code), body
        assert set(body) == {"error", "details", "code", "correlationId"}
        assert body["error"]
        assert isinstance(body["details"], dict)
        assert body["correlationId"] == response.headers["X-Request-ID"]
        return body

    return check


@pytest.fixture
def invalid(refused):
    """Checks that an answer is 400 VALIDATION_FAILED and returns the fields that are named."""

    def check(response):
        body = refused(response, 400, "VALIDATION_FAILED")
        assert all(set(problem) == {"message", "field"} for problem in body["details"].get("errors", []))
        return [problem["field"] for problem in body["details"].get("errors", [])]

    return check
