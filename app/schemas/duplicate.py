"""Bodies about duplicates and merging."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.schemas.base import Input, Output, example

Key = Annotated[str, Field(min_length=1, max_length=20, examples=["ABCD"])]


class DuplicateCandidate(Output):
    """Two parts that may be the same."""

    first: str = Field(examples=["ABCD"])
    second: str = Field(examples=["MEDA"])
    first_description: str = Field(examples=["Resistor 4k7 0603 1 %"])
    second_description: str = Field(examples=["Resistor 4.7k 0603"])
    score: float = Field(description="1 is sure; below 0.5 nothing is reported", examples=[0.74])
    is_certain: bool = Field(description="nothing speaks against it")
    reasons: list[str] = Field(examples=[["same manufacturer's code", "packages differ"]])


class DismissRequest(Input):
    """Which other part it is not a duplicate of."""

    model_config = example(other="MEDA", note="one is automotive grade")

    other: Key
    note: str | None = Field(None, max_length=500, description="why, for those who come after")


class DismissalResponse(Output):
    """Two parts that a person found to be different things."""

    first: str = Field(examples=["ABCD"])
    second: str = Field(examples=["MEDA"])
    first_description: str = Field(examples=["Resistor 4k7 0603 1 %"])
    second_description: str = Field(examples=["Resistor 4k7 0603 AEC-Q200"])
    note: str | None = Field(examples=["one is automotive grade"])
    created_at: datetime


class DismissResponse(Output):
    """What was decided; undo its batch to take it back."""

    batch: int = Field(examples=[812])
    message: str = Field(examples=["ABCD and MEDA are not duplicates"])


class MergeRequest(Input):
    """Into which part."""

    model_config = example(into="ABCD")

    into: Key


class MergeResponse(Output):
    """What a merge did; undo its batch to take it back."""

    batch: int = Field(examples=[812])
    part: str = Field(description="the part that stays", examples=["ABCD"])
    message: str = Field(examples=["Merged MEDA into ABCD"])
