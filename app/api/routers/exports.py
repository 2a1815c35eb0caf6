"""Exports: every list of the store as a file."""

from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse

from app.api.dependencies import InContainer, InPaging
from app.api.paging import cut_page
from app.schemas.base import Page
from app.schemas.export import ExportListResponse
from app.services.container import Container
from app.services.exports.export_service import find_format, find_list
from app.services.exports.formats import FORMATS
from app.services.exports.lists import LISTS

router = APIRouter(prefix="/api/exports", tags=["exports"])
_MEDIA_TYPES: dict[str, dict[str, str]] = {written.media_type.partition(";")[0]: {} for written in FORMATS.values()}


@router.get("", summary="Lists that can be exported", description="Each as CSV, JSON and Parquet.")
def list_exports(paging: InPaging) -> Page[ExportListResponse]:
    """All lists."""
    return cut_page([ExportListResponse(name=name, title=chosen.title) for name, chosen in LISTS.items()], paging)


@router.get(
    "/{name}",
    summary="Export a list",
    description="The whole list as a file, streamed. In CSV, texts that a spreadsheet would run as formulas carry a "
    "quote in front, which the importers take off again; JSON and Parquet keep every value as it is.",
    response_class=StreamingResponse,
    responses={200: {"content": _MEDIA_TYPES, "description": "The file"}},
)
def export_list(
    container: InContainer,
    name: Annotated[str, Path(max_length=60, examples=["parts"])],
    format_: Annotated[Literal["csv", "json", "parquet"], Query(alias="format")] = "csv",
) -> StreamingResponse:
    """One list as a file."""
    find_list(name)
    written = find_format(format_)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{written.suffix}"'}
    return StreamingResponse(_pieces(container, name, format_), media_type=written.media_type, headers=headers)


def _pieces(container: Container, name: str, format_name: str) -> Iterator[bytes]:
    """The file, in a transaction that is open as long as it is read."""
    with container.unit_of_work(actor="export") as work:
        yield from work.exports.stream(name, format_name)
