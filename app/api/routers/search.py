"""The search box: parts, slots, boxes, kits and devices with one question."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import InWork
from app.schemas.search import SearchAnswer, SearchHit
from app.services.hit import Hit

router = APIRouter(prefix="/api/search", tags=["search"])


@router.get(
    "",
    summary="Search everything",
    description="Parts, slots, boxes, kits and devices, best first, with what matched. Words must begin words of the "
    "store: keys, codes, descriptions, types, tags, packages, sellers and their numbers, names and text of documents. "
    "Values are equal however they are written (`4k7`, `4.7 kΩ`), `7-3` is a slot. When nothing fits, near spellings "
    "and parts of words are tried.",
)
def search(
    work: InWork,
    query: Annotated[str, Query(max_length=200, examples=["4.7k 0603"])],
    limit: Annotated[int, Query(ge=1, le=200, description="most hits")] = 20,
) -> SearchAnswer:
    """What fits a query."""
    return SearchAnswer(query=query, items=[_shown(hit) for hit in work.search.find(query, limit)])


def _shown(hit: Hit) -> SearchHit:
    url = None if hit.cover is None else f"/api/cas/{hit.cover}"
    return SearchHit.model_validate(asdict(hit) | {"cover_url": url})
