"""What of the dropped files could not be read?"""

import polars as pl

from app.warehouse.snapshot import Snapshot


def quarantined_files(snapshot: Snapshot) -> pl.DataFrame:
    """`file, etag, kind, size_bytes, first_seen, replay, problems, reason`: one row a file, latest first.

    `reason` is that of the whole file where there is one, else of its first line.
    """
    return snapshot.query(
        """
        SELECT file, any_value(etag) AS etag, any_value(kind) AS kind, any_value(size_bytes) AS size_bytes,
               any_value(first_seen) AS first_seen, any_value(replay) AS replay, count(*) AS problems,
               arg_min(reason, line) AS reason
        FROM core.quarantine_v1 GROUP BY file ORDER BY first_seen DESC, file
        """
    )


def quarantined_lines(snapshot: Snapshot, file: str) -> pl.DataFrame:
    """`line, reason, excerpt` of one file in line order; first, without a line, what concerns the whole file."""
    return snapshot.query(
        "SELECT nullif(line, 0) AS line, reason, excerpt FROM core.quarantine_v1 WHERE file = $file ORDER BY line",
        {"file": file},
    )
