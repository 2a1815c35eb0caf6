"""Bodies of the search box."""

from typing import Literal

from pydantic import Field

from app.schemas.base import Output


class SearchHit(Output):
    """One thing that was found."""

    kind: Literal["slot", "part", "box", "kit", "device"] = Field(examples=["part"])
    key: str = Field(description="with `kind` it names the thing: key, slot, number or id", examples=["ABCD"])
    title: str = Field(examples=["Resistor 4k7 0603 1 %"])
    subtitle: str = Field(examples=["RC0603-4K7 · Resistor"])
    quantity: int | None = Field(description="units in stock, where that makes sense", examples=[42])
    locations: list[str] = Field(examples=[["7-3"]])
    why: str = Field(description="what matched", examples=["same value as 4.7k, package: 0603"])
    rank: int = Field(description="how good the match is, 100 is best", examples=[75])
    cover_url: str | None = Field(
        description="a picture of the part; ?thumbnail=N makes it small", examples=["/api/cas/9f86d081884c7d65"]
    )


class SearchAnswer(Output):
    """What was found, best first."""

    query: str = Field(description="what was asked", examples=["4.7k 0603"])
    items: list[SearchHit]
