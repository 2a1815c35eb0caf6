"""Duplicates: which parts may be the same, and merging two of them."""

from fastapi import APIRouter

from app.api.dependencies import InPaging, InWork, PartKey
from app.api.paging import cut_page
from app.schemas.base import Page
from app.schemas.duplicate import DuplicateCandidate, MergeRequest, MergeResponse
from app.services.duplicate_service import CandidatePair

router = APIRouter(prefix="/api", tags=["parts"])


@router.get(
    "/duplicates",
    summary="List duplicate candidates",
    description="Pairs of parts that may be the same, most suspicious first, with what speaks for and against it: "
    "codes, values, packages, words. The same store always gives the same answer, of at most 1000 pairs.",
)
def list_duplicates(work: InWork, paging: InPaging) -> Page[DuplicateCandidate]:
    """Pairs of parts that may be the same."""
    return cut_page([_candidate(pair) for pair in work.duplicates.find()], paging)


@router.post(
    "/parts/{key}/merge",
    summary="Merge a part into another",
    description="Stock, documents, offers, kits, pick lists, shopping lists and minimums of `key` become those of "
    "`into`; `key` is archived and its history is shown with the part that stays. One batch, which undo takes back.",
)
def merge_part(key: PartKey, body: MergeRequest, work: InWork) -> MergeResponse:
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
