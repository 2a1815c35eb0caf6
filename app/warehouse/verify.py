"""Whether a snapshot is still as it was published."""

import duckdb

from app.warehouse.connection import connect
from app.warehouse.files import sha256
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest, table_hash


def verify(manifest: Manifest, layout: LakeLayout) -> list[str]:
    """Hash every file again, and count the rows of the DuckDB file; returns what does not match, in words."""
    folder = layout.snapshot(manifest.id)
    wrong = []
    for entry in manifest.files:
        path = folder / entry.path
        if not path.exists():
            wrong.append(f"{entry.path} is missing")
        elif sha256(path) != entry.sha256:
            wrong.append(f"{entry.path} was changed")
    for name, table in (manifest.tables | manifest.ingest).items():
        if table_hash(table.files) != table.sha256:
            wrong.append(f"the hash of {name} does not follow from its files")
    return wrong + _wrong_counts(manifest, layout)


def _wrong_counts(manifest: Manifest, layout: LakeLayout) -> list[str]:
    try:
        cursor = connect(layout.warehouse(manifest.id)).cursor()
        cursor.execute("USE snapshot")
        counts = {name: cursor.table(name).count("*").fetchall()[0][0] for name in manifest.tables}
    except duckdb.Error as error:
        return [f"warehouse.duckdb cannot be read: {str(error).splitlines()[0]}"]
    return [
        f"warehouse.duckdb has {counts[name]:,} rows of {name}, not {table.rows:,}"
        for name, table in manifest.tables.items()
        if counts[name] != table.rows
    ]
