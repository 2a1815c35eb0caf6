"""Reservations: the units that active kits hold against everybody else; they fall as kits are picked and built."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
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


class ReservationService:
    """Answers who claims what; never writes. Each answer takes three statements, however many kits there are."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def reserved(self, part_ids: Collection[int] | None = None, *, but_kit: int | None = None) -> dict[int, int]:
        """Units per part id that active kits claim, of these parts or of all; what nobody claims is left out.

        `but_kit` leaves one kit's claims out, for asking what that kit may use.
        """
        totals = Counter[int]()
        for kit, claims in self._claims(part_ids):
            if kit.id != but_kit:
                totals.update(claims)
        return dict(totals)

    def claims(self, part_key: str) -> list[Claim]:
        """The kits that claim units of a part, by name.

        Raises:
            RecordNotFoundException: unknown part.
        """
        part = find_part(self._session, part_key)
        return [Claim(kit, claims[part.id]) for kit, claims in self._claims([part.id]) if part.id in claims]

    def picks(self, *, kit_id: int | None = None, part_ids: Collection[int] | None = None) -> dict[int, list[Pick]]:
        """Units on pick lists of one kit or of all active kits that no build has used yet, by kit id."""
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
            .where(PickList.kit_id == kit_id if kit_id is not None else PickList.kit.has(Kit.status == "active"))
            .where(~select(Build.id).where(Build.pick_list_id == PickList.id).exists())
            .group_by(PickList.kit_id, PickListLine.part_id, own_part)
        )
        if part_ids is not None:
            query = query.where(or_(PickListLine.part_id.in_(part_ids), own_part.in_(part_ids)))
        found: dict[int, list[Pick]] = defaultdict(list)
        for owner, part_id, own_part_id, open_units, picked in self._session.execute(query):
            found[owner].append(Pick(part_id, own_part_id, open_units, picked))
        return found

    def _claims(self, part_ids: Collection[int] | None) -> Iterable[tuple[Kit, Mapping[int, int]]]:
        bills, picks = bills_with_parts(self._session, part_ids), self.picks(part_ids=part_ids)
        kits = self._session.scalars(
            select(Kit)
            .where(Kit.status == "active", Kit.id.in_(bills.keys() | picks.keys()))
            .order_by(func.lower(Kit.name), Kit.id)
        ).all()
        wanted = None if part_ids is None else set(part_ids)
        for kit in kits:
            needs = part_needs(bills, kit.id, kit.build_target)
            claims = claimed({part: need.total for part, need in needs.items()}, picks.get(kit.id, ()))
            yield kit, {part: units for part, units in claims.items() if wanted is None or part in wanted}
