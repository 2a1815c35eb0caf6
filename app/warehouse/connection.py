"""The one way to open a published DuckDB file: read-only, and shut off from everything else."""

from pathlib import Path

import duckdb


def connect(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory connection with the file attached, then locked: no files, no network, no settings."""
    connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    place = str(warehouse).replace("'", "''")
    connection.execute(f"ATTACH '{place}' AS snapshot (READ_ONLY)")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
