"""The API's list of parts in a small and in a large store."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from time import perf_counter

from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.api.main import create_app
from app.services.container import Container
from tests.benchmarks.figure import Figure
from tests.benchmarks.stores import THOUSAND_PARTS, large_store, loaded_store

KEY = "list"
TITLE = (
    "`GET /api/parts?limit=50` in process, on the embedded PostgreSQL: SQL statements of one page, and its times at "
    "100 000 parts against 1 000 parts, in turns (200 requests each after 20 to warm up; first page and middle page)."
)
LIMIT_STATEMENTS = 6
LIMIT_RATIO = 1.5
REQUESTS, WARM_UP = 200, 20
PAGE = 50
PAGES = ("first page", "middle page")


def measure(repeats: int) -> list[Figure]:
    """Statements and times in both stores, which take turns."""
    large, _ = large_store()
    with loaded_store(THOUSAND_PARTS) as (small, _):
        stores = {"1 000 parts": (small, 1_000), "100 000 parts": (large, 100_000)}
        found: dict[str, list[float]] = {}
        for _ in range(repeats):
            for store, (container, parts) in stores.items():
                for name, value in _round(container, parts).items():
                    found.setdefault(f"{name}, {store}", []).append(value)
    statements = tuple(found["statements, 100 000 parts"])
    figures = [Figure("SQL statements per page, 100 000 parts", statements, "", LIMIT_STATEMENTS)]
    for name in [f"{page} {share}" for page in PAGES for share in ("p50", "p95")]:
        few, many = (Figure(f"{name}, {store}", tuple(found[f"{name}, {store}"]), "ms") for store in stores)
        limit = LIMIT_RATIO if name == "first page p95" else None
        ratios = tuple(large / small for small, large in zip(few.values, many.values, strict=True))
        figures += [few, many, Figure(f"{name}, ratio", ratios, "x", limit)]
    return figures


def _round(container: Container, parts: int) -> dict[str, float]:
    client = TestClient(create_app(container))
    offsets = dict(zip(PAGES, (0, parts // 2), strict=True))
    found = {"statements": float(max(_statements(container, client, offset) for offset in offsets.values()))}
    for page, offset in offsets.items():
        times = _times(client, offset)
        found |= {f"{page} p50": median(times), f"{page} p95": quantiles(times, n=20)[-1]}
    return found


def _statements(container: Container, client: TestClient, offset: int) -> int:
    with _counted(container.engine()) as statements:
        _get(client, offset)
    return len(statements)


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def _times(client: TestClient, offset: int) -> list[float]:
    """Milliseconds of each request after the warm-up."""
    times = []
    for _ in range(WARM_UP + REQUESTS):
        started = perf_counter()
        _get(client, offset)
        times.append((perf_counter() - started) * 1000)
    return times[WARM_UP:]


def _get(client: TestClient, offset: int) -> None:
    response = client.get("/api/parts", params={"limit": PAGE, "offset": offset})
    if response.status_code != 200 or len(response.json()["items"]) != PAGE:
        raise RuntimeError(f"the list of parts answered {response.status_code}: {response.text[:500]}")
