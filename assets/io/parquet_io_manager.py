"""Frames in the lake's work area: one Parquet file a table, or one a month where the contract says so.

A table with a contract is brought into its shape when it is written. A consumer that says `Frame` gets its input from
the engine of `BINSIGHT_ENGINE`; what a producer gives lazily is computed when it is written. Only one run works in the
work area at a time: the manager holds a file lock from the start of a run to its end, and the lock dies with the
process.
"""

import fcntl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter, sleep

import dagster as dg
import narwhals as nw
import polars as pl

from app.config import Settings
from app.contracts.registry import COMPUTED
from app.domain.portable import Frame, collect
from app.domain.quality.conform import conform
from app.exceptions import ServiceUnavailableException
from app.warehouse.engine import Engine, PolarsEngine, open_engine
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout, table_files
from assets.io.contract_spec import column_lineage
from assets.io.transient import retried

CONTRACTS = {contract.table: contract for contract in COMPUTED}
LOCK_WAIT_SECONDS = 900.0


Loaded = pl.DataFrame | pl.LazyFrame | Frame


class ParquetIOManager(dg.IOManager):
    """Stores a frame under `work/<layer>/<name>`; loads it eager or lazy, as the consumer's type says."""

    def __init__(self, layout: LakeLayout, engine: Engine | None = None) -> None:
        self._layout = layout
        self._engine = engine or PolarsEngine()

    @retried
    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame | Frame) -> None:
        """Write the frame in its contract's shape and note its size."""
        layer, name = context.asset_key.path
        contract = CONTRACTS.get(f"{layer}.{name}")
        partitions = len(context.asset_partition_keys) if context.has_asset_partitions else 1
        context.add_output_metadata(column_lineage(f"{layer}.{name}", partitions))
        computed = collect(obj) if isinstance(obj, nw.LazyFrame) else obj
        frame = computed if contract is None else conform(computed, contract)
        if contract is not None and contract.month_of is not None:
            write_months(frame, self._layout, layer, name, month_of=contract.month_of)
        else:
            write_parquet(frame, self._layout.work_file(layer, name))
        context.add_output_metadata({"dagster/row_count": frame.height})

    @retried
    def load_input(self, context: dg.InputContext) -> Loaded:
        """Read all files of a table; a step whose cluster does not answer is run again.

        Raises:
            FileNotFoundError: the table was never computed here; materialise it first.
        """
        layer, name = context.asset_key.path
        kind = context.dagster_type.typing_type
        if kind is nw.LazyFrame:
            return self._engine.scan(stored_files(self._layout, layer, name))
        frame = scan_table(self._layout, layer, name)
        return frame if kind is pl.LazyFrame else frame.collect()


def scan_table(layout: LakeLayout, layer: str, name: str) -> pl.LazyFrame:
    """A table of the work area, whatever its files.

    Raises:
        FileNotFoundError: it was never computed here.
    """
    return pl.scan_parquet(stored_files(layout, layer, name))


def stored_files(layout: LakeLayout, layer: str, name: str) -> list[Path]:
    """The files of a table of the work area.

    Raises:
        FileNotFoundError: it was never computed here.
    """
    files = table_files(layout.work_table(layer, name))
    if not files:
        raise FileNotFoundError(f"{layer}.{name} has not been computed on this lake; materialise it first")
    return files


def write_months(frame: pl.DataFrame, layout: LakeLayout, layer: str, name: str, *, month_of: str) -> None:
    """Write one file a month; months that did not change keep their file, months without rows lose theirs."""
    folder = layout.work_table(layer, name)
    months = frame.with_columns(month=pl.col(month_of).dt.strftime("%Y-%m")).partition_by(
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
        with closing(open_engine(settings)) as engine:
            yield ParquetIOManager(layout, engine)


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
