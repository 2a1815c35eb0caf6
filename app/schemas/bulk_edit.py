"""Bodies of changes to many parts, and of what could be written better about one."""

from typing import Annotated, Any

from pydantic import Field

from app.schemas.base import Flag, Input, Output, example
from app.schemas.part import PartFields, Tag

Key = Annotated[str, Field(min_length=1, max_length=20, examples=["ABCD"])]


class BulkEditRequest(Input):
    """Which parts, and what is changed on each of them."""

    model_config = example(keys=["ABCD", "EFGH"], fields={"package": "0603"}, add_tags=["smd"], dry_run=True)

    keys: list[Key] = Field(min_length=1, max_length=500)
    fields: PartFields = Field(default_factory=PartFields, description="only those that are given; null clears one")
    add_tags: list[Tag] = Field(default_factory=list, max_length=100)
    remove_tags: list[Tag] = Field(default_factory=list, max_length=100)
    dry_run: Flag = Field(True, description="show what would change, and change nothing")


class FieldChangeResponse(Output):
    """One field of one part, before and after."""

    key: str = Field(examples=["ABCD"])
    field: str = Field(examples=["package"])
    before: Any = Field(examples=[None])
    after: Any = Field(examples=["0603"])


class BulkEditResponse(Output):
    """What was or would be changed; undo the batch to take all of it back."""

    batch: int | None = Field(description="none for a dry run, or when nothing differed", examples=[812])
    changes: list[FieldChangeResponse]


class FindingResponse(Output):
    """One field that could be written better."""

    kind: str = Field(description="what it is about", examples=["dimension-notation"])
    field: str = Field(examples=["dimensions"])
    given: str | None = Field(description="what stands there now; of tags the one in question", examples=["25x18"])
    problem: str = Field(examples=["are written as L × W × H mm"])
    suggestion: str | None = Field(examples=["25.5 × 18 × 3.1 mm"])


class PartFindingResponse(FindingResponse):
    """One field of one part that could be written better."""

    key: str = Field(examples=["ABCD"])
    description: str = Field(examples=["Resistor 4k7 0603 1 %"])


class MendRequest(Input):
    """Which finding is mended as it suggests."""

    model_config = example(kind="dimension-notation", field="dimensions", given="25x18")

    kind: str = Field(max_length=40)
    field: str = Field(max_length=40)
    given: str | None = Field(None, max_length=20_000, description="which tag, or what the field must still hold")


class MendResponse(Output):
    """What was written; undo the batch to take it back."""

    batch: int = Field(examples=[812])
    message: str = Field(examples=["Wrote dimensions of ABCD as 25 × 18 mm"])
