"""Bodies about sellers, what they offer, and how reliable they are."""

from datetime import datetime
from typing import Any

from pydantic import Field

from app.schemas.base import MAX_INTEGER, Input, Output, example


class SellerCreate(Input):
    """A new seller."""

    model_config = example(name="Corner shop", website="https://corner.example")

    name: str = Field(min_length=1, max_length=255)
    website: str | None = Field(None, max_length=500)


class SellerUpdate(Input):
    """Changes to a seller: only the fields that are given; null clears one."""

    model_config = example(website="https://corner.example/shop")

    name: str | None = Field(None, min_length=1, max_length=255)
    website: str | None = Field(None, max_length=500)


class SellerName(Output):
    """A seller by id and name."""

    id: int = Field(examples=[2])
    name: str = Field(examples=["Corner shop"])


class SellerResponse(SellerName):
    """A seller."""

    website: str | None = Field(examples=["https://corner.example"])
    has_logo: bool = Field(description="then `/api/sellers/{id}/logo` is the picture")
    external_ref: str | None = Field(examples=["shop-2"])
    created_at: datetime
    updated_at: datetime


class SellerListItem(SellerResponse):
    """A seller and how many offers it makes."""

    link_count: int = Field(examples=[12])


class ReliabilityResponse(Output):
    """The record of a seller; a figure is null while nothing can be said."""

    orders: int = Field(description="parts ordered", examples=[9])
    deliveries: int = Field(examples=[11])
    median_lead_days: float | None = Field(description="days from order to arrival", examples=[4.5])
    on_time_share: float | None = Field(description="of the orders with a promised day", examples=[0.8])
    promised: int = Field(description="orders with a promised day that can be judged", examples=[5])
    fill_rate: float | None = Field(description="pieces that came of pieces ordered, closed orders", examples=[0.97])


class PriceBreak(Input):
    """What a unit costs from a quantity on."""

    model_config = example(quantity=100, price=0.05, currency="EUR")

    quantity: int = Field(strict=True, ge=1, le=MAX_INTEGER)
    price: float = Field(strict=True, ge=0, lt=100_000_000)
    currency: str = Field(pattern="^[A-Z]{3}$")


class SellerLinkFields(Input):
    """What may be written on an offer."""

    sku: str | None = Field(None, max_length=200, description="the seller's number for the part")
    link: str | None = Field(None, max_length=500)
    price_breaks: list[PriceBreak] | None = Field(None, max_length=50)
    minimum_quantity: int | None = Field(None, strict=True, ge=1, le=MAX_INTEGER)
    lead_time_days: int | None = Field(None, strict=True, ge=0, le=MAX_INTEGER)


class SellerLinkCreate(SellerLinkFields):
    """A seller offers the part; one entry per SKU."""

    model_config = example(
        seller_id=2, sku="A-4711", price_breaks=[{"quantity": 1, "price": 0.12, "currency": "EUR"}], lead_time_days=3
    )

    seller_id: int = Field(strict=True, ge=1, le=MAX_INTEGER)


class SellerLinkUpdate(SellerLinkFields):
    """Changes to an offer: only the fields that are given; null clears one."""

    model_config = example(lead_time_days=5)


class SellerLinkResponse(Output):
    """An offer of a part."""

    id: int = Field(examples=[31])
    seller: SellerName
    sku: str | None = Field(examples=["A-4711"])
    link: str | None = Field(examples=["https://corner.example/a-4711"])
    price_breaks: list[dict[str, Any]] = Field(examples=[[{"quantity": 1, "price": 0.12, "currency": "EUR"}]])
    minimum_quantity: int | None = Field(examples=[10])
    lead_time_days: int | None = Field(examples=[3])


class OfferResponse(SellerLinkResponse):
    """An offer, and the part it is for."""

    part_key: str = Field(examples=["ABCD"])
    description: str = Field(examples=["Resistor 4k7 0603 1 %"])
