"""Bodies of the dashboard: counts, what runs low, how storage and types are filled."""

from pydantic import Field

from app.schemas.base import Output


class DashboardStats(Output):
    """Archived parts and boxes are left out; a move counts as one change."""

    total_parts: int = Field(examples=[500])
    total_quantity: int = Field(examples=[41200])
    total_boxes: int = Field(examples=[22])
    total_types: int = Field(examples=[42])
    changes_7d: int = Field(examples=[210])
    changes_30d: int = Field(examples=[940])
    low_stock_count: int = Field(description="parts at zero are counted", examples=[12])


class LowStockPart(Output):
    """A part below its own minimum or, without one, at or below the threshold."""

    part_key: str = Field(examples=["ABCD"])
    description: str = Field(examples=["Resistor 4k7 0603 1 %"])
    type_name: str | None = Field(None, examples=["Resistor"])
    quantity: int = Field(examples=[0])
    minimum_quantity: int | None = Field(None, description="null: the general threshold counted", examples=[20])


class LowSlotResponse(Output):
    """A slot below its minimum; `elsewhere` is what other slots hold of the part."""

    part_key: str = Field(examples=["ABCD"])
    location: str = Field(examples=["7-3"])
    quantity: int = Field(examples=[2])
    minimum_quantity: int = Field(examples=[10])
    elsewhere: int = Field(examples=[140])


class BoxUsage(Output):
    """How full a box is."""

    box_no: int = Field(examples=[7])
    description: str = Field(examples=["SMD resistors"])
    total_locations: int = Field(examples=[60])
    occupied_locations: int = Field(examples=[41])
    usage_percentage: float = Field(examples=[68.3])


class CategoryCount(Output):
    """A type and its parts in use."""

    type_id: int = Field(examples=[3])
    type_name: str = Field(examples=["Capacitor"])
    part_count: int = Field(examples=[74])


class PartName(Output):
    """A part by key and description."""

    key: str = Field(examples=["ABCD"])
    description: str = Field(examples=["Resistor 4k7 0603 1 %"])
