"""Reservations: the units that active kits hold against everybody else; they fall as kits are picked and built."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.kits.bill import part_needs
from app.domain.kits.claims import Pick, claimed
from app.models import Build, Kit, KitContent, PickList, PickListLine
from app.services.kit_bills import bills_with_parts
from app.services.lookups import find_part


@dataclass(frozen=True)
class Claim:
    """Units of a part that one kit still needs or holds on its pick lists."""

    kit: Kit
    units: int


@dataclass(frozen=True)
class KitClaims:
    """What one kit claims per part id, and its picks that no build has used."""

    units: Mapping[int, int]
    picks: tuple[Pick, ...]

    def picked(self) -> Counter[int]:
        """Units taken already, by the part the kit's line asks for."""
        units: Counter[int] = Counter()
        for pick in self.picks:
            units[pick.own_part_id] += pick.picked
        return units

    def on_lists(self) -> Counter[int]:
        """Units claimed on open pick lists, by the part that lies in the slot."""
        units: Counter[int] = Counter()
        for pick in self.picks:
            if pick.part_id in self.units:
                units[pick.part_id] += pick.open
        return units


class ReservationService:
    """Answers who claims what; never writes. It reads with two statements, however many kits there are."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def reserved(self, part_ids: Collection[int] | None = None, *, but_kit: int | None = None) -> dict[int, int]:
        """Units per part id that active kits claim, of these parts or of all; what nobody claims is left out.

        `but_kit` leaves one kit's claims out, for asking what that kit may use.
        """
        totals = Counter[int]()
        for kit_id, claims in self.by_kit(part_ids).items():
            if kit_id != but_kit:
                totals.update(claims.units)
        return dict(totals)

    def claims(self, part_key: str) -> list[Claim]:
        """The kits that claim units of a part, by name.

        Raises:
            RecordNotFoundException: unknown part.
        """
        part = find_part(self._session, part_key)
        units = {kit_id: claims.units[part.id] for kit_id, claims in self.by_kit([part.id]).items() if claims.units}
        kits = self._session.scalars(select(Kit).where(Kit.id.in_(units)).order_by(func.lower(Kit.name), Kit.id))
        return [Claim(kit, units[kit.id]) for kit in kits]

    def by_kit(self, part_ids: Collection[int] | None = None) -> dict[int, KitClaims]:
        """The claims of every active kit on these parts or on all, by kit id; kits without any may be left out."""
        bills, picks = bills_with_parts(self._session, part_ids), self._picks(part_ids)
        wanted = None if part_ids is None else set(part_ids)
        found = {}
        for kit_id in bills.targets.keys() | picks.keys():
            needs = part_needs(bills.lines, kit_id, bills.targets.get(kit_id, 0))
            claims = claimed({part: need.total for part, need in needs.items()}, picks.get(kit_id, ()))
            kept = {part: units for part, units in claims.items() if wanted is None or part in wanted}
            found[kit_id] = KitClaims(kept, tuple(picks.get(kit_id, ())))
        return found

    def _picks(self, part_ids: Collection[int] | None) -> dict[int, list[Pick]]:
        """Units on pick lists of active kits that no build has used yet, by kit id."""
        own = aliased(KitContent)
        own_part = func.coalesce(own.part_id, PickListLine.part_id)
        query = (
            select(
                PickList.kit_id,
                PickListLine.part_id,
                own_part,
                func.sum(case((PickListLine.status == "open", PickListLine.quantity_to_pick), else_=0)),
                func.sum(func.coalesce(PickListLine.quantity_picked, 0)),
            )
            .join(PickList, PickList.id == PickListLine.pick_list_id)
            .outerjoin(own, own.id == PickListLine.kit_content_id)
            .where(PickList.kit.has(Kit.status == "active"))
            .where(~select(Build.id).where(Build.pick_list_id == PickList.id).exists())
            .group_by(PickList.kit_id, PickListLine.part_id, own_part)
        )
        if part_ids is not None:
            query = query.where(or_(PickListLine.part_id.in_(part_ids), own_part.in_(part_ids)))
        found: dict[int, list[Pick]] = defaultdict(list)
        for kit_id, part_id, own_part_id, open_units, picked in self._session.execute(query):
            found[kit_id].append(Pick(part_id, own_part_id, open_units, picked))
        return found
