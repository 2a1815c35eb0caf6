"""Frames in the lake's work area: one Parquet file a table, or one a month for tables with a day.

A table with a contract is brought into its shape when it is written. Only one run works in the work area at a time:
the manager holds a file lock from the start of a run to its end, and the lock dies with the process.
"""

import fcntl
from collections.abc import Iterator
from time import perf_counter, sleep

import dagster as dg
import polars as pl

from app.config import Settings
from app.contracts.registry import PUBLISHED
from app.domain.quality.conform import conform
from app.exceptions import ServiceUnavailableException
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout, table_files

CONTRACTS = {contract.table: contract for contract in PUBLISHED}
LOCK_WAIT_SECONDS = 900.0


class ParquetIOManager(dg.IOManager):
    """Stores a frame under `work/<layer>/<name>`; loads an eager frame or, where the consumer says so, a lazy one."""

    def __init__(self, layout: LakeLayout) -> None:
        self._layout = layout

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        """Write the frame in its contract's shape and note its size."""
        layer, name = context.asset_key.path
        contract = CONTRACTS.get(f"{layer}.{name}")
        frame = obj if contract is None else conform(obj, contract)
        if context.has_asset_partitions:
            write_months(frame, self._layout, layer, name)
        else:
            write_parquet(frame, self._layout.work_table(layer, name).with_name(f"{name}.parquet"))
        context.add_output_metadata({"dagster/row_count": frame.height})

    def load_input(self, context: dg.InputContext) -> pl.DataFrame | pl.LazyFrame:
        """Read all files of a table.

        Raises:
            FileNotFoundError: the table was never computed here; materialise it first.
        """
        layer, name = context.asset_key.path
        frame = scan_table(self._layout, layer, name)
        return frame if context.dagster_type.typing_type is pl.LazyFrame else frame.collect()


def scan_table(layout: LakeLayout, layer: str, name: str) -> pl.LazyFrame:
    """A table of the work area, whatever its files.

    Raises:
        FileNotFoundError: it was never computed here.
    """
    files = table_files(layout.work_table(layer, name))
    if not files:
        raise FileNotFoundError(f"{layer}.{name} has not been computed on this lake; materialise it first")
    return pl.scan_parquet(files)


def write_months(frame: pl.DataFrame, layout: LakeLayout, layer: str, name: str) -> None:
    """Write one file a month; months that did not change keep their file, months without rows lose theirs."""
    folder = layout.work_table(layer, name)
    months = frame.with_columns(month=pl.col("day").dt.strftime("%Y-%m")).partition_by(
        "month", as_dict=True, include_key=False
    )
    wanted = {f"{month}.parquet": rows for (month,), rows in months.items()} or {"empty.parquet": frame}
    for file_name, rows in wanted.items():
        path = folder / file_name
        if not (path.exists() and _is_same(pl.read_parquet(path), rows)):
            write_parquet(rows, path)
    for path in table_files(folder):
        if path.name not in wanted:
            path.unlink()


def _is_same(stored: pl.DataFrame, rows: pl.DataFrame) -> bool:
    """Equal values of equal types; `equals` alone takes 1 as Int32 for 1 as Int64."""
    return stored.schema == rows.schema and stored.equals(rows)


@dg.io_manager(required_resource_keys={"settings"}, description="Parquet files in the lake's work area.")  # type: ignore[arg-type]  # a generator is a resource with an end
def lake_io_manager(context: dg.InitResourceContext) -> Iterator[ParquetIOManager]:
    """The manager of one run, with the work area held for it alone."""
    settings: Settings = context.resources.settings
    layout = LakeLayout(settings.lake_path)
    layout.work.mkdir(parents=True, exist_ok=True)
    with (layout.work / "lock").open("a") as file:
        _wait_for_lock(file.fileno())
        yield ParquetIOManager(layout)


def _wait_for_lock(descriptor: int) -> None:
    deadline = perf_counter() + LOCK_WAIT_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if perf_counter() > deadline:
                raise ServiceUnavailableException(
                    "The lake", "another run has held it for a quarter of an hour"
                ) from None
            sleep(0.2)
        else:
            return
