"""The work area: tables are stored in their contract's shape, by month where they have a day, by one run at a time."""

import subprocess
import sys
from datetime import date, timedelta

import dagster as dg
import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from app.config import Settings
from app.contracts.usage_daily import USAGE_DAILY
from app.exceptions import ContractViolationException, ServiceUnavailableException
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout, table_files
from assets.io import parquet_io_manager as module
from assets.io import transient
from assets.io.contract_spec import column_lineage
from assets.io.parquet_io_manager import ParquetIOManager, lake_io_manager
from assets.partitions import DAILY

pytestmark = pytest.mark.integration
FIRST = date(2025, 12, 30)


def daily(offsets, size=1):
    """A table with a day, one row for each offset from `FIRST`."""
    days = [FIRST + timedelta(days=offset) for offset in offsets]
    return pl.DataFrame({"day": days, "size": [size] * len(days)}, schema={"day": pl.Date, "size": pl.Int64})


def usage(offsets):
    """Rows of `marts.usage_daily_v1` in another order and with a column too many."""
    counts = {
        column.name: pl.lit(1, column.dtype) for column in USAGE_DAILY.columns if column.name not in USAGE_DAILY.key
    }
    rows = daily(reversed(offsets)).with_columns(part_key=pl.lit("ABCD"), extra=pl.lit("x"), **counts)
    return rows.with_columns(used_qty=pl.lit(4, pl.Int32))


@pytest.fixture
def layout(tmp_path):
    return LakeLayout(tmp_path / "lake")


@pytest.fixture
def store(layout):
    """Writes a frame as an asset's output and returns the number of rows noted with it."""

    def write(frame, *key, partitions=None):
        context = dg.build_output_context(
            asset_key=dg.AssetKey(key),
            asset_partitions_def=partitions,
            partition_key="2026-01-01" if partitions else None,
        )
        ParquetIOManager(layout).handle_output(context, frame)
        return context.consume_logged_metadata()["dagster/row_count"].value

    return write


@pytest.fixture
def load(layout):
    """Reads a table as an asset's input of the given type."""

    def read(kind, *key):
        context = dg.build_input_context(asset_key=dg.AssetKey(key), dagster_type=dg.PythonObjectDagsterType(kind))
        return ParquetIOManager(layout).load_input(context)

    return read


def test_a_table_without_a_contract_is_stored_as_it_is(store, load):
    frame = pl.DataFrame({"b": [2, 1], "a": [None, ["x", "µ"]]}, schema={"b": pl.Int32, "a": pl.List(pl.String)})
    assert store(frame, "raw", "things") == 2
    assert_frame_equal(load(pl.DataFrame, "raw", "things"), frame)


def test_a_table_with_a_contract_takes_its_shape_order_and_months(store, load, layout):
    assert store(usage([0, 1, 40]), "marts", "usage_daily_v1", partitions=DAILY) == 3
    stored = load(pl.DataFrame, "marts", "usage_daily_v1")
    assert stored.schema == USAGE_DAILY.schema
    assert stored["day"].is_sorted()
    files = table_files(layout.work_table("marts", "usage_daily_v1"))
    assert [path.name for path in files] == ["2025-12.parquet", "2026-02.parquet"]


def test_columns_are_drawn_back_to_those_they_come_from_unless_a_run_marks_many_days():
    (drawn,) = column_lineage("marts.usage_daily_v1", partitions=7).values()
    (source,) = drawn.deps_by_column["day"]
    assert (source.asset_key.to_user_string(), source.column_name) == ("core/movement_v1", "root_occurred_at")
    assert column_lineage("marts.usage_daily_v1", partitions=365) == column_lineage("raw.things") == {}


def test_a_table_that_lacks_a_promised_column_is_not_written(store, layout):
    with pytest.raises(ContractViolationException, match=r"marts\.usage_daily_v1 lacks the columns day"):
        store(usage([0]).drop("day"), "marts", "usage_daily_v1", partitions=DAILY)
    assert not layout.work.exists()


