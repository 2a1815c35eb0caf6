"""What could be written better about parts: of all of them, of one, and the mend of one finding."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import InPaging, InWork, PartKey, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import cut_page
from app.schemas.base import Page
from app.schemas.bulk_edit import FindingResponse, MendRequest, MendResponse, PartFindingResponse
from app.services.quality_service import PartFinding

router = APIRouter(prefix="/api", tags=["parts"])


@router.get(
    "/findings",
    summary="What could be written better, of all parts",
    description="Fields of parts that are not archived and do not keep the rules of the catalogue, with a suggestion "
    "where it is plain. Nothing is changed by itself. `sort` by key, description, field or kind.",
)
def list_all_findings(
    work: InWork,
    paging: InPaging,
    kind: Annotated[str | None, Query(max_length=40, examples=["no-manufacturer"], description="only these")] = None,
    sort: SortOrder = "key",
) -> Page[PartFindingResponse]:
    """What could be written better about all parts."""
    page = cut_page(work.quality.of_all(kind, sort=sort), paging)
    return Page(items=[_shown(one) for one in page.items], total=page.total, limit=page.limit, offset=page.offset)


@router.get(
    "/parts/{key}/findings",
    summary="What could be written better",
    description="Fields that do not keep the rules of the catalogue, with a suggestion where it is plain. "
    "Nothing is changed by itself. `sort` by field or kind.",
)
def list_findings(key: PartKey, work: InWork, paging: InPaging, sort: SortOrder = "field") -> Page[FindingResponse]:
    """What could be written better about a part."""
    found = work.quality.findings(key, sort=sort)
    return cut_page([FindingResponse.model_validate(finding) for finding in found], paging)


@router.post(
    "/parts/{key}/findings/mend",
    summary="Write a field as suggested",
    description="409 when the field was changed since, or when there is no suggestion. One batch, with one undo.",
)
def mend_finding(key: PartKey, body: MendRequest, work: InWorkOnce) -> MendResponse:
    """Mend one finding."""
    done = work.quality.mend(key, body.kind, body.field, body.given)
    return MendResponse(batch=done.batch_id, message=done.message)


def _shown(one: PartFinding) -> PartFindingResponse:
    return PartFindingResponse.model_validate(asdict(one.finding) | {"key": one.key, "description": one.description})
