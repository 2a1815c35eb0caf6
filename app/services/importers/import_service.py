"""Imports: read a foreign source, check every row, write all of it as one batch - or nothing."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.importing.columns import ReadTable
from app.domain.importing.records import SourceData
from app.exceptions import InvalidOperationException, ValidationException
from app.models import Batch
from app.services.batch_service import BatchService
from app.services.box_service import BoxService
from app.services.importers.box_writer import BoxWriter
from app.services.importers.list_writer import ListWriter
from app.services.importers.part_writer import PartWriter
from app.services.importers.report import ImportReport, Problem, RowVerdict
from app.services.importers.stock_writer import StockWriter
from app.services.importers.writer import CatalogueWriter
from app.services.part_service import PartService
from app.services.type_service import TypeService
from app.sources.inventree_dump import read_dump
from app.sources.part_table import read_part_columns, read_part_db, read_parts
from app.sources.partkeepr_xml import read_partkeepr
from app.sources.predecessor_folder import read_folder
from app.utils.rare_collections import rare_collections
from app.utils.time import Clock

READERS: Mapping[str, Callable[[Path], SourceData]] = {
    "predecessor": read_folder,
    "inventree": read_dump,
    "part-db": read_part_db,
    "partkeepr": read_partkeepr,
    "csv": read_parts,
}
_PRICED: Mapping[str, Callable[[Path, str | None], SourceData]] = {
    "part-db": read_part_db,
    "partkeepr": read_partkeepr,
}
"""Formats with prices that may name no currency, besides csv."""
_COMPARED_ROW_BY_ROW = ("predecessor", "inventree")
"""Formats whose rows all carry numbers of their own."""
_SHOWN = 3


class ImportService:
    """Imports of one unit of work."""

    def __init__(self, session: Session, batches: BatchService, clock: Clock, source: Random) -> None:
        self._session = session
        self._batches = batches
        self._clock = clock
        self._source = source

    def columns(self, path: Path) -> ReadTable:
        """The columns of a table of parts as they are guessed.

        Raises:
            SourceFormatException, PayloadTooLargeException: it is not a table, or too large.
        """
        return read_part_columns(path)

    @rare_collections()
    def run(
        self,
        source_format: str,
        path: Path,
        *,
        dry_run: bool,
        mapping: Mapping[str, str] | None = None,
        currency: str | None = None,
    ) -> ImportReport:
        """Import `path`, or say row by row what an import would do; `mapping` leads from headers of a table to fields.

        `currency` is that of prices of a table which name none.

        A dry run does all of it inside a savepoint and takes it back, so that its verdict is the import's own. A file
        that was imported as it is, and not taken back since, changes nothing.

        Raises:
            ValidationException: unknown format, mapping or currency. SourceFormatException: the source cannot be read.
            InvalidOperationException: rows have errors; nothing was written.
        """
        data = self._read(source_format, path, mapping or {}, currency)
        report = ImportReport(dry_run=dry_run)
        key = _content_key(source_format, path, mapping or {}, currency)
        earlier, key = self._batches.repeated(key)
        if earlier is not None:
            return _nothing_to_do(report, data, path, earlier)
        report.problems += [Problem(r.where, r.field, r.message, r.severity) for r in data.remarks]  # type: ignore[arg-type]  # severities are checked by tests
        report.verdicts += [RowVerdict(where, kind, ref, "skip", why) for where, kind, ref, why in data.left_out]
        savepoint = self._session.begin_nested()
        if dry_run:
            # Ends with the savepoint; what is taken back need not be found by a search first.
            self._session.execute(select(func.set_config("binsight.rehearsal", "on", True)))
        batch = self._write(data, path, report, key)
        if dry_run or report.errors or self._batches.is_empty(batch):
            self._batches.withdraw(savepoint)
            if report.errors and not dry_run:
                raise _refusal(report)
            return report
        savepoint.commit()
        report.batch = batch.id
        return report

    def _read(self, source_format: str, path: Path, mapping: Mapping[str, str], currency: str | None) -> SourceData:
        if source_format not in READERS:
            known = ", ".join([*READERS, "bom"])
            raise ValidationException(f"'{source_format}' is not a format; choose one of {known}", field="format")
        if source_format == "csv":
            return read_parts(path, mapping, currency)
        if mapping:
            raise ValidationException("Columns are mapped for the format csv only", field="mapping")
        if source_format in _PRICED:
            return _PRICED[source_format](path, currency)
        if currency:
            priced = "csv, part-db and partkeepr"
            raise ValidationException(f"A currency is chosen for the formats {priced} only", field="currency")
        return READERS[source_format](path)

    def _write(self, data: SourceData, path: Path, report: ImportReport, key: str | None) -> Batch:
        batches = self._batches
        batch = batches.open("import", note=f"{data.name}: {path.name}"[:500], idempotency_key=key)
        parts = PartService(self._session, batches, self._clock, self._source)
        types = TypeService(self._session, batches)
        catalogue = CatalogueWriter(
            self._session,
            PartWriter(self._session, parts, types, self._clock, self._source),
            BoxWriter(self._session, BoxService(self._session, batches, self._clock)),
        )
        catalogue.write(data, report)
        StockWriter(self._session, catalogue, self._clock).write(data, batch, report)
        ListWriter(self._session, catalogue, self._clock).write(data, report)
        return batch


def _content_key(source_format: str, path: Path, mapping: Mapping[str, str], currency: str | None) -> str | None:
    """Names the content of one file, read as it is read; folders have none."""
    if not path.is_file() or source_format in _COMPARED_ROW_BY_ROW:
        return None
    told = json.dumps(mapping, sort_keys=True) + (currency or "")
    digest = sha256(path.read_bytes() + told.encode())
    return f"import:{source_format}:{digest.hexdigest()}"


def _nothing_to_do(report: ImportReport, data: SourceData, path: Path, earlier: Batch) -> ImportReport:
    message = f"it was imported as batch {earlier.id} already, so nothing changes; undo that batch to import it anew"
    report.problems.append(Problem(path.name, None, message, "info"))
    report.verdicts += [RowVerdict(part.where, "parts", part.ref, "skip") for part in data.parts]
    report.verdicts += [RowVerdict(stock.where, "placements", stock.part, "skip") for stock in data.stock]
    return report


def _refusal(report: ImportReport) -> InvalidOperationException:
    shown = "; ".join(f"{p.where}: {p.message}" for p in report.errors[:_SHOWN])
    more = len(report.errors) - _SHOWN
    cause = f"{len(report.errors)} rows have errors ({shown}{f'; and {more} more' if more > 0 else ''})"
    return InvalidOperationException(
        "import this source",
        f"{cause}. Nothing was written; correct them, or see all of them with a dry run",
        {"problems": [{"where": p.where, "field": p.field, "message": p.message} for p in report.errors]},
    )
