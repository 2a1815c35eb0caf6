"""What all request and answer bodies share: strict input, pages with totals, the error body."""

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.config import JsonValue

MAX_INTEGER = 2**31 - 1
"""Largest whole number the store keeps."""

Row = TypeVar("Row")
SizeClass = Literal["small", "medium", "large"]
StorageProperty = Literal["esd", "moisture", "hazard"]


class Input(BaseModel):
    """A request body: unknown fields are refused, so that a misspelt one is never silently ignored."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


def example(**values: JsonValue) -> ConfigDict:
    """The configuration of a request body that shows these values in the documentation."""
    return ConfigDict(json_schema_extra={"examples": [values]})


class Output(BaseModel):
    """An answer; built from attributes as well as from keywords."""

    model_config = ConfigDict(from_attributes=True)


class Page(Output, Generic[Row]):
    """One page of a list, and how many there are in all."""

    items: list[Row]
    total: int = Field(description="how many there are in all", examples=[1])
    limit: int = Field(description="most items on a page", examples=[50])
    offset: int = Field(description="items skipped before this page", examples=[0])


class ErrorResponse(Output):
    """The body of every refusal and failure."""

    error: str = Field(description="one sentence for people", examples=["Part ABCD was not found"])
    details: dict[str, Any] = Field(description="further facts", examples=[{"kind": "Part", "id": "ABCD"}])
    code: str = Field(description="stable identifier for programs", examples=["RECORD_NOT_FOUND"])
    correlationId: str = Field(  # noqa: N815 - the name other programs already read
        description="also in the header X-Request-ID and in the log", examples=["7f1c0a4e9b6d4e0f"]
    )


def _as_utc(value: datetime) -> datetime:
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the year must be between 1 and 9999 in UTC") from error


Instant = Annotated[datetime, AfterValidator(_as_utc)]
"""A timestamp; without an offset it is UTC."""

WholeNumber = Annotated[int, Field(strict=True, ge=-MAX_INTEGER, le=MAX_INTEGER)]
"""A number the store can keep; text and fractions are refused rather than converted."""

Flag = Annotated[bool, Field(strict=True)]
"""True or false in a JSON body; numbers and words are refused rather than converted."""

Quantity = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)]
"""Units, at least one."""

Label = Annotated[str, Field(min_length=3, max_length=20, description="slot as box-slot", examples=["7-3"])]
"""The name of a slot."""

Note = Annotated[str, Field(max_length=2000)]
"""Free words of a person."""
