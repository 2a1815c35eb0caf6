"""What endpoints are given: the container, one unit of work per request, paging, who acts.

The unit of work ends with the endpoint's function and before the answer is sent (`scope="function"`), so that a commit
that fails still becomes an error answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request

from app.schemas.base import MAX_INTEGER
from app.services.container import Container
from app.services.unit_of_work import UnitOfWork

MAX_LIMIT = 200
DEFAULT_ACTOR = "api"
_UNSAFE_IN_NAMES = re.compile(r"[^\w .@+-]", re.ASCII)


@dataclass(frozen=True)
class Paging:
    """Which page of a list is wanted."""

    limit: int
    offset: int


def get_container(request: Request) -> Container:
    """The application's container."""
    container: Container = request.app.state.container
    return container


def clean_actor(given: str | None) -> str:
    """A short, plain name of who acts; `api` when none was given."""
    return _UNSAFE_IN_NAMES.sub("", given or "").strip()[:100] or DEFAULT_ACTOR


def get_unit_of_work(
    container: Annotated[Container, Depends(get_container)],
    request: Request,
    x_actor: Annotated[str | None, Header(description="who acts, for the history", examples=["anna"])] = None,
) -> Iterator[UnitOfWork]:
    """One transaction per request, committed when the endpoint returns, rolled back when anything fails.

    The batch of what was committed is left for the answer's headers.
    """
    with container.unit_of_work(actor=clean_actor(x_actor)) as work:
        yield work
    request.state.batch_id = work.batches.current_id


def get_paging(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="most items on a page")] = 50,
    offset: Annotated[int, Query(ge=0, le=MAX_INTEGER, description="items to skip")] = 0,
) -> Paging:
    """Page size and start."""
    return Paging(limit, offset)


InContainer = Annotated[Container, Depends(get_container)]
InWork = Annotated[UnitOfWork, Depends(get_unit_of_work, scope="function")]
InPaging = Annotated[Paging, Depends(get_paging)]
PartKey = Annotated[str, Path(min_length=1, max_length=20, description="four-letter key", examples=["ABCD"])]
PartQuery = Annotated[
    str | None, Query(min_length=1, max_length=20, description="only what concerns this part", examples=["ABCD"])
]
SortOrder = Annotated[str, Query(max_length=30, description="a leading - sorts descending")]
RecordId = Annotated[int, Path(ge=1, le=MAX_INTEGER)]
