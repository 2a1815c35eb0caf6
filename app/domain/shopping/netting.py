"""Netting: how many pieces of a part a kit still has to buy, with what is there and on its way taken off.

Where nobody else has a say, it comes to need - stock - on order + minimum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class OpenLine:
    """Pieces of a part on a shopping list that have not arrived yet.

    `outstanding` is ordered less received, or for a line that is not ordered yet what it asks for; `shares` says which
    kit asked for how many of them. What no kit asked for is for the stock.
    """

    is_ordered: bool
    outstanding: int
    shares: Mapping[int, int]

    @property
    def unclaimed(self) -> int:
        """Pieces that no kit asked for."""
        return max(self.outstanding - sum(self.shares.values()), 0)

    def share_of(self, kit_id: int) -> int:
        """Pieces that come for this kit; where too few are coming, other kits are served first."""
        own = self.shares.get(kit_id, 0)
        return max(min(own, self.outstanding - sum(self.shares.values()) + own), 0)


@dataclass(frozen=True)
class Purchase:
    """Pieces to buy for a kit, and pieces that bring the stock back up to its minimum, which all kits share."""

    for_kit: int
    for_minimum: int

    @property
    def total(self) -> int:
        """All pieces."""
        return self.for_kit + self.for_minimum


def on_order_for(kit_id: int, lines: Sequence[OpenLine]) -> int:
    """Pieces that a kit can count on: its own share of every list, and what is ordered and nobody asked for."""
    return sum(line.share_of(kit_id) for line in lines) + _ordered_for_stock(lines)


def counted_on(kit_id: int, *, in_stock: int, minimum: int, lines: Sequence[OpenLine]) -> int:
    """Pieces that need not be bought for a kit: what comes for it, and what the stock has above its minimum."""
    planned = sum(line.share_of(kit_id) for line in lines)
    return planned + max(in_stock + _ordered_for_stock(lines) - minimum, 0)


def to_buy(kit_id: int, required: int, *, in_stock: int, minimum: int, lines: Sequence[OpenLine]) -> Purchase:
    """What a kit must buy of a part; the stock keeps its minimum, and the minimum is topped up once for all kits."""
    for_kit = max(required - counted_on(kit_id, in_stock=in_stock, minimum=minimum, lines=lines), 0)
    if for_kit == 0:
        return Purchase(0, 0)
    coming = in_stock + _ordered_for_stock(lines) + sum(line.unclaimed for line in lines if not line.is_ordered)
    return Purchase(for_kit, max(minimum - coming, 0))


def _ordered_for_stock(lines: Sequence[OpenLine]) -> int:
    return sum(line.unclaimed for line in lines if line.is_ordered)
