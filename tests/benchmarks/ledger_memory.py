"""Does memory grow with the ledger?"""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import narwhals as nw
import polars as pl

from app.domain.portable import collect
from app.domain.stock.balances import balances, opening_balances, stock_as_of
from app.domain.usage.daily import usage_daily
from tests.benchmarks.figure import Figure
from tests.benchmarks.made_ledger import MOVEMENTS, ledger
from tests.benchmarks.pinned import peak_mebibytes
from tests.benchmarks.pinned import pinned as on_one_core

KEY = "L4"
TIMES = 5
TITLE = (
    "Peak resident memory of a process of its own that computes balances, stock as of an instant, opening balances and "
    f"daily usage, one after the other, from {TIMES * MOVEMENTS:,} movements, against one that does so from "
    f"{MOVEMENTS:,}: the same parts and years, five times as busy. Polars on one pinned core, one thread."
)
LIMIT = 1.5
MIDDLE = datetime(2025, 1, 1, tzinfo=UTC)


def measure(repeats: int) -> list[Figure]:
    """Mebibytes of both, measured once, and their ratio."""
    with ledger(TIMES) as folder:
        large = on_one_core(__name__, folder)["mebibytes"]
        for file in folder.glob("*.parquet"):
            if not file.stem.endswith("-0"):
                file.unlink()
        small = on_one_core(__name__, folder)["mebibytes"]
        shutil.rmtree(folder)
        folder.mkdir()
    return [
        Figure(f"peak memory, {MOVEMENTS:,} movements", (small,), "MiB"),
        Figure(f"peak memory, {TIMES * MOVEMENTS:,} movements", (large,), "MiB"),
        Figure("ratio", (large / small,), "x", LIMIT),
    ]


def pinned(folder: Path, repeats: int) -> dict[str, float]:
    """Peak resident memory of this process after all transforms."""
    files = sorted(folder.glob("*.parquet"))
    transforms = [balances, lambda movements: stock_as_of(movements, MIDDLE), opening_balances, usage_daily]
    for transform in transforms:
        collect(transform(nw.from_native(pl.scan_parquet(files))))
    return {"mebibytes": peak_mebibytes()}
