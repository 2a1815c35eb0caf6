"""Instants and numbers of a foreign table: without a zone they are UTC, whatever its server thinks of zones."""

from datetime import UTC, datetime

import psycopg
import pytest

from app.exceptions import ContractViolationException
from app.sources.foreign.mapping import Mapping
from app.sources.foreign.reading import read_rows
from app.sources.postgres.snapshot import exported_snapshot
from tests.databases import execute, number

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def url(postgres):
    """A database of somebody else's, in Tokyo."""
    name = f"foreign_{number()}"
    execute(postgres, f"CREATE DATABASE {name}")
    execute(postgres, f"ALTER DATABASE {name} SET timezone = 'Asia/Tokyo'")
    yield postgres.url(name).replace("+psycopg", "")
    execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def read(url):
    """`read("date", "'2026-03-05'")`: the instant that a movement of one value of a type is read as."""

    def instant(kind, value):
        columns = {"movement_id": "id", "occurred_at": "at"}
        mapping = Mapping.model_validate(
            {"source": "bench", "url": url, "tables": {"movement": {"table": "bits", "columns": columns}}}
        )
        with psycopg.connect(url) as connection:
            connection.execute("DROP TABLE IF EXISTS bits")
            connection.execute(f"CREATE TABLE bits AS SELECT 1 AS id, {value}::{kind} AS at")
        with exported_snapshot(url) as export:
            frame = read_rows(export, mapping, "movement", {"id": "int4", "at": kind})
        return frame["occurred_at"].item()

    return instant


@pytest.mark.parametrize(
    ("kind", "value", "hour"),
    [
        ("date", "'2026-03-05'", 0),
        ("timestamp", "'2026-03-05 09:00'", 9),
        ("timestamptz", "'2026-03-05 09:00+02'", 7),
        ("timestamptz", "'2026-03-05 09:00'", 0),  # its server's zone: the value has one
        ("text", "'2026-03-05 09:00Z'", 9),
    ],
)
def test_an_instant_is_in_utc(read, kind, value, hour):
    assert read(kind, value) == datetime(2026, 3, 5, hour, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["date", "timestamp", "timestamptz", "text"])
@pytest.mark.parametrize("value", ["'infinity'", "'-infinity'"])
def test_an_infinite_instant_is_refused_by_name(read, kind, value):
    with pytest.raises(ContractViolationException, match=r"bits\.occurred_at of row movement_id 1 is infinite"):
        read(kind, value)
