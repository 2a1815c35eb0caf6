"""Quarantine: dropped files that could not be read, as the snapshot knows them, and what to do with each."""

from typing import Annotated

import polars as pl
from fastapi import APIRouter, File, Query, Response

from app.api.dependencies import InContainer, InPaging, InWork, RecordId
from app.api.file_response import file_response
from app.api.idempotency import InWorkOnce
from app.api.paging import cut_page
from app.domain.quality.file_kind import clean_file_name
from app.exceptions import RecordNotFoundException
from app.schemas.base import Page
from app.schemas.insight import SnapshotPage
from app.schemas.quarantine import (
    ContentTag,
    DecisionResponse,
    DiscardRequest,
    DropKey,
    MendRecord,
    MendResponse,
    MendUpload,
    QuarantinedFile,
    QuarantinedLine,
    ReplayRequest,
)
from app.services.attachment_service import StoredFile
from app.services.container import Container
from app.services.drops.decision_service import DropChange
from app.warehouse.queries.quarantine import quarantined_files, quarantined_lines

UPLOAD_BODY_BYTES = 256 * 1024 * 1024
router = APIRouter(prefix="/api/quarantine", tags=["quarantine"])
FileQuery = Annotated[DropKey, Query(description="key of the dropped file")]


@router.get(
    "",
    summary="Dropped files that could not be read",
    description="As the snapshot in force knows them, latest first, with what was decided since.",
)
def list_quarantine(
    container: InContainer,
    work: InWork,
    paging: InPaging,
    *,
    discarded: Annotated[bool, Query(description="list those that were discarded instead")] = False,
) -> SnapshotPage[QuarantinedFile]:
    """Files in quarantine."""
    snapshot = container.snapshots().open()
    rows = work.drops.judged(quarantined_files(snapshot)).filter((pl.col("state") == "discarded") == discarded)
    page = cut_page([QuarantinedFile(**row) for row in rows.drop("replay").iter_rows(named=True)], paging)
    return SnapshotPage(**dict(page), snapshot=snapshot.id)


@router.get("/lines", summary="What could not be read of a file", description="In line order.")
def list_quarantined_lines(container: InContainer, paging: InPaging, file: FileQuery) -> SnapshotPage[QuarantinedLine]:
    """Lines of a file in quarantine."""
    snapshot = container.snapshots().open()
    rows = quarantined_lines(snapshot, file)
    page = cut_page([QuarantinedLine(**row) for row in rows.iter_rows(named=True)], paging)
    return SnapshotPage(**dict(page), snapshot=snapshot.id)


@router.get(
    "/content", summary="The bytes of a dropped file", description="As it lies there now.", response_class=Response
)
def get_dropped_content(work: InWork, file: FileQuery) -> Response:
    """A dropped file."""
    data = work.mendings.content(file)
    return file_response(StoredFile(clean_file_name(file), "application/octet-stream", data))


@router.put(
    "/content",
    summary="Replace a dropped file",
    description="Puts corrected content in the place of the version `etag`; the next run reads it. What was there is "
    "kept and can be put back.",
    max_body_size=UPLOAD_BODY_BYTES,
)
def mend_file(body: Annotated[MendUpload, File()], work: InWork) -> MendResponse:
    """Mend a file."""
    return MendResponse(message=work.mendings.mend(body.file, body.etag, body.content.file.read()))


@router.get("/mendings", summary="When a file was replaced", description="Latest first.")
def list_mendings(work: InWork, paging: InPaging, file: FileQuery) -> Page[MendRecord]:
    """The mendings of a file."""
    return cut_page([MendRecord.model_validate(made) for made in work.mendings.mends(file)], paging)


@router.post(
    "/mendings/{mend_id}/put-back",
    summary="Put the former content back",
    description="Puts what a mending replaced in place again; the next run reads it.",
)
def put_content_back(mend_id: RecordId, work: InWork) -> MendResponse:
    """Take a mending back."""
    return MendResponse(message=work.mendings.put_back(mend_id))


@router.post(
    "/replay",
    status_code=201,
    summary="Read a file again",
    description="The next run reads this version as if it were new: after a limit was raised, for example.",
)
def replay_file(body: ReplayRequest, container: InContainer, work: InWorkOnce) -> DecisionResponse:
    """Replay a file."""
    _require_listed(container, body.file, body.etag)
    return _decided(work.drops.replay(body.file, body.etag))


@router.post(
    "/discard",
    status_code=201,
    summary="Discard a file",
    description="This version is no longer listed; what is known of it stays in the snapshots.",
)
def discard_file(body: DiscardRequest, container: InContainer, work: InWorkOnce) -> DecisionResponse:
    """Discard a file."""
    _require_listed(container, body.file, body.etag)
    return _decided(work.drops.discard(body.file, body.etag, body.note))


@router.delete("/discard", summary="List a discarded file again", description="Takes a discard back.")
def take_discard_back(work: InWork, file: FileQuery, etag: Annotated[ContentTag, Query()]) -> DecisionResponse:
    """Take a discard back."""
    return _decided(work.drops.take_back(file, etag))


def _require_listed(container: Container, file: str, etag: str) -> None:
    """A decision about what is not in quarantine would be kept, and never come to anything."""
    known = quarantined_files(container.snapshots().open())
    if known.filter((pl.col("file") == file) & (pl.col("etag") == etag)).is_empty():
        raise RecordNotFoundException("Quarantined file", f"{file}, version {etag},")


def _decided(change: DropChange) -> DecisionResponse:
    return DecisionResponse(batch=change.batch_id, message=change.message)
