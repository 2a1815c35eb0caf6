"""Bodies about types, the categories of parts."""

from pydantic import Field

from app.schemas.base import Input, Output, example


class TypeCreate(Input):
    """A new type."""

    model_config = example(name="Resistor")

    name: str = Field(min_length=1, max_length=100)


class TypeUpdate(TypeCreate):
    """Another name for a type."""


class TypeResponse(Output):
    """A type."""

    id: int = Field(examples=[1])
    name: str = Field(examples=["Resistor"])


class TypeListItem(TypeResponse):
    """A type and how many parts, archived ones left out, belong to it."""

    part_count: int = Field(examples=[12])
