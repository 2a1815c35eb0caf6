"""What the API says about exports."""

from pydantic import Field

from app.schemas.base import Output


class ExportListResponse(Output):
    """A list that can be exported."""

    name: str = Field(examples=["parts"])
    title: str = Field(examples=["Parts"])
