"""Requests that are sent again, because their answer got lost: under the same Idempotency-Key nothing is made twice."""

from hashlib import sha256
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


MAX_NAME = 180
"""Characters of method and path that a request is known by; with the digest they fit into its column."""


async def get_digest(request: Request) -> str:
    """Of a body of JSON under a key, 16 hexadecimal digits; empty for a form, whose bytes differ each time."""
    is_json = request.headers.get("Content-Type", "").startswith("application/json")
    if not is_json or "Idempotency-Key" not in request.headers:
        return ""
    return sha256(await request.body()).hexdigest()[:16]


def get_work_once(
    request: Request, work: InWork, digest: Annotated[str, Depends(get_digest)], idempotency_key: IdempotencyKey = None
) -> UnitOfWork:
    """The unit of work of a request that writes; the first batch it writes keeps the key.

    Raises:
        RepeatedRequestException: the same request wrote under this key before.
        UsedKeyException: another request did, or one with another body.
    """
    if idempotency_key is not None:
        name = f"{request.method} {request.url.path}"[:MAX_NAME]
        earlier = work.batches.once(idempotency_key, f"{name} {digest}".strip())
        if earlier is not None:
            raise RepeatedRequestException(earlier.id)
    return work


InWorkOnce = Annotated[UnitOfWork, Depends(get_work_once, scope="function")]
