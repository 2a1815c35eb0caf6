"""The API's list of parts in a small and in a large store."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from time import perf_counter

from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from app.api.main import create_app
from app.domain.demo.size import SIZES, DemoSize
from app.services.container import Container
from tests.benchmarks.figure import Figure
from tests.benchmarks.stores import THOUSAND_PARTS, loaded_store

KEY = "list"
TITLE = (
    "`GET /api/parts?limit=50` in process, on the embedded PostgreSQL: SQL statements of one page, and its times at "
    "100 000 parts against 1 000 parts (200 requests each after 20 to warm up; first page and middle page)."
)
LIMIT_STATEMENTS = 6
REQUESTS, WARM_UP = 200, 20
PAGE = 50


def measure(repeats: int) -> list[Figure]:
    """Statements and times in both stores; `repeats` rounds of requests on each."""
    few, many = _measure_store(THOUSAND_PARTS, repeats), _measure_store(SIZES["large"], repeats)
    figures = [Figure("SQL statements per page, 100 000 parts", many["statements"], "", LIMIT_STATEMENTS)]
    for page in ("first page", "middle page"):
        for share in ("p50", "p95"):
            name = f"{page} {share}"
            small, large = Figure(f"{name}, 1 000 parts", few[name], "ms"), Figure("", many[name], "ms")
            ratio = (large.median / small.median,)
            figures += [small, Figure(f"{name}, 100 000 parts", many[name], "ms"), Figure(f"{name}, ratio", ratio, "x")]
    return figures


def _measure_store(size: DemoSize, repeats: int) -> dict[str, tuple[float, ...]]:
    with loaded_store(size) as (container, _):
        client = TestClient(create_app(container))
        pages = {"first page": 0, "middle page": size.parts // 2}
        figures: dict[str, list[float]] = {"statements": []}
        for _ in range(repeats):
            figures["statements"].append(max(_statements(container, client, offset) for offset in pages.values()))
            for page, offset in pages.items():
                times = _times(client, offset)
                figures.setdefault(f"{page} p50", []).append(median(times))
                figures.setdefault(f"{page} p95", []).append(quantiles(times, n=20)[-1])
        return {name: tuple(values) for name, values in figures.items()}


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
