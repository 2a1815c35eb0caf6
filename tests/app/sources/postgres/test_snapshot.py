"""The export of the system of record: one snapshot for all tables, exact types, and nothing is hard."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from psycopg import sql
from sqlalchemy import text

from app.embedded.ports import LOOPBACK, choose_port
from app.exceptions import ConfigurationError, ServiceUnavailableException
from app.sources.postgres import snapshot
from app.sources.postgres.snapshot import exported_snapshot
from app.sources.postgres.tables import APPEND_ONLY, MUTABLE
from app.sources.postgres.watermark import read_watermark

pytestmark = pytest.mark.integration
INSTANT = pl.Datetime("us", "UTC")
QUERIES = {**MUTABLE, **APPEND_ONLY}


def read(export, name):
    return export.frame(name, QUERIES[name])


@pytest.fixture
def stocked(container):
    """One box, one part with a price and tags, and one movement."""
    with container.unit_of_work() as work:
        work.boxes.create("Drawer", 2, x_m=1.5, y_m=0.0, z_m=0.25)
        work.parts.create(
            key="ABCD", description="Widerstand 10 kΩ", tags=["µ", "a, b"], unit_price=1.25, currency="EUR"
        )
    with container.unit_of_work() as work:
        work.stock.receive("ABCD", "1-1", 10, occurred_at=datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC))
    return container


def test_empty_tables_have_their_columns_and_types(settings):
    with exported_snapshot(settings.database_url) as export:
        empty = {name: read(export, name) for name in QUERIES if name not in {"types"}}
        assert read_watermark(export.holder).ledger_max_id == 0
    assert {name: frame.height for name, frame in empty.items()} == dict.fromkeys(empty, 0)
    assert empty["stock_movements"].schema["occurred_at"] == INSTANT
    assert empty["stock_movements"].schema["xid"] == pl.Int64
    assert empty["parts"].schema["tags"] == pl.List(pl.String)
    assert empty["parts"].schema["unit_price"] == pl.Float64
    assert all(pl.Null not in frame.dtypes and pl.Binary not in frame.dtypes for frame in empty.values())


def test_values_arrive_as_they_were_written(stocked, settings):
    with exported_snapshot(settings.database_url) as export:
        part = read(export, "parts").row(0, named=True)
        movement = read(export, "stock_movements").row(0, named=True)
        box = read(export, "boxes").row(0, named=True)
    assert (part["key"], part["description"], part["tags"]) == ("ABCD", "Widerstand 10 kΩ", ["µ", "a, b"])
    assert part["unit_price"] == 1.25
    assert part["archived_at"] is None
    assert movement["occurred_at"] == datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)
    assert timedelta() <= datetime.now(UTC) - movement["recorded_at"] < timedelta(minutes=5)
    assert (box["x_m"], box["y_m"], box["z_m"]) == (1.5, 0.0, 0.25)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York"])
def test_instants_do_not_depend_on_the_zone_of_the_server(stocked, settings, zone):
    with stocked.engine().begin() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        connection.execute(text(f"ALTER DATABASE {name} SET timezone = '{zone}'"))
    with exported_snapshot(settings.database_url) as export:
        movements, watermark = read(export, "stock_movements"), read_watermark(export.holder)
    assert movements.schema["occurred_at"] == INSTANT
    assert movements["occurred_at"].item() == datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)
    assert watermark.exported_at.utcoffset() == timedelta()
    assert watermark.as_of == watermark.exported_at.date()


def test_what_is_committed_while_the_export_reads_is_not_seen(stocked, settings):
    with exported_snapshot(settings.database_url) as export:
        before = read(export, "stock_movements")
        with stocked.unit_of_work() as work:
            work.stock.use("ABCD", "1-1", 4)
            work.parts.create(key="EFGH", description="Later")
        assert read(export, "part_locations")["quantity"].to_list() == [10]
        assert read(export, "parts")["key"].to_list() == ["ABCD"]
        assert read(export, "stock_movements").equals(before)
        assert read_watermark(export.holder).ledger_max_id == before["id"].max()
    with exported_snapshot(settings.database_url) as export:
        assert read(export, "part_locations")["quantity"].to_list() == [6]
        assert read(export, "parts")["key"].to_list() == ["ABCD", "EFGH"]


@pytest.mark.parametrize("connections", [1, 3, 9])
def test_page_ranges_read_side_by_side_hold_every_row_of_the_one_snapshot_once(
    stocked, settings, tmp_path, monkeypatch, connections
):
    monkeypatch.setattr(snapshot, "PAGES_A_CONNECTION", 1)
    many = text("""
        INSERT INTO stock_movements (part_id, location_id, delta, reason, actor, batch_id, occurred_at)
        SELECT part_id, location_id, 1, 'receive', 'test', batch_id, now()
        FROM (SELECT * FROM stock_movements LIMIT 1), generate_series(1, 1500)
    """)
    with stocked.engine().begin() as connection:
        connection.execute(many)
    with exported_snapshot(settings.database_url, connections) as export:
        with stocked.engine().begin() as connection:
            connection.execute(many)
        query = sql.SQL(APPEND_ONLY["stock_movements"] + " WHERE true")
        rows = export.write_whole("stock_movements", query, [tmp_path / f"{number}.parquet" for number in range(8)])
        expected = read(export, "stock_movements")
    parts = [pl.read_parquet(path) for path in sorted(tmp_path.glob("*.parquet"))]
    assert (len(parts), rows) == (min(connections, 8), 1501)
    assert sum(part.height > 0 for part in parts) > 1 or connections == 1
    assert pl.concat(parts).sort("id").equals(expected)


def test_a_transaction_still_open_is_at_or_above_the_watermark(stocked, settings):
    with stocked.engine().begin() as writer:
        open_xid = writer.execute(text("SELECT pg_current_xact_id()::text::bigint")).scalar_one()
        with stocked.unit_of_work() as work:
            work.stock.use("ABCD", "1-1", 1)
        with exported_snapshot(settings.database_url) as export:
            xids = read(export, "stock_movements")["xid"].to_list()
            assert read_watermark(export.holder).xmin == open_xid
    assert [xid < open_xid for xid in xids] == [True, False], "the later one is read now, and again from xmin on"


def test_rows_come_in_the_order_of_their_ids(stocked, settings):
    with stocked.unit_of_work() as work:
        for key in ("ZZZZ", "AAAA", "MMMM"):
            work.parts.create(key=key, description=key * 2)
        work.parts.update("ABCD", {"description": "Rewritten, so that it lies last on disk"})
    with exported_snapshot(settings.database_url) as export:
        assert read(export, "parts")["key"].to_list() == ["ABCD", "ZZZZ", "AAAA", "MMMM"]


def test_the_export_leaves_no_transaction_open(stocked, settings):
    with exported_snapshot(settings.database_url):
        pass
    with stocked.engine().connect() as connection:
        idle = connection.execute(
            text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'")
        )
        assert idle.scalar_one() == 0


def test_the_watermark_as_json_can_be_read_back(settings):
    with exported_snapshot(settings.database_url) as export:
        told = read_watermark(export.holder).as_json()
    assert datetime.fromisoformat(told["exported_at"]).tzinfo is not None
    assert date.fromisoformat(told["as_of"]) == datetime.fromisoformat(told["exported_at"]).date()
    assert told["xmin"] > 0


def test_a_database_that_does_not_answer_is_a_sentence_without_the_password():
    url = f"postgresql+psycopg://u:hidden@{LOOPBACK}:{choose_port(None)}/binsight"
    with (
        pytest.raises(ServiceUnavailableException, match="Check BINSIGHT_DATABASE_URL") as error,
        exported_snapshot(url),
    ):
        pass
    assert "hidden" not in error.value.message


@pytest.mark.parametrize("user", ["u:hid%%den", "u:hid@den", "u@den:hid"])
def test_a_url_that_cannot_be_read_is_a_sentence_without_the_password(user):
    remedy = r"^BINSIGHT_DATABASE_URL cannot be read as the URL of a database; write .* as %XX"
    with (
        pytest.raises(ConfigurationError, match=remedy) as error,
        exported_snapshot(f"postgresql+psycopg://{user}@{LOOPBACK}/binsight"),
    ):
        pass
    assert (error.value.__cause__, error.value.__context__) == (None, None)
