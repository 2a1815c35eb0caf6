"""Bodies of the health addresses."""

from pydantic import Field

from app.schemas.base import Output


class HealthResponse(Output):
    """`ok`, or why not."""

    status: str = Field(examples=["ok"])
    reasons: list[str] = Field(default_factory=list, examples=[[]])
