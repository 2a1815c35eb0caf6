"""The way of an uploaded file into the store: its columns with what was said of them before, check, import.

Belongs here: what the Imports page and the API share. Does not belong here: reading and writing records
(`import_service`, `bom_service`).
"""

from collections.abc import Sequence

from app.domain.importing.answers import Answers, check_answers
from app.domain.importing.columns import ReadTable
from app.models import ImportDraft
from app.services.importers.bom_service import BomService
from app.services.importers.column_memory import ColumnMemory
from app.services.importers.draft_service import ImportDraftService
from app.services.importers.import_service import ImportService
from app.services.importers.report import ImportReport
from app.services.importers.upload import placed

NamedFile = tuple[str, bytes]


class ImportWizard:
    """Uploads of one unit of work; the drafts of what is imported are finished with it."""

    def __init__(
        self, imports: ImportService, boms: BomService, drafts: ImportDraftService, memory: ColumnMemory, max_files: int
    ) -> None:
        self._imports = imports
        self._boms = boms
        self._drafts = drafts
        self._memory = memory
        self._max_files = max_files

    def columns(self, file: NamedFile) -> tuple[ReadTable, Answers]:
        """The columns of a table as they are guessed, and what was said of the same headers before.

        Raises:
            SourceFormatException, PayloadTooLargeException: it is not a table, or too large.
        """
        with placed("csv", [file]) as path:
            table = self._imports.columns(path)
        return table, self._memory.offered(table)

    def run(self, source_format: str, files: Sequence[NamedFile], answers: Answers, *, dry_run: bool) -> ImportReport:
        """Import files (a `BomReport` for a bill of materials), or say row by row what that would do.

        Raises:
            ValidationException: an answer is wrong or does not belong to the format.
            SourceFormatException, PayloadTooLargeException: the files cannot be read, or are too many or too large.
            InvalidOperationException: rows have errors or are undecided; nothing was written.
        """
        check_answers(source_format, answers)
        with placed(source_format, files, max_files=self._max_files) as path:
            if source_format == "bom":
                name, units, choices = answers.name, answers.units, answers.choices
                report: ImportReport = self._boms.run(path, dry_run=dry_run, name=name, units=units, choices=choices)
            else:
                mapping, currency = answers.mapping, answers.currency
                report = self._imports.run(source_format, path, dry_run=dry_run, mapping=mapping, currency=currency)
            if not dry_run and source_format == "csv":
                self._memory.remember(self._imports.columns(path), answers.mapping, answers.currency)
        if not dry_run:
            for _, data in files:
                self._drafts.finish(source_format, data)
        return report

    def run_draft(self, draft: ImportDraft, *, dry_run: bool) -> ImportReport:
        """Import a draft with the answers that it keeps, or say what that would do.

        Raises:
            RecordNotFoundException, ExternalServiceException: its bytes cannot be read; and as `run`.
        """
        file = (draft.filename, self._drafts.content(draft))
        return self.run(draft.format, [file], Answers(**draft.answers), dry_run=dry_run)
