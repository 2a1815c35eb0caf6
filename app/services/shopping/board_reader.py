"""Reads a shopping list as people work on it: its lines by seller, with stock, offers and the kits that asked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.models import (
    PartSeller,
    Seller,
    ShoppingList,
    ShoppingListLine,
    ShoppingListNeed,
    ShoppingListSeller,
)
from app.models.shopping_list import LINE_STATUSES
from app.services.lookups import find_by_id
from app.services.part_reader import PartReader, SlotQuantity
from app.services.shopping.guards import line_name
from app.services.sorting import RowSorts, sorted_by


@dataclass(frozen=True)
class KitShare:
    """How much of a line a kit asked for."""

    kit_id: int
    kit_name: str
    quantity: int


@dataclass(frozen=True)
class BoardLine:
    """A line with what one needs to decide on it."""

    line: ShoppingListLine
    locations: tuple[SlotQuantity, ...]
    offer: PartSeller | None
    shares: tuple[KitShare, ...]

    @property
    def name(self) -> str:
        """The part's key, or the description of the part to be."""
        return line_name(self.line)

    @property
    def description(self) -> str:
        """What the part is."""
        part = self.line.part
        return part.description if part is not None else str((self.line.draft or {}).get("description", ""))

    @property
    def in_stock(self) -> int:
        """Units over all slots."""
        return sum(slot.quantity for slot in self.locations)

    @property
    def can_receive(self) -> bool:
        """Whether deliveries can be booked."""
        return self.line.status == "ordered" and self.line.seller_id is not None

    @property
    def is_short(self) -> bool:
        """Whether less is ordered than is needed."""
        return self.line.status != "done" and self.line.ordered < self.line.needed


LINE_SORTS: RowSorts[BoardLine] = {
    "seller": lambda entry: (entry.line.seller is None, entry.line.seller.name.lower() if entry.line.seller else ""),
    "part": lambda entry: entry.name.lower(),
    "needed": lambda entry: entry.line.needed,
    "ordered": lambda entry: entry.line.ordered,
    "received": lambda entry: entry.line.received,
    "status": lambda entry: LINE_STATUSES.index(entry.line.status),
    "created_at": lambda entry: entry.line.created_at,
}


@dataclass(frozen=True)
class BoardGroup:
    """Lines of one seller, or those without one; `group` is missing for a seller whose lines are all done."""

    seller: Seller | None
    group: ShoppingListSeller | None
    lines: tuple[BoardLine, ...]

    @property
    def status(self) -> str:
        """active or ordered."""
        return "active" if self.group is None else self.group.status

    @property
    def needed(self) -> int:
        """Units needed over all lines."""
        return sum(entry.line.needed for entry in self.lines)

    @property
    def ordered(self) -> int:
        """Units ordered over all lines."""
        return sum(entry.line.ordered for entry in self.lines)

    @property
    def received(self) -> int:
        """Units received over all lines."""
        return sum(entry.line.received for entry in self.lines)

    @property
    def is_completed(self) -> bool:
        """Whether there are lines, and all of them are done."""
        return bool(self.lines) and all(entry.line.status == "done" for entry in self.lines)


@dataclass(frozen=True)
class Board:
    """A list with all its groups: sellers by name, lines without a seller last."""

    shopping_list: ShoppingList
    groups: tuple[BoardGroup, ...]

    @property
    def lines(self) -> list[BoardLine]:
        """All lines, group by group."""
        return [entry for group in self.groups for entry in group.lines]


GROUP_SORTS: RowSorts[BoardGroup] = {
    "seller": lambda group: (group.seller is None, group.seller.name.lower() if group.seller else ""),
    "status": lambda group: group.status,
}


class BoardReader:
    """Answers with the same few statements, however long the list is; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def board(self, list_id: int) -> Board:
        """A list with its lines in groups. Every line is in exactly one of them.

        Raises:
            RecordNotFoundException: no such list.
        """
        shopping_list = find_by_id(self._session, ShoppingList, list_id, "Shopping list")
        lines = self.entries(self._lines(list_id))
        groups = self._session.scalars(
            select(ShoppingListSeller)
            .where(ShoppingListSeller.shopping_list_id == list_id)
            .options(joinedload(ShoppingListSeller.seller))
        ).all()
        return Board(shopping_list, tuple(_grouped(groups, lines)))

    def entries(self, lines: Sequence[ShoppingListLine]) -> list[BoardLine]:
        """These lines with stock, offers and shares."""
        part_ids = {line.part_id for line in lines if line.part_id is not None}
        stock, offers = PartReader(self._session).slots(part_ids), self._offers(part_ids)
        return [
            BoardLine(
                line,
                tuple(stock.get(line.part_id or 0, ())),
                offers.get((line.part_id or 0, line.seller_id or 0)),
                tuple(KitShare(need.kit_id, need.kit.name, need.quantity) for need in line.needs),
            )
            for line in lines
        ]

    def entry(self, line_id: int) -> BoardLine:
        """One line with stock, offer and shares.

        Raises:
            RecordNotFoundException: no such line.
        """
        return self.entries([find_by_id(self._session, ShoppingListLine, line_id, "Shopping list line")])[0]

    def _lines(self, list_id: int) -> Sequence[ShoppingListLine]:
        query = (
            select(ShoppingListLine)
            .where(ShoppingListLine.shopping_list_id == list_id)
            .options(
                joinedload(ShoppingListLine.part),
                joinedload(ShoppingListLine.seller),
                selectinload(ShoppingListLine.needs).joinedload(ShoppingListNeed.kit),
            )
            .order_by(ShoppingListLine.id)
        )
        return self._session.scalars(query).all()

    def _offers(self, part_ids: set[int]) -> dict[tuple[int, int], PartSeller]:
        """By part and seller; the oldest offer where a seller has several numbers for one part."""
        query = select(PartSeller).where(PartSeller.part_id.in_(part_ids)).order_by(PartSeller.id.desc())
        return {(offer.part_id, offer.seller_id): offer for offer in self._session.scalars(query)}


def _grouped(groups: Sequence[ShoppingListSeller], lines: Iterable[BoardLine]) -> list[BoardGroup]:
    by_seller: dict[int | None, list[BoardLine]] = defaultdict(list)
    for entry in lines:
        by_seller[entry.line.seller_id].append(entry)
    sellers = {entry.line.seller_id: entry.line.seller for found in by_seller.values() for entry in found}
    rows = {group.seller_id: group for group in groups}
    sellers |= {group.seller_id: group.seller for group in groups}
    made = [BoardGroup(seller, rows.get(key or 0), tuple(by_seller[key])) for key, seller in sellers.items()]
    return sorted_by(made, "seller", GROUP_SORTS)
