"""Imports: read a foreign source, check every row, write all of it as one batch - or nothing."""

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

from app.domain.importing.records import SourceData
from app.exceptions import InvalidOperationException, NotAvailableYetException, ValidationException
from app.services.batch_service import BatchService
from app.services.box_service import BoxService
from app.services.importers.report import ImportReport, Problem
from app.services.importers.stock_writer import StockWriter
from app.services.importers.writer import CatalogueWriter
from app.services.part_service import PartService
from app.services.type_service import TypeService
from app.sources.inventree_dump import read_dump
from app.sources.predecessor_folder import read_folder
from app.utils.time import Clock

READERS: Mapping[str, Callable[[Path], SourceData]] = {"predecessor": read_folder, "inventree": read_dump}
PROMISED = ("part-db", "partkeepr", "csv", "bom")
_SHOWN = 3


class ImportService:
    """Imports of one unit of work."""

    def __init__(self, session: Session, actor: str, clock: Clock, source: Random) -> None:
        self._session = session
        self._actor = actor
        self._clock = clock
        self._source = source

    def run(self, source_format: str, path: Path, *, dry_run: bool) -> ImportReport:
        """Import `path`, or say row by row what an import would do.

        A dry run does all of it inside a savepoint and takes it back, so that its verdict is the import's own.

        Raises:
            ValidationException: unknown format. SourceFormatException: the source cannot be read.
            InvalidOperationException: rows have errors; nothing was written.
        """
        data = self._read(source_format, path)
        report = ImportReport(dry_run=dry_run)
        report.problems += [Problem(r.where, r.field, r.message, r.severity) for r in data.remarks]  # type: ignore[arg-type]  # severities are checked by tests
        savepoint = self._session.begin_nested()
        batch_id = self._write(data, path, report)
        if dry_run:
            savepoint.rollback()
            self._session.expunge_all()
            return report
        if report.errors:
            savepoint.rollback()
            raise _refusal(report)
        savepoint.commit()
        report.batch = batch_id
        return report

    def _read(self, source_format: str, path: Path) -> SourceData:
        if source_format in PROMISED:
            raise NotAvailableYetException(f"Importing {source_format} is not available yet in this version")
        if source_format not in READERS:
            known = ", ".join(READERS)
            raise ValidationException(f"'{source_format}' is not a format; choose one of {known}", field="format")
        return READERS[source_format](path)

    def _write(self, data: SourceData, path: Path, report: ImportReport) -> int:
        batches = BatchService(self._session, self._actor)
        batch = batches.open("import", note=f"{data.name}: {path.name}"[:500])
        catalogue = CatalogueWriter(
            self._session,
            PartService(self._session, batches, self._clock, self._source),
            BoxService(self._session, batches, self._clock),
            TypeService(self._session, batches),
            self._clock,
        )
        catalogue.write(data, report)
        StockWriter(self._session, catalogue, self._clock).write(data, batch, report)
        return batch.id


def _refusal(report: ImportReport) -> InvalidOperationException:
    shown = "; ".join(f"{p.where}: {p.message}" for p in report.errors[:_SHOWN])
    more = len(report.errors) - _SHOWN
    cause = f"{len(report.errors)} rows have errors ({shown}{f'; and {more} more' if more > 0 else ''})"
    return InvalidOperationException(
        "import this source",
        f"{cause}. Nothing was written; correct them, or see all of them with a dry run",
        {"problems": [{"where": p.where, "field": p.field, "message": p.message} for p in report.errors]},
    )
