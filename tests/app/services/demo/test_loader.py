"""Loading into real PostgreSQL and S3."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from dependency_injector import providers
from sqlalchemy import create_engine, text

from app.config import Settings
from app.embedded.object_store import EmbeddedS3
from app.exceptions import ExternalServiceException, InvalidOperationException, ValidationException
from app.services.container import Container
from app.services.demo import load_demo

pytestmark = pytest.mark.integration

UNTIL = date(2026, 3, 1)
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
BY_DATABASE_CLOCK = {
    "batches": {"created_at", "xid"},
    "stock_movements": {"recorded_at", "xid"},
    "part_locations": {"created_at", "updated_at"},
}
KEEPS_CREATED_AT = {"parts", "kits", "devices", "device_models", "device_config_versions"}
TABLES = (
    "batches", "types", "attachment_sets", "parts", "boxes", "locations", "sellers", "part_sellers", "kits",
    "kit_contents", "device_models", "devices", "device_config_versions", "stock_movements", "part_locations",
    "receipts",
)  # fmt: skip


@pytest.fixture
def container(container: Container) -> Container:
    """The clock stands still, so that `until` is never in the future."""
    container.clock.override(providers.Object(lambda: NOW))
    return container


def rows_of(container: Container, table: str) -> list[str]:
    """Every row as JSON text, without the columns that the database's own clock fills."""
    hidden = BY_DATABASE_CLOCK.get(table, set() if table in KEEPS_CREATED_AT else {"created_at", "updated_at"})
    query = text(f"SELECT (to_jsonb(t) - cast(:hidden AS text[]))::text FROM {table} t ORDER BY id")
    with container.engine().connect() as connection:
        return list(connection.scalars(query, {"hidden": sorted(hidden)}))


def count(container: Container, query: str) -> int:
    with container.engine().connect() as connection:
        return int(connection.scalar(text(query)) or 0)


def test_the_same_arguments_give_the_same_rows_in_another_database(
    container: Container, postgres: object, settings: Settings, template_database: str
) -> None:
    name = "demo_twin"
    server = create_engine(str(settings.database_url), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template_database}"))
    address = server.url.set(database=name).render_as_string(hide_password=False)
    twin = Container(settings=Settings(home=settings.home, database_url=address))
    twin.clock.override(providers.Object(lambda: NOW))
    try:
        load_demo(container, seed=5, until=UNTIL)
        load_demo(twin, seed=5, until=UNTIL)
        for table in TABLES:
            assert rows_of(container, table) == rows_of(twin, table), table
            assert rows_of(container, table), table
    finally:
        twin.engine().dispose()
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


def test_balances_are_the_sum_of_the_ledger_and_the_report_counts_rows(container: Container) -> None:
    report = load_demo(container, until=UNTIL)
    differences = """
        SELECT count(*) FROM (SELECT part_id, location_id, sum(delta) AS quantity FROM stock_movements GROUP BY 1, 2) l
        FULL JOIN part_locations b USING (part_id, location_id)
        WHERE coalesce(l.quantity, 0) <> coalesce(b.quantity, 0)"""
    assert count(container, differences) == 0
    assert report.rows["parts"] == 500
    assert 20_000 <= report.rows["stock_movements"] <= 40_000
    for table, rows in report.rows.items():
        assert count(container, f"SELECT count(*) FROM {table}") == rows, table
    for table in ("stock_movements", "receipts"):
        assert count(container, f"SELECT count(DISTINCT batch_id) FROM {table}") == 1
    assert count(container, f"SELECT count(*) FROM batches WHERE id = {report.batch} AND kind = 'demo'") == 1


def test_the_store_takes_new_records_afterwards(container: Container) -> None:
    load_demo(container, until=UNTIL)
    with container.unit_of_work(actor="test") as work:
        key, box_no, loc_no = work.session.execute(
            text(
                "SELECT p.key, b.box_no, l.loc_no FROM part_locations pl JOIN parts p ON p.id = pl.part_id "
                "JOIN locations l ON l.id = pl.location_id JOIN boxes b ON b.id = l.box_id "
                "WHERE quantity > 3 AND NOT EXISTS (SELECT FROM kit_contents kc WHERE kc.part_id = p.id) "
                "ORDER BY p.key, b.box_no, l.loc_no LIMIT 1"
            )
        ).one()
        work.stock.use(key, f"{box_no}-{loc_no}", 3)
        work.stock.receive(key, f"{box_no}-{loc_no}", 5)
    assert count(container, "SELECT max(id) FROM batches") == 2


