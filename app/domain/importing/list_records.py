"""Neutral records of lists: what is picked for kits, what is bought, and which kits asked for it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PickListRecord:
    """A pick list of a kit; `ref` names it within the source."""

    where: str
    ref: str
    kit: str
    units: int
    is_completed: bool
    completed_at: datetime | None


@dataclass(frozen=True)
class PickLineRecord:
    """Units of a part to take from a slot."""

    where: str
    pick_list: str
    part: str
    box: str
    loc_no: int
    quantity: int
    is_completed: bool
    picked_at: datetime | None


@dataclass(frozen=True)
class ShoppingListRecord:
    """A list of things to buy."""

    where: str
    name: str
    description: str | None
    is_done: bool


@dataclass(frozen=True)
class ShoppingLineRecord:
    """A part to buy; `status` is new, ordered or done."""

    where: str
    shopping_list: str
    part: str
    seller: str | None
    needed: int
    ordered: int
    received: int
    note: str | None
    status: str


@dataclass(frozen=True)
class ShoppingSellerRecord:
    """The share of a list that one seller gets."""

    where: str
    shopping_list: str
    seller: str
    note: str | None
    is_ordered: bool


@dataclass(frozen=True)
class KitShoppingRecord:
    """For how many units a kit was put on a list."""

    where: str
    kit: str
    shopping_list: str
    units: int
    honor_reserved: bool
    snapshot_at: datetime
