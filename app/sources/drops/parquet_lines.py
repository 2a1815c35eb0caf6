"""The rows of a Parquet file as numbered records, read in slices; a small file that claims huge tables is refused."""

from collections.abc import Iterator
from io import BytesIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from app.exceptions import PayloadTooLargeException, SourceFormatException
from app.sources.drops.lines import Line, excerpt_of

MAX_ROWS = 5_000_000
_SLICE = 10_000
_COLUMNS = (
    "device", "ts", "firmware", "uptime_s", "level", "message", "model", "firmware_version", "built_at", "chip",
    "idf_version", "git_commit", "elf_sha256", "image_sha256", "image_bytes",
)  # fmt: skip


def parquet_lines(content: bytes) -> Iterator[Line]:
    """Rows with the columns of a drop; other columns are not read.

    Raises:
        SourceFormatException: it is cut off or damaged, or has neither a column `device` nor `model`.
        PayloadTooLargeException: it holds more than `MAX_ROWS` rows.
    """
    try:
        file = pq.ParquetFile(BytesIO(content))
        columns = [name for name in _COLUMNS if name in file.schema_arrow.names]
        if not {"device", "model"} & set(columns):
            remedy = "Name the columns device and ts, or model and firmware_version"
            raise SourceFormatException("the table", "it has no column 'device' and no column 'model'", remedy)
        if file.metadata.num_rows > MAX_ROWS:
            raise PayloadTooLargeException(f"it holds {file.metadata.num_rows:,} rows, the limit is {MAX_ROWS:,}")
        number = 0
        for batch in file.iter_batches(batch_size=_SLICE, columns=columns):
            for record in pl.DataFrame(batch).iter_rows(named=True):
                number += 1
                yield Line(number, excerpt_of(str(record).encode("utf-8", errors="replace")), record)
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, OverflowError) as error:
        raise SourceFormatException(
            "the Parquet file", "it is cut off or damaged", "Parquet cannot be read in part; send it again whole"
        ) from error