@pytest.mark.parametrize(
    "filled",
    [
        "INSERT INTO sellers (name) VALUES ('Somebody')",
        "INSERT INTO device_models (code, name) VALUES ('x', 'X')",
        "INSERT INTO boxes (box_no, description, capacity, grid_rows, grid_columns) VALUES (1, 'b', 1, 1, 1)",
    ],
)
def test_a_store_that_holds_something_is_left_alone(container: Container, filled: str) -> None:
    with container.engine().begin() as connection:
        connection.execute(text(filled))
    with pytest.raises(InvalidOperationException, match=r"the store holds .* already"):
        load_demo(container, until=UNTIL)
    assert count(container, "SELECT count(*) FROM parts") == 0


def test_types_that_exist_are_used_and_earlier_batches_stay(container: Container) -> None:
    with container.engine().begin() as connection:
        connection.execute(text("INSERT INTO types (name) VALUES ('Varistor'), ('RESISTOR')"))
        connection.execute(text("INSERT INTO batches (kind, actor) VALUES ('edit', 'somebody')"))
    report = load_demo(container, until=UNTIL)
    assert report.batch == 2
    resistors = "SELECT count(*) FROM parts JOIN types t ON t.id = type_id WHERE lower(t.name) = 'resistor'"
    wrong = f"{resistors} AND parts.description NOT LIKE 'Resistor%'"
    assert count(container, resistors) > 20
    assert count(container, wrong) == 0
    assert count(container, "SELECT count(*) FROM types") == 43


def test_bad_arguments_are_refused_with_a_sentence(container: Container) -> None:
    with pytest.raises(ValidationException, match="small, medium, large"):
        load_demo(container, size="huge", until=UNTIL)
    with pytest.raises(ValidationException, match="future"):
        load_demo(container, until=NOW.date() + timedelta(days=1))
    with pytest.raises(ValidationException, match="seed"):
        load_demo(container, seed=-1, until=UNTIL)


@pytest.fixture
def with_s3(container: Container, settings: Settings, tmp_path: Path) -> Iterator[Container]:
    """The container with a real S3 service."""
    with EmbeddedS3(tmp_path / "s3") as server:
        connected = settings.model_copy(
            update={
                "s3_endpoint_url": server.endpoint_url,
                "s3_access_key_id": server.access_key_id,
                "s3_secret_access_key": _secret(server.secret_access_key),
            }
        )
        container.settings.override(providers.Object(connected))
        container.object_store().ensure_bucket()
        yield container


def _secret(value: str) -> object:
    return Settings(s3_secret_access_key=value).s3_secret_access_key  # type: ignore[arg-type]  # pydantic converts


def test_what_devices_and_builds_say_is_dropped_into_s3(with_s3: Container) -> None:
    report = load_demo(with_s3, until=UNTIL)
    stored = {item.key for item in with_s3.object_store().list("drops/")}
    assert report.files == len(stored) == 10 + 3 + 5 + 4
    day = "drops/devices/2026-02-28"
    assert stored >= {f"{day}/check-ins.ndjson", f"{day}/logs.ndjson.gz", "drops/firmware/soil_node.json"}


def test_nothing_is_loaded_when_s3_does_not_answer(container: Container, settings: Settings) -> None:
    unreachable = settings.model_copy(
        update={
            "s3_endpoint_url": "http://127.0.0.1:9",
            "s3_access_key_id": "x",
            "s3_secret_access_key": _secret("x"),
        }
    )
    container.settings.override(providers.Object(unreachable))
    with pytest.raises(ExternalServiceException):
        load_demo(container, until=UNTIL)
    assert count(container, "SELECT count(*) FROM parts") == 0
    assert count(container, "SELECT count(*) FROM batches") == 0
