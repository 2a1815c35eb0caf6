"""Frames in the lake's work area: one Parquet file a table, or one a month where the contract says so.

A table with a contract is brought into its shape when it is written. A consumer that says `Frame` gets its input from
the engine of `BINSIGHT_ENGINE`; what a producer gives lazily is computed when it is written, a list of pieces one after
the other. Only one run works in the work area at a time: the manager holds a file lock from the start of a run to its
end, and the lock dies with the process.
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
from app.contracts.base import Contract
from app.contracts.registry import COMPUTED
from app.domain.portable import Frame, collect
from app.domain.quality.conform import conform
from app.exceptions import ServiceUnavailableException
from app.warehouse.engine import Engine, PolarsEngine, open_engine
from app.warehouse.layout import LakeLayout, table_files
from assets.io.contract_spec import column_lineage
from assets.io.table_writer import write_months, write_table
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
    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame | Frame | list[Frame]) -> None:
        """Write the frame, or the pieces of a long one in order, in its contract's shape and note its size."""
        layer, name = context.asset_key.path
        contract = CONTRACTS.get(f"{layer}.{name}")
        partitions = len(context.asset_partition_keys) if context.has_asset_partitions else 1
        context.add_output_metadata(column_lineage(f"{layer}.{name}", partitions))
        pieces = (_stored_form(piece, contract) for piece in (obj if isinstance(obj, list) else [obj]))
        place = self._layout.work_table(layer, name)
        if contract is not None and contract.month_of is not None:
            rows = write_months(pieces, place, month_of=contract.month_of)
        else:
            rows = write_table(pieces, place)
        context.add_output_metadata({"dagster/row_count": rows})

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


def _stored_form(piece: pl.DataFrame | Frame, contract: Contract | None) -> pl.DataFrame:
    computed = collect(piece) if isinstance(piece, nw.LazyFrame) else piece
    return computed if contract is None else conform(computed, contract)


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
