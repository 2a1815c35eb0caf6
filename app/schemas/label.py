"""Bodies of labels: what to print on which sheet."""

from typing import Annotated, Literal

from pydantic import Field

from app.schemas.base import Input, Label, Output, example

SheetName = Annotated[str, Field(max_length=30, description="see GET /api/labels/sheets", examples=["a4-24"])]
Code = Literal["qr", "datamatrix", "code128", "qr+code128", "none"]
BoxNo = Annotated[int, Field(strict=True, ge=1, le=999_999)]
PartKey = Annotated[str, Field(min_length=1, max_length=20)]


class LabelOrder(Input):
    """What to print, in this order: parts, boxes, single slots, all slots of boxes."""

    model_config = example(parts=["ABCD"], boxes=[7], slots=["7-3"], slots_of=[7], sheet="a4-24", code="qr", skip=3)

    parts: list[PartKey] = Field(default_factory=list, max_length=2000)
    boxes: list[BoxNo] = Field(default_factory=list, max_length=2000)
    slots: list[Label] = Field(default_factory=list, max_length=2000)
    slots_of: list[BoxNo] = Field(default_factory=list, max_length=20)
    sheet: SheetName = "a4-24"
    code: Code = "qr"
    skip: Annotated[int, Field(strict=True, ge=0, le=1000, description="places of the first page already used")] = 0
    copies: Annotated[int, Field(strict=True, ge=1, le=100)] = 1


class SheetResponse(Output):
    """A sheet of labels; measures in millimetres."""

    name: str = Field(examples=["a4-24"])
    title: str = Field(examples=["A4, 24 labels of 64 x 34 mm (L7159)"])
    per_page: int = Field(examples=[24])
    page_width: float = Field(examples=[210.0])
    page_height: float = Field(examples=[297.0])
    label_width: float = Field(examples=[64.0])
    label_height: float = Field(examples=[33.9])
