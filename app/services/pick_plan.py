"""Plans what to pick for a number of units of a kit, and what to do about parts that do not suffice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.kits.allocation import Demand, SlotOrder, Taking, assign, lacking, take
from app.domain.kits.bill import explode, part_lines
from app.domain.kits.coverage import MAX_UNITS, demands_of
from app.exceptions import InvalidOperationException, ValidationException
from app.models import Kit, Part
from app.services.kit_bills import bills_of_kits
from app.services.kit_supply import PickingSupply, read_picking_supply
from app.services.reservation_service import ReservationService

REJECT, LIMIT, OMIT = SHORTFALL_ACTIONS = ("reject", "limit", "omit")
"""About a part that does not suffice: refuse everything, pick what is there, or leave the part out."""


@dataclass(frozen=True)
class ShortPick:
    """A part of which fewer units may be picked than are needed."""

    part_key: str
    description: str
    required: int
    usable: int

    @property
    def shortfall(self) -> int:
        """Units that lack."""
        return self.required - self.usable


class PickPlanner:
    """Reads bill and stock of one kit and plans for `units` of it.

    Raises:
        ValidationException: units below 1 or absurd. InvalidOperationException: the kit needs no part.
    """

    def __init__(
        self, session: Session, reservations: ReservationService, kit: Kit, units: int, *, lock: bool = False
    ) -> None:
        if not 1 <= units <= MAX_UNITS:
            raise ValidationException(f"Units must be between 1 and {MAX_UNITS}", field="units")
        bills = bills_of_kits(session, [kit.id])
        lines = part_lines(bills.lines, kit.id)
        if not lines:
            raise InvalidOperationException(f"pick {kit.name}", "it needs no part yet; add lines to the kit first")
        self._kit = kit
        self._demands, _ = demands_of(lines, explode(bills.lines, kit.id, units), {})
        self._supply: PickingSupply = read_picking_supply(session, reservations, bills.part_ids(), kit.id, lock=lock)
        self.parts = {part.id: part for part in session.scalars(select(Part).where(Part.id.in_(bills.part_ids())))}

    def shortfalls(self) -> list[ShortPick]:
        """Parts that do not suffice, by key."""
        short = self._short_units()
        wanted: dict[int, int] = dict.fromkeys(short, 0)
        for demand in self._demands:
            if demand.part_ids[0] in wanted:
                wanted[demand.part_ids[0]] += demand.units
        parts = sorted((self.parts[part_id] for part_id in short), key=lambda part: part.key)
        return [ShortPick(p.key, p.description, wanted[p.id], wanted[p.id] - short[p.id]) for p in parts]

    def takings(self, actions: Mapping[str, str], order: SlotOrder = "remainders") -> list[Taking]:
        """What to take from which slot; `actions` says by part key what to do where units lack (default: reject).

        `order` says which slots are emptied first.

        Raises:
            ValidationException: an unknown action.
            InvalidOperationException: a part lacks and is rejected (all of them are named), or nothing is left to pick.
        """
        chosen = {key.strip().upper(): action for key, action in actions.items()}
        for key, action in chosen.items():
            if action not in SHORTFALL_ACTIONS:
                raise ValidationException(
                    f"'{action[:40]}' is no action for {key[:10]}; choose {', '.join(SHORTFALL_ACTIONS)}",
                    field="shortfall_actions",
                )
        demands = self._kept(chosen)
        shares = assign(demands, self._supply.free())
        takings = take(shares, self._supply.shelves, self._supply.held_back, order)
        if not takings:
            raise InvalidOperationException(
                f"pick {self._kit.name}", "nothing would be on the list: its parts are out of stock or left out"
            )
        return takings

    def _kept(self, actions: Mapping[str, str]) -> Sequence[Demand]:
        """Demands as the actions leave them."""
        short = self._short_units()
        todo = {part_id: actions.get(self.parts[part_id].key, REJECT) for part_id in short}
        rejected = [entry for entry in self.shortfalls() if actions.get(entry.part_key, REJECT) == REJECT]
        if rejected:
            lacks = "; ".join(
                f"{entry.part_key} lacks {entry.shortfall} of {entry.required}" for entry in rejected[:10]
            )
            more = f"; and {len(rejected) - 10} more" if len(rejected) > 10 else ""
            raise InvalidOperationException(
                f"pick {self._kit.name}",
                f"{lacks}{more}. Order them, or choose limit or omit for each",
                {"parts": [entry.part_key for entry in rejected]},
            )
        return [demand for demand in self._demands if todo.get(demand.part_ids[0]) != OMIT]

    def _short_units(self) -> dict[int, int]:
        """Units that lack, by the part that the lines ask for."""
        short: dict[int, int] = {}
        missing = lacking(self._demands, assign(self._demands, self._supply.free()))
        for demand in self._demands:
            if demand.content_id in missing:
                part_id = demand.part_ids[0]
                short[part_id] = short.get(part_id, 0) + missing[demand.content_id]
        return short
