"""Labels and contents sheets as PDFs, ready to print."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from app.api.dependencies import InPaging, InWork
from app.api.file_response import file_response
from app.api.paging import cut_page
from app.domain.labels.sheet import SHEETS
from app.schemas.base import Page
from app.schemas.label import LabelOrder, SheetResponse
from app.services.attachment_service import StoredFile

router = APIRouter(prefix="/api", tags=["labels"])
BoxNo = Annotated[int, Path(ge=1, le=999_999, description="the number on the box", examples=[7])]
_PDF = "application/pdf"
_ANSWERS: dict[int | str, dict[str, Any]] = {200: {"content": {_PDF: {}}, "description": "A PDF"}}


@router.get("/labels/sheets", summary="Sheets of labels", description="Those that labels can be printed on.")
def list_sheets(paging: InPaging) -> Page[SheetResponse]:
    """A page of sheets."""
    return cut_page([SheetResponse.model_validate(sheet) for sheet in SHEETS.values()], paging)


@router.post(
    "/labels",
    summary="Print labels",
    description="One PDF with the labels of parts, boxes and slots in the order given; the code holds the id, which "
    "the search box understands. Changes nothing.",
    response_class=Response,
    responses=_ANSWERS,
)
def print_labels(body: LabelOrder, work: InWork) -> Response:
    """Labels as a PDF."""
    labels = [
        *work.labels.of_parts(body.parts),
        *work.labels.of_boxes(body.boxes),
        *work.labels.of_slots(body.slots),
        *(label for box_no in body.slots_of for label in work.labels.of_all_slots(box_no)),
    ]
    data = work.labels.sheet(labels, sheet=body.sheet, code=body.code, skip=body.skip, copies=body.copies)
    return file_response(StoredFile("labels.pdf", _PDF, data))


@router.get(
    "/boxes/{box_no}/contents",
    summary="Contents of a box, to print",
    description="A PDF with a line for each part by slot, empty and locked slots named, as of now.",
    response_class=Response,
    responses=_ANSWERS,
)
def print_contents(box_no: BoxNo, work: InWork) -> Response:
    """Contents as a PDF."""
    return file_response(StoredFile(f"box-{box_no}.pdf", _PDF, work.labels.contents(box_no)))
