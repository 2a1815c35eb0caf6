"""What the address of a page may carry, checked before use; a bad one is named and ignored, never trusted.

Filters with a closed list of values are bound to the address by their widgets (`bind="query-params"`).
"""

from datetime import date
from typing import Annotated, TypeVar

import streamlit as st
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.ui.components.plain_text import plain

PartKey = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]{4}$")]
DeviceKey = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[A-Za-z0-9]{8}$")]
RecordNo = Annotated[int, Field(ge=1, le=2**31 - 1)]
BoxNo = Annotated[int, Field(ge=1, le=999_999)]
SlotLabel = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{1,6}-[0-9]{1,4}$")]
A = TypeVar("A", bound="Address")
_RECORDS = ("part", "first", "second", "box", "kit", "pick_list", "shopping_list", "seller", "device")
"""Parameters that name the record a page is about; the others choose within it."""


class Address(BaseModel):
    """Base of all addresses: unknown parameters belong to widgets and are left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class PartAddress(Address):
    """`?part=ABCD&on=2024-02-01`."""

    part: PartKey | None = Field(default=None, description="four letters")
    on: date | None = Field(default=None, description="a date such as 2024-02-01")


class DuplicateAddress(Address):
    """`?first=ABCD&second=MEDA`."""

    first: PartKey | None = Field(default=None, description="four letters")
    second: PartKey | None = Field(default=None, description="four letters")


class BoxAddress(Address):
    """`?box=7&slot=3`."""

    box: BoxNo | None = Field(default=None, description="a box number")
    slot: Annotated[int, Field(ge=1, le=1000)] | None = Field(default=None, description="a slot number")


class JournalAddress(Address):
    """`?part=ABCD&slot=7-3&batch=812&since=2024-02-01&until=2024-02-29`; both days are included."""

    part: PartKey | None = Field(default=None, description="four letters")
    slot: SlotLabel | None = Field(default=None, description="a slot such as 7-3")
    batch: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(default=None, description="a batch number")
    since: date | None = Field(default=None, description="a date such as 2024-02-01")
    until: date | None = Field(default=None, description="a date such as 2024-02-29")


class KitAddress(Address):
    """`?kit=7`."""

    kit: RecordNo | None = Field(default=None, description="the number of a kit")


class PickListAddress(Address):
    """`?pick_list=4`."""

    pick_list: RecordNo | None = Field(default=None, description="the number of a pick list")


class DeviceAddress(Address):
    """`?device=abcd1234&on=2024-02-01`."""

    device: DeviceKey | None = Field(default=None, description="eight letters or digits")
    on: date | None = Field(default=None, description="a date such as 2024-02-01")


class QuarantineAddress(Address):
    """`?file=drops/devices/2026-01-31/check-ins.ndjson`."""

    file: Annotated[str, StringConstraints(min_length=1, max_length=1024)] | None = Field(
        default=None, description="the key of a dropped file"
    )


RecordId = Annotated[int, Field(ge=1, le=2**31 - 1)]


class ShoppingAddress(Address):
    """`?shopping_list=4&line=12`."""

    shopping_list: RecordId | None = Field(default=None, description="the number of a list")
    line: RecordId | None = Field(default=None, description="the number of a line")


class SellerAddress(Address):
    """`?seller=2`."""

    seller: RecordId | None = Field(default=None, description="the number of a seller")


def record_in_address() -> list[str]:
    """Which record the page is about, as its address says; empty when it is about none."""
    given = st.query_params.to_dict()
    return [given[name] for name in _RECORDS if name in given]


def read_address(model: type[A]) -> A:
    """The page's address; parameters that are not what they should be are named on the page and left out."""
    given = st.query_params.to_dict()
    try:
        return model.model_validate(given)
    except ValidationError as error:
        wrong = {str(entry["loc"][0]) for entry in error.errors()}
        for name in sorted(wrong):
            wanted = model.model_fields[name].description
            st.warning(
                plain(f"The address says {name}={given[name][:40]}; it must be {wanted}"), icon=":material/link_off:"
            )
        return model.model_validate({name: value for name, value in given.items() if name not in wrong})


def write_address(**values: object) -> None:
    """Put values into the address so that it can be shared; None takes a parameter out."""
    for name, value in values.items():
        if value is None:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != str(value):
            st.query_params[name] = str(value)
