"""Where to put one part, asked of a large store."""

from datetime import UTC, date, datetime
from statistics import median, quantiles
from time import perf_counter

import numpy as np
import polars as pl
from sqlalchemy import text
from starlette.testclient import TestClient

from app.api.main import create_app
from app.contracts.co_use import CO_USE
from app.contracts.usage_daily import USAGE_DAILY
from app.domain.quality.conform import conform
from app.services.container import Container
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish
from tests.benchmarks.figure import Figure
from tests.benchmarks.stores import UNTIL, large_store

KEY = "P13"
PARTNERS, DAYS, REQUESTS, WARM_UP = 40, 20, 200, 20
TITLE = (
    "`GET /api/parts/KEY/putaway` in process, on the embedded PostgreSQL with 100 000 parts: five free slots with "
    f"reasons and saving, for {REQUESTS} parts in turn after {WARM_UP} to warm up; every part has {PARTNERS} partners "
    f"and {DAYS} days of use in the snapshot."
)
LIMIT_MS = 100


def measure(repeats: int) -> list[Figure]:
    """Milliseconds of one suggestion."""
    container, _ = large_store()
    keys = _publish_habits(container)
    with container.engine().connect() as connection:
        slots = connection.execute(text("SELECT count(*) FROM locations")).scalar_one()
    client = TestClient(create_app(container))
    times = [_times(client, keys[:: len(keys) // (REQUESTS + WARM_UP)]) for _ in range(repeats)]
    return [
        Figure("slots", (float(slots),), ""),
        Figure("p50", tuple(median(some) for some in times), "ms"),
        Figure("p95", tuple(quantiles(some, n=20)[-1] for some in times), "ms", LIMIT_MS),
    ]


def _times(client: TestClient, keys: list[str]) -> list[float]:
    times = []
    for number, key in enumerate(keys):
        started = perf_counter()
        response = client.get(f"/api/parts/{key}/putaway")
        if number >= WARM_UP:
            times.append((perf_counter() - started) * 1000)
        if response.status_code != 200 or not response.json()["items"]:
            raise RuntimeError(f"no slot for {key}: {response.status_code} {response.text[:300]}")
    return times


def _publish_habits(container: Container) -> list[str]:
    """A snapshot in which every part is fetched, and fetched with others; the keys of all parts."""
    with container.engine().connect() as connection:
        keys = list(connection.execute(text("SELECT key FROM parts ORDER BY key")).scalars())
    layout = LakeLayout(container.settings().lake_path)
    for contract, rows in ((CO_USE, _pairs(keys)), (USAGE_DAILY, _usage(keys))):
        path = layout.work_table(contract.layer, contract.asset_name).with_suffix(".parquet")
        write_parquet(conform(rows, contract), path)
    at = datetime(UNTIL.year, UNTIL.month, UNTIL.day, tzinfo=UTC)
    publish(
        layout,
        [CO_USE, USAGE_DAILY],
        Manifest("bench", at, "bench", "bench", {"as_of": UNTIL.isoformat()}, {}),
        retention=1,
    )
    return keys


def _pairs(keys: list[str]) -> pl.DataFrame:
    random = np.random.default_rng(0)
    count = len(keys)
    one = np.arange(count).repeat(PARTNERS)
    step = random.integers(1, count // PARTNERS, count * PARTNERS)
    other = (one + step.reshape(count, PARTNERS).cumsum(axis=1).reshape(-1)) % count
    names = pl.Series(keys)
    return pl.DataFrame({"part_key": names.gather(one), "other_key": names.gather(other)}).with_columns(
        shared_walks=2, walks=5, walks_per_month=0.4, ways_per_month=pl.Series(random.random(count * PARTNERS))
    )


def _usage(keys: list[str]) -> pl.DataFrame:
    days = pl.DataFrame({"day": pl.date_range(date(2025, 12, 1), date(2025, 12, DAYS), eager=True)})
    quantities = {column.name: 0 for column in USAGE_DAILY.columns if column.name.endswith("_qty")}
    rows = pl.DataFrame({"part_key": keys}).join(days, how="cross")
    return rows.with_columns(**quantities, movements=1).with_columns(used_qty=1, use_qty=1)