def test_values_that_do_not_fit_are_not_written(store, layout):
    with pytest.raises(ContractViolationException, match=r"marts\.usage_daily_v1"):
        store(usage([0]).with_columns(used_qty=pl.lit("many")), "marts", "usage_daily_v1", partitions=DAILY)
    assert not layout.work.exists()


def test_a_table_that_is_given_in_pieces_is_one_table(store, load):
    pieces = [nw.from_native(usage(offsets).lazy()) for offsets in ([0, 1], [40, 41, 42])]
    assert store(pieces, "marts", "usage_daily_v1", partitions=DAILY) == 5
    assert load(pl.DataFrame, "marts", "usage_daily_v1")["day"].to_list() == daily([0, 1, 40, 41, 42])["day"].to_list()


def test_consumers_get_a_lazy_frame_where_they_ask_for_one(store, load):
    store(pl.DataFrame({"a": [1]}), "raw", "things")
    assert isinstance(load(pl.LazyFrame, "raw", "things"), pl.LazyFrame)
    assert isinstance(load(pl.DataFrame, "raw", "things"), pl.DataFrame)


def test_a_step_whose_cluster_does_not_answer_is_run_again(tmp_path, monkeypatch):
    pytest.importorskip("pyspark", reason="the extra `cluster` is not installed")
    monkeypatch.setattr(transient, "WAIT_SECONDS", 0)
    settings = Settings(home=tmp_path, engine="sc://127.0.0.1:1")
    write_parquet(pl.DataFrame({"a": [1]}), LakeLayout(settings.lake_path).work_file("raw", "things"))

    @dg.asset(ins={"things": dg.AssetIn(key=["raw", "things"])})
    def counted(things: nw.LazyFrame):
        return things.collect().to_native()

    result = dg.materialize(
        [dg.AssetSpec(["raw", "things"]), counted],
        resources={"settings": settings, "io_manager": lake_io_manager},
        raise_on_error=False,
    )
    assert not result.success
    assert sum(event.is_step_up_for_retry for event in result.all_events) == transient.RETRIES


def test_a_table_that_was_never_computed_is_named_with_what_to_do(load):
    with pytest.raises(FileNotFoundError, match=r"raw\.things has not been computed on this lake; materialise it"):
        load(pl.DataFrame, "raw", "things")


@pytest.fixture
def manager(tmp_path):
    """Opens the work area for one run, as a context manager."""
    settings = Settings(home=tmp_path)
    resources = {"settings": dg.ResourceDefinition.hardcoded_resource(settings), "io_manager": lake_io_manager}
    return lambda: dg.build_resources(resources)


def test_a_second_run_waits_for_the_first_and_says_so_when_it_takes_too_long(manager, monkeypatch):
    monkeypatch.setattr(module, "LOCK_WAIT_SECONDS", 0.3)
    with (
        manager(),
        pytest.raises(dg.DagsterResourceFunctionError) as caught,
        manager(),
    ):
        pass
    assert isinstance(caught.value.user_exception, ServiceUnavailableException)
    assert "another run has held it" in caught.value.user_exception.message
    with manager() as resources:
        assert isinstance(resources.io_manager, ParquetIOManager)


def test_the_lock_of_a_run_that_was_killed_is_free(manager, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LOCK_WAIT_SECONDS", 0.3)
    script = (
        "import fcntl, sys, time\n"
        "from pathlib import Path\n"
        "folder = Path(sys.argv[1]); folder.mkdir(parents=True)\n"
        "file = (folder / 'lock').open('a')\n"
        "fcntl.flock(file, fcntl.LOCK_EX); print('held', flush=True); time.sleep(60)\n"
    )
    work = LakeLayout(Settings(home=tmp_path).lake_path).work
    with subprocess.Popen([sys.executable, "-c", script, str(work)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(dg.DagsterResourceFunctionError), manager():
            pass
        holder.kill()
    with manager():
        pass
