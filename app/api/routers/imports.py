"""Imports: foreign files as one batch, checked row by row before; drafts of those that are not finished."""

from typing import Annotated

from fastapi import APIRouter, File, Query, UploadFile

from app.api.dependencies import InContainer, InPaging, InWork, RecordId, SortOrder
from app.api.paging import cut_page, page_of
from app.config import MEGABYTE
from app.domain.importing.part_columns import FIELD_NAMES
from app.schemas.base import Page
from app.schemas.imports import (
    BomCandidateResponse,
    BomLineResponse,
    ColumnResponse,
    ColumnsResponse,
    ColumnsUpload,
    DraftDiscardResponse,
    DraftFormat,
    DraftRun,
    DraftUpload,
    ImportAnswers,
    ImportDraftResponse,
    ImportFormat,
    ImportFormatResponse,
    ImportProblem,
    ImportResponse,
    ImportUpload,
    ImportVerdict,
)
from app.services.container import Container
from app.services.importers.bom_service import BomReport
from app.services.importers.report import ImportReport
from app.services.importers.upload import ONE_FILE

router = APIRouter(prefix="/api/imports", tags=["imports"])
UPLOAD_BODY_BYTES = 256 * MEGABYTE
"""More is not even read; the limit per file is a setting."""
TITLES: dict[ImportFormat, str] = {
    "csv": "Table of parts: CSV or XLSX of any origin",
    "bom": "Bill of materials: becomes a kit",
    "part-db": "Part-DB: its CSV export",
    "partkeepr": "PartKeepr: its database as XML",
    "inventree": "InvenTree: a JSON dump",
    "predecessor": "Electronics Inventory: a folder of JSON files",
}


@router.get("/formats", summary="Formats that can be imported", description="And the fields of tables.")
def list_formats(paging: InPaging) -> Page[ImportFormatResponse]:
    """All formats."""
    formats = [
        ImportFormatResponse(
            name=name, title=title, is_one_file=name in ONE_FILE, fields=list(FIELD_NAMES) if name == "csv" else []
        )
        for name, title in TITLES.items()
    ]
    return cut_page(formats, paging)


@router.post(
    "/columns",
    summary="Guess the columns of a table",
    description="Nothing is written. `mapping` and `currency` are what was chosen for the same headers before.",
    max_body_size=UPLOAD_BODY_BYTES,
)
def guess_columns(body: Annotated[ColumnsUpload, File()], work: InWork, container: InContainer) -> ColumnsResponse:
    """The columns of a table."""
    table, told = work.import_wizard.columns(_read(body.file, container))
    return ColumnsResponse(
        columns=[ColumnResponse.model_validate(column) for column in table.columns],
        rows=len(table.rows),
        mapping=dict(told.mapping),
        currency=told.currency,
    )


@router.post(
    "",
    summary="Import files",
    description="As one batch, or not at all when a row has an error or is undecided. With `dry_run` the answer says "
    "what becomes of every row. A file that was imported as it is already changes nothing: `batch_id` is null then.",
    max_body_size=UPLOAD_BODY_BYTES,
)
def import_files(body: Annotated[ImportUpload, File()], work: InWork, container: InContainer) -> ImportResponse:
    """Import, or check."""
    files = [_read(file, container) for file in body.files]
    return _view(work.import_wizard.run(body.format, files, body.answers(), dry_run=body.dry_run))


@router.get("/drafts", summary="Imports that were begun", description="Latest first, or by filename.")
def list_drafts(
    work: InWork,
    paging: InPaging,
    format_: Annotated[DraftFormat | None, Query(alias="format")] = None,
    sort: SortOrder = "-expires_at",
) -> Page[ImportDraftResponse]:
    """All drafts that did not expire."""
    drafts, total = work.import_drafts.latest(
        source_format=format_, limit=paging.limit, offset=paging.offset, sort=sort
    )
    return page_of([ImportDraftResponse.model_validate(draft) for draft in drafts], total, paging)


@router.post(
    "/drafts",
    status_code=201,
    summary="Keep a file for another day",
    description="With the answers given so far. The same content again is the same draft. It expires after 30 days.",
    max_body_size=UPLOAD_BODY_BYTES,
)
def keep_draft(body: Annotated[DraftUpload, File()], work: InWork, container: InContainer) -> ImportDraftResponse:
    """Keep a draft."""
    name, data = _read(body.file, container)
    draft = work.import_drafts.keep(body.format, name, data, body.answers())
    return ImportDraftResponse.model_validate(draft)


@router.get("/drafts/{draft_id}", summary="One draft", description="With its answers.")
def get_draft(draft_id: RecordId, work: InWork) -> ImportDraftResponse:
    """One draft."""
    return ImportDraftResponse.model_validate(work.import_drafts.get(draft_id))


@router.put("/drafts/{draft_id}", summary="Answer for a draft", description="Replaces the answers given before.")
def update_draft(draft_id: RecordId, body: ImportAnswers, work: InWork) -> ImportDraftResponse:
    """Other answers."""
    return ImportDraftResponse.model_validate(work.import_drafts.update(draft_id, body.answers()))


@router.post(
    "/drafts/{draft_id}/run",
    summary="Import a draft",
    description="With the answers that it keeps, as `POST /api/imports` does. Once imported it is gone; undo brings it "
    "back.",
)
def run_draft(draft_id: RecordId, body: DraftRun, work: InWork) -> ImportResponse:
    """Import a draft, or check it."""
    return _view(work.import_wizard.run_draft(work.import_drafts.get(draft_id), dry_run=body.dry_run))


@router.delete("/drafts/{draft_id}", summary="Discard a draft", description="The batch brings it back.")
def discard_draft(draft_id: RecordId, work: InWork) -> DraftDiscardResponse:
    """Discard a draft."""
    return DraftDiscardResponse(batch_id=work.import_drafts.discard(draft_id))


def _read(file: UploadFile, container: Container) -> tuple[str, bytes]:
    """Name and bytes of an upload within the limits."""
    data = file.file.read()
    container.file_limits().check("file", len(data))
    return file.filename or "", data


def _view(report: ImportReport) -> ImportResponse:
    answer = ImportResponse(
        batch_id=report.batch,
        dry_run=report.dry_run,
        created=report.created,
        updated=report.updated,
        skipped=report.skipped,
        problems=[ImportProblem.model_validate(problem) for problem in report.problems],
        verdicts=[ImportVerdict.model_validate(verdict) for verdict in report.verdicts] if report.dry_run else [],
    )
    if isinstance(report, BomReport):
        answer.kit, answer.kit_name, answer.lines = report.kit, report.kit_name, _lines(report)
    return answer


def _lines(report: BomReport) -> list[BomLineResponse]:
    return [
        BomLineResponse(
            where=match.line.where,
            designators=list(match.line.designators),
            quantity=match.line.quantity,
            label=match.line.label,
            package=match.line.package,
            state=match.state,
            part=match.part,
            candidates=[BomCandidateResponse.model_validate(candidate) for candidate in match.candidates],
        )
        for match in report.matches
    ]
