"""Stock and usage from the whole ledger against reading the same columns."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import narwhals as nw
import polars as pl

from app.domain.portable import collect
from app.domain.stock.balances import balances, stock_as_of
from app.domain.usage.daily import usage_daily
from tests.benchmarks.figure import Figure
from tests.benchmarks.made_ledger import MOVEMENTS, ledger
from tests.benchmarks.pinned import pinned as on_one_core

KEY = "L1-L2"
TITLE = (
    f"Current balances, stock at the middle instant and daily usage of all parts, from {MOVEMENTS:,} movements (24 "
    "files, 10 000 parts, two years) by the functions that the pipeline calls, against reading the columns they "
    "need into memory with the same engine (usage: four of its five). Polars on one pinned core, one thread, in turns "
    "after one round to warm up."
)
MIDDLE = datetime(2025, 1, 1, tzinfo=UTC)
LIMITS = {"current balances": 2.0, "stock as of the middle": 1.2, "daily usage": 2.5}
STOCK_COLUMNS = ("part_key", "box_no", "loc_no", "delta", "occurred_at")
USAGE_COLUMNS = ("part_key", "root_reason", "root_occurred_at", "delta")
SCANS = {"current balances": "reading five columns", "stock as of the middle": "reading five columns"}
SCANS |= {"daily usage": "reading four columns"}


def measure(repeats: int) -> list[Figure]:
    """Seconds of each question and of the reading, and their ratio in each round."""
    with ledger() as folder:
        seconds = on_one_core(__name__, folder, repeats)
    figures = [Figure(name, tuple(values), "s") for name, values in seconds.items()]
    for name, limit in LIMITS.items():
        pairs = zip(seconds[name], seconds[SCANS[name]], strict=True)
        figures.append(Figure(f"{name} / {SCANS[name]}", tuple(ours / scan for ours, scan in pairs), "x", limit))
    return figures


def pinned(folder: Path, repeats: int) -> dict[str, list[float]]:
    """Seconds by question, all in turns."""
    questions = _questions(sorted(folder.glob("*.parquet")))
    seconds: dict[str, list[float]] = {name: [] for name in questions}
    for number in range(repeats + 1):
        for name, ask in questions.items():
            started = perf_counter()
            ask()
            if number:
                seconds[name].append(perf_counter() - started)
    return seconds


def _questions(files: list[Path]) -> Mapping[str, Callable[[], pl.DataFrame]]:
    def rows() -> nw.LazyFrame:
        return nw.from_native(pl.scan_parquet(files))

    return {
        "reading five columns": lambda: collect(rows().select(*STOCK_COLUMNS)),
        "current balances": lambda: collect(balances(rows())),
        "stock as of the middle": lambda: collect(stock_as_of(rows(), MIDDLE)),
        "reading four columns": lambda: collect(rows().select(*USAGE_COLUMNS)),
        "daily usage": lambda: collect(usage_daily(rows())),
    }
