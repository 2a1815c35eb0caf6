"""Does the memory that the ledger's long tables take grow with the ledger?"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import dagster as dg
import polars as pl

from app.contracts.movement import MOVEMENT
from app.contracts.stock_asof import STOCK_ASOF
from app.domain.quality.contract_check import violations
from app.warehouse.engine import PolarsEngine
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from assets.core.ledger import movement_v1
from assets.io.contract_spec import asset_key
from assets.io.parquet_io_manager import ParquetIOManager, scan_table, stored_files
from assets.marts.stock import stock_asof_v1
from tests.benchmarks.figure import Figure
from tests.benchmarks.made_ledger import MOVEMENTS, write_ledger
from tests.benchmarks.pinned import peak_mebibytes
from tests.benchmarks.pinned import pinned as on_one_core

KEY = "tables"
TIMES = 4
FEW = MOVEMENTS // 10
TITLE = (
    "Peak resident memory of a process of its own that computes `core.movement_v1` from raw tables and "
    "`marts.stock_asof_v1` from that, writes both and checks their contracts, as a run does, for "
    f"{TIMES * FEW:,} movements against {FEW:,}: the same parts and years, four times as busy. Polars on one pinned "
    "core, one thread."
)
LIMIT = 1.5
RAW = ("stock_movements", "parts", "locations", "boxes")


def measure(repeats: int) -> list[Figure]:
    """Mebibytes of both, measured once, and their ratio."""
    small, large = _mebibytes(FEW), _mebibytes(TIMES * FEW)
    return [
        Figure(f"peak memory, {FEW:,} movements", (small,), "MiB"),
        Figure(f"peak memory, {TIMES * FEW:,} movements", (large,), "MiB"),
        Figure("ratio", (large / small,), "x", LIMIT),
    ]


def _mebibytes(movements: int) -> float:
    with TemporaryDirectory(prefix="binsight-ledger-") as folder:
        made = Path(folder) / "made"
        _write_raw(write_ledger(made, movements, seed=0), LakeLayout(Path(folder)))
        return float(on_one_core(__name__, Path(folder))["mebibytes"])


def _write_raw(files: Sequence[Path], layout: LakeLayout) -> None:
    """The raw tables that a made ledger follows from; makes room for them as it goes."""
    core = pl.scan_parquet(files)
    parts = core.select(key="part_key").unique().sort("key").with_row_index("id").collect()
    slots = core.select("box_no", "loc_no", id=_location_id(), box_id="box_no").unique().sort("id").collect()
    boxes = slots.select("box_no", id="box_no").unique().sort("id")
    for name, table in {"parts": parts, "locations": slots.drop("box_no"), "boxes": boxes}.items():
        write_parquet(table, layout.work_file("raw", name))
    numbers = parts.rename({"id": "part_id", "key": "part_key"})
    for file in files:
        lines = pl.read_parquet(file).join(numbers, on="part_key", maintain_order="left")
        lines = lines.with_columns(location_id=_location_id()).drop(
            "part_key", "location", "box_no", "loc_no", "root_id", "root_reason", "root_occurred_at"
        )
        write_parquet(lines, layout.work_table("raw", "stock_movements") / file.name)
        file.unlink()


def _location_id() -> pl.Expr:
    return pl.col("box_no") * 100 + pl.col("loc_no")


def pinned(folder: Path, repeats: int) -> dict[str, float]:
    """Peak resident memory of this process after both tables and their checks.

    Raises:
        RuntimeError: a contract is broken.
    """
    layout, engine = LakeLayout(folder), PolarsEngine()
    manager = ParquetIOManager(layout, engine)
    raw = (engine.scan(stored_files(layout, "raw", name)) for name in RAW)
    manager.handle_output(dg.build_output_context(asset_key=asset_key(MOVEMENT)), movement_v1(*raw))
    movements = engine.scan(stored_files(layout, "core", MOVEMENT.asset_name))
    manager.handle_output(dg.build_output_context(asset_key=asset_key(STOCK_ASOF)), stock_asof_v1(movements))
    for contract in (MOVEMENT, STOCK_ASOF):
        if broken := violations(scan_table(layout, contract.layer, contract.asset_name), contract):
            raise RuntimeError(f"{contract.table}: {broken}")
    return {"mebibytes": peak_mebibytes()}
