"""Export of the system of record: all tables as one exported snapshot saw them, through ADBC.

NUMERIC, arrays and JSON are cast in the query, because the driver would hand them over as opaque text.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import polars as pl
import psycopg

from app.exceptions import ServiceUnavailableException

TABLES: Mapping[str, str] = {
    "types": "SELECT id, name FROM types",
    "parts": """
        SELECT id, key::text AS key, description, type_id, manufacturer, manufacturer_code, package, tags, size_class,
               storage_needs, si_value, si_unit, unit_price::float8 AS unit_price, currency, minimum_quantity,
               archived_at, created_at
        FROM parts""",
    "boxes": """
        SELECT id, box_no, description, grid_rows, grid_columns, zone, aisle, bay, level, x_m, y_m, z_m, size_class,
               storage_properties, designated_type_id, archived_at
        FROM boxes""",
    "locations": "SELECT id, box_id, loc_no, is_locked FROM locations",
    "part_locations": "SELECT part_id, location_id, quantity FROM part_locations",
    "stock_movements": """
        SELECT id, part_id, location_id, delta, reason, actor, batch_id, reference, note, undoes_movement_id,
               occurred_at, recorded_at, xid::text::bigint AS xid
        FROM stock_movements""",
    "kits": "SELECT id, name, build_target, status FROM kits",
    "kit_contents": "SELECT id, kit_id, part_id, child_kit_id, required_per_unit FROM kit_contents",
    "device_models": "SELECT id, code, name, firmware_version, kit_id FROM device_models",
    "devices": """
        SELECT id, key, name, device_model_id, is_active, rotation_state, firmware_version, last_seen_at
        FROM devices""",
    "device_config_versions": """
        SELECT device_id, version, config::text AS config, author, created_at
        FROM device_config_versions""",
}
"""What is taken from each table, with explicit types."""


@dataclass(frozen=True)
class Watermark:
    """Up to where an export saw the world.

    Every transaction below `xmin` had ended, so a later export of what lies above it misses nothing. `as_of` is the
    UTC day that windows such as "the last 30 days" end with: an input of the run, not a clock inside it.
    """

    xmin: int
    ledger_max_id: int
    exported_at: datetime
    as_of: date

    def as_json(self) -> dict[str, Any]:
        """For the manifest."""
        return {
            "xmin": self.xmin,
            "ledger_max_id": self.ledger_max_id,
            "exported_at": self.exported_at.isoformat(),
            "as_of": self.as_of.isoformat(),
        }


class PostgresExport:
    """Tables of one exported snapshot, read one after the other; made by `exported_snapshot`."""

    def __init__(self, connection: adbc.Connection, watermark: Watermark) -> None:
        self._connection = connection
        self.watermark = watermark

    def table(self, name: str) -> pl.DataFrame:
        """All rows of a table in `TABLES`, in id order where it has ids."""
        with self._connection.cursor() as cursor:
            cursor.execute(TABLES[name])
            frame = pl.DataFrame(pl.from_arrow(cursor.fetch_arrow_table()))
        return frame.sort("id") if "id" in frame.columns else frame.sort(frame.columns[:2])


@contextmanager
def exported_snapshot(database_url: str) -> Iterator[PostgresExport]:
    """Open a repeatable-read snapshot and read it through ADBC, so that all tables agree with each other.

    Raises:
        ServiceUnavailableException: the database does not answer.
    """
    plain_url = database_url.replace("+psycopg", "", 1)
    try:
        holder = psycopg.connect(plain_url, connect_timeout=5)
    except psycopg.OperationalError as error:
        cause = str(error).strip().splitlines()[0].removeprefix("connection failed: ").rstrip(".")
        raise ServiceUnavailableException("The database", f"{cause}. Check BINSIGHT_DATABASE_URL") from error
    with holder:
        holder.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        holder.read_only = True
        watermark, snapshot = _open_snapshot(holder)
        with adbc.connect(plain_url) as connection:
            _join_snapshot(connection, snapshot)
            yield PostgresExport(connection, watermark)


def _open_snapshot(holder: psycopg.Connection[Any]) -> tuple[Watermark, str]:
    row = holder.execute(
        """
        SELECT pg_export_snapshot(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint, now(),
               (SELECT coalesce(max(id), 0) FROM stock_movements)
        """
    ).fetchone()
    assert row is not None  # noqa: S101 - a SELECT without FROM always returns a row
    snapshot, xmin, now, ledger_max_id = row
    exported_at = now.astimezone(UTC)
    return Watermark(xmin, ledger_max_id, exported_at, exported_at.date()), snapshot


def _join_snapshot(connection: adbc.Connection, snapshot: str) -> None:
    """Statements without parameters only: the driver prepares them, and SET takes none."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
