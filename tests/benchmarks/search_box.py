"""The search box in a large store, as somebody types."""

from statistics import median, quantiles
from time import perf_counter

from sqlalchemy import text
from starlette.testclient import TestClient

from app.api.main import create_app
from app.services.container import Container
from tests.benchmarks.figure import Figure
from tests.benchmarks.stores import large_store

KEY = "search"
TITLE = (
    "`GET /api/search?query=...` in process, on the embedded PostgreSQL with 100 000 parts, 2 000 of them with the "
    "text of a document: each query typed letter by letter, four times after one round to warm up; 95th percentile."
)
LIMIT_MS = 300
ROUNDS = 4
QUERIES = {
    "words": ("resistor 0603", "red led", "connector"),
    "value": ("100nF", "4k7", "0.1uF x7r"),
    "prefix": ("sn74hc", "abc", "rc06"),
    "typo": ("resitsor 0603", "capactior", "conector"),
    "document text": ("bootloader", "quiescent datasheet"),
    "nothing": ("zzyzx quux",),
}


def measure(repeats: int) -> list[Figure]:
    """Milliseconds of a search by kind of query, and over all of them."""
    container, _ = large_store()
    _add_documents(container)
    client = TestClient(create_app(container))
    found: dict[str, list[float]] = {}
    for _ in range(repeats):
        times = {kind: _times(client, texts) for kind, texts in QUERIES.items()}
        times["all of them"] = [one for some in times.values() for one in some]
        for kind, some in times.items():
            found.setdefault(f"{kind} p50", []).append(median(some))
            found.setdefault(f"{kind} p95", []).append(quantiles(some, n=20)[-1])
    return [
        Figure(name, tuple(values), "ms", LIMIT_MS if name.endswith("p95") else None) for name, values in found.items()
    ]


def _add_documents(container: Container) -> None:
    """A document with three hundred words of text for every fiftieth part."""
    words = " ".join(f"term{number % 4000}" for number in range(300))
    with container.unit_of_work(actor="bench") as work:
        work.session.execute(
            text(
                "INSERT INTO attachments (attachment_set_id, attachment_type, title, url, text_content) "
                "SELECT attachment_set_id, 'url', 'Datasheet ' || key, 'https://example.org/' || key, "
                "CASE WHEN id % 1000 = 0 THEN 'bootloader quiescent ' ELSE '' END || :words || ' t' || id "
                "FROM parts WHERE id % 50 = 0"
            ),
            {"words": words},
        )
    with container.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _times(client: TestClient, queries: tuple[str, ...]) -> list[float]:
    """Milliseconds of each request after the warm-up."""
    typed = [query[: length + 1] for query in queries for length in range(len(query)) if query[length] != " "]
    times = []
    for number in range(ROUNDS + 1):
        for query in typed:
            started = perf_counter()
            response = client.get("/api/search", params={"query": query, "limit": 30})
            if number:
                times.append((perf_counter() - started) * 1000)
            if response.status_code != 200:
                raise RuntimeError(f"the search answered {response.status_code}: {response.text[:500]}")
    return times
