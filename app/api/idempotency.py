"""Requests that are sent again, because their answer got lost: under the same Idempotency-Key nothing is made twice."""

from typing import Annotated

from fastapi import Depends, Header, Request

from app.api.dependencies import InWork
from app.exceptions import RepeatedRequestException
from app.services.unit_of_work import UnitOfWork

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="a name for this request; sent again, nothing is done twice",
        examples=["bench-3-2026-02-01-0815"],
    ),
]


def get_work_once(request: Request, work: InWork, idempotency_key: IdempotencyKey = None) -> UnitOfWork:
    """The unit of work of a request that writes; the first batch it writes keeps the key.

    Raises:
        RepeatedRequestException: the same request wrote under this key before.
        UsedKeyException: another request did.
    """
    if idempotency_key is not None:
        earlier = work.batches.once(idempotency_key, f"{request.method} {request.url.path}"[:200])
        if earlier is not None:
            raise RepeatedRequestException(earlier.id)
    return work


InWorkOnce = Annotated[UnitOfWork, Depends(get_work_once, scope="function")]
