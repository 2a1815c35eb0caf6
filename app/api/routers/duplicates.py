"""Duplicates: which parts may be the same, and merging two of them."""

from fastapi import APIRouter

from app.api.dependencies import InPaging, InWork, PartKey, PartQuery, SortOrder
from app.api.idempotency import InWorkOnce
from app.api.paging import page_of
from app.schemas.base import Page
from app.schemas.duplicate import (
    DismissalResponse,
    DismissRequest,
    DismissResponse,
    DuplicateCandidate,
    MergeRequest,
    MergeResponse,
)
from app.services.duplicate_service import CandidatePair

router = APIRouter(prefix="/api", tags=["parts"])


@router.get(
    "/duplicates",
    summary="List duplicate candidates",
    description="Pairs of parts that may be the same, most suspicious first, with what speaks for and against it: "
    "codes, values, packages, words. The same store always gives the same answer. `sort` by score, first or second.",
)
def list_duplicates(
    work: InWork, paging: InPaging, part: PartQuery = None, sort: SortOrder = "-score"
) -> Page[DuplicateCandidate]:
    """Pairs of parts that may be the same."""
    pairs, total = work.duplicates.find(limit=paging.limit, offset=paging.offset, part_key=part, sort=sort)
    return page_of((_candidate(pair) for pair in pairs), total, paging)


@router.get(
    "/duplicates/dismissed",
    summary="List pairs that are not duplicates",
    description="What people decided about candidates, latest first, or by created_at, first or second as `sort` says; "
    "these pairs are no longer listed as candidates.",
)
def list_dismissed(
    work: InWork, paging: InPaging, part: PartQuery = None, sort: SortOrder = "-created_at"
) -> Page[DismissalResponse]:
    """Pairs that were found to be different things."""
    rows, total = work.dismissals.list(limit=paging.limit, offset=paging.offset, part_key=part, sort=sort)
    return page_of((DismissalResponse.model_validate(row) for row in rows), total, paging)


@router.post(
    "/parts/{key}/not-duplicate",
    status_code=201,
    summary="Keep two parts apart",
    description="Remembers that the parts are different things: the pair is no longer a candidate.",
)
def dismiss_pair(key: PartKey, body: DismissRequest, work: InWorkOnce) -> DismissResponse:
    """Not a duplicate."""
    change = work.dismissals.dismiss(key, body.other, body.note)
    return DismissResponse(batch=change.batch_id, message=change.message)


@router.delete(
    "/parts/{key}/not-duplicate/{other}",
    summary="Forget that two parts differ",
    description="The pair may be listed as a candidate again.",
)
def take_dismissal_back(key: PartKey, other: PartKey, work: InWork) -> DismissResponse:
    """Maybe a duplicate after all."""
    change = work.dismissals.take_back(key, other)
    return DismissResponse(batch=change.batch_id, message=change.message)


@router.post(
    "/parts/{key}/merge",
    summary="Merge a part into another",
    description="Stock, documents, offers, kits, pick lists, shopping lists and minimums of `key` become those of "
    "`into`; `key` is archived and its history is shown with the part that stays. One batch, which undo takes back.",
)
def merge_part(key: PartKey, body: MergeRequest, work: InWorkOnce) -> MergeResponse:
    """Merge a duplicate into the part that stays."""
    change = work.merges.merge(key, body.into)
    return MergeResponse(batch=change.batch_id, part=change.part_key, message=change.message)


def _candidate(pair: CandidatePair) -> DuplicateCandidate:
    found = pair.candidate
    return DuplicateCandidate(
        first=found.first,
        second=found.second,
        first_description=pair.first_description,
        second_description=pair.second_description,
        score=found.score,
        is_certain=found.is_certain,
        reasons=list(found.reasons),
    )
