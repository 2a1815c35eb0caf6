"""Coverage: whether the stock suffices for a kit, how many units could be built, and what lacks over many kits."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.kits.bill import BillLine, Need, explode, part_lines, part_needs
from app.domain.kits.coverage import (
    ENOUGH,
    MAX_UNITS,
    MISSING,
    PARTIAL,
    Coverage,
    CoverageLine,
    cover,
    demands_of,
)
from app.domain.kits.shortage import KitDemand, KitShare, Shortage, shortages
from app.exceptions import ValidationException
from app.models import Kit, KitContent, KitSubstitute, Part, PartLocation, ShoppingListLine
from app.services.field_rules import check_page
from app.services.kit_bills import KitBills, bills_of_kits, bills_with_parts, kits_inside
from app.services.kit_service import KitService
from app.services.kit_supply import read_supply
from app.services.reservation_service import KitClaims, ReservationService
from app.services.sorting import RowSorts, sorted_by


@dataclass(frozen=True)
class CoverageRow:
    """A part line of a kit, or of a kit inside it, with what is there for it."""

    content: KitContent
    figures: CoverageLine


@dataclass(frozen=True)
class KitCoverage:
    """A kit against a number of units: its own lines, all part lines by part key, and how many could be built now."""

    kit: Kit
    units: int
    contents: tuple[KitContent, ...]
    rows: tuple[CoverageRow, ...]
    max_buildable: int
    state: str


@dataclass(frozen=True)
class KitStand:
    """How a kit stands against its target, in a word, and how many units could be built now."""

    state: str
    max_buildable: int


class _Facts(NamedTuple):
    """A part with its units in stock and on order."""

    part: Part
    in_stock: int
    on_order: int


@dataclass(frozen=True)
class KitOutcome:
    """How one kit fares with a part that lacks."""

    kit: Kit
    share: KitShare


@dataclass(frozen=True)
class ShortPart:
    """A part that lacks, what there is of it, and how each kit that wants it fares, first priority first."""

    part: Part
    in_stock: int
    on_order: int
    kits: tuple[KitOutcome, ...]
    shortage: Shortage


SHORTAGE_SORTS: RowSorts[ShortPart] = {
    "part": lambda row: row.part.key,
    "units": lambda row: row.shortage.units,
}


class KitCoverageService:
    """Answers; never writes. The number of statements does not depend on how many lines or kits there are."""

    def __init__(self, session: Session, kits: KitService, reservations: ReservationService) -> None:
        self._session = session
        self._kits = kits
        self._reservations = reservations

    def needs(self, kit_id: int, units: int | None = None) -> dict[int, Need]:
        """Units per part id that `units` (default: the target) need, kits inside and attrition included.

        Raises:
            RecordNotFoundException: no such kit. ValidationException: a negative or absurd number of units.
        """
        kit = self._kits.get(kit_id)
        return part_needs(bills_of_kits(self._session, [kit.id]).lines, kit.id, _units(kit, units))

    def of_kit(self, kit_id: int, units: int | None = None) -> KitCoverage:
        """Per part line what `units` (default: the target) need and what is there, and the most that can be built.

        Raises:
            RecordNotFoundException: no such kit. ValidationException: a negative or absurd number of units.
        """
        kit = self._kits.get(kit_id)
        wanted = _units(kit, units)
        contents = {content.id: content for content in self._contents(kit.id)}
        bills = KitBills(_lines_of(contents.values()), {})
        supply = read_supply(self._session, self._reservations, bills.part_ids())
        coverage = cover(bills.lines, kit.id, wanted, supply.of_kit(kit.id))
        rows = [CoverageRow(contents[line.line.content_id], line) for line in coverage.lines]
        own = [content for content in contents.values() if content.kit_id == kit.id]
        return KitCoverage(
            kit,
            wanted,
            tuple(sorted(own, key=lambda content: (content.part_id is None, content.label.lower()))),
            tuple(sorted(rows, key=lambda row: (row.content.label, row.content.id))),
            coverage.max_buildable,
            _state(coverage),
        )

    def stands(self, kits: Sequence[Kit]) -> dict[int, KitStand]:
        """How each of these kits stands against its target, by kit id."""
        bills = bills_of_kits(self._session, [kit.id for kit in kits])
        supply = read_supply(self._session, self._reservations, bills.part_ids())
        found = {}
        for kit in kits:
            coverage = cover(bills.lines, kit.id, kit.build_target, supply.of_kit(kit.id))
            found[kit.id] = KitStand(_state(coverage), coverage.max_buildable)
        return found

    def shortages(
        self, *, kit_id: int | None = None, limit: int = 50, offset: int = 0, sort: str = "part"
    ) -> tuple[list[ShortPart], int]:
        """Parts that lack for the targets of all active kits, and how many there are.

        Scarce units go to the kit with the first priority; units on order count, and so do minimums of the parts.
        `kit_id` keeps only the parts that this kit goes short of.

        Raises:
            RecordNotFoundException: no such kit. ValidationException: impossible limit, offset or sort.
        """
        check_page(limit, offset)
        if kit_id is not None:
            self._kits.get(kit_id)
        kits = {kit.id: kit for kit in self._session.scalars(select(Kit).where(Kit.status == "active"))}
        bills, claims = bills_with_parts(self._session, None), self._reservations.by_kit()
        facts = self._facts(bills.part_ids())
        found = shortages(
            [_demand(kit, bills, claims.get(kit.id)) for kit in kits.values()],
            {part_id: fact.in_stock for part_id, fact in facts.items()},
            {part_id: fact.on_order for part_id, fact in facts.items()},
            {part_id: fact.part.minimum_quantity or 0 for part_id, fact in facts.items()},
        )
        rows = [
            ShortPart(
                *facts[entry.part_id], tuple(KitOutcome(kits[share.kit_id], share) for share in entry.kits), entry
            )
            for entry in found
            if kit_id is None or any(share.kit_id == kit_id and share.short for share in entry.kits)
        ]
        return sorted_by(rows, sort, SHORTAGE_SORTS)[offset : offset + limit], len(rows)

    def _contents(self, kit_id: int) -> Sequence[KitContent]:
        query = (
            select(KitContent)
            .where(KitContent.kit_id.in_(select(kits_inside([kit_id]).c.kit_id)))
            .options(
                joinedload(KitContent.part),
                joinedload(KitContent.kit),
                joinedload(KitContent.child_kit),
                selectinload(KitContent.substitutes).joinedload(KitSubstitute.part),
            )
            .order_by(KitContent.id)
        )
        return self._session.scalars(query).all()

    def _facts(self, part_ids: Collection[int]) -> dict[int, _Facts]:
        held = select(func.sum(PartLocation.quantity)).where(PartLocation.part_id == Part.id).correlate(Part)
        coming = (
            select(func.sum(func.greatest(ShoppingListLine.ordered - ShoppingListLine.received, 0)))
            .where(ShoppingListLine.part_id == Part.id, ShoppingListLine.status == "ordered")
            .correlate(Part)
        )
        query = select(Part, held.scalar_subquery(), coming.scalar_subquery()).where(Part.id.in_(part_ids))
        return {
            part.id: _Facts(part, int(units or 0), int(more or 0)) for part, units, more in self._session.execute(query)
        }


def _units(kit: Kit, units: int | None) -> int:
    wanted = kit.build_target if units is None else units
    if not 0 <= wanted <= MAX_UNITS:
        raise ValidationException(f"Units must be between 0 and {MAX_UNITS}", field="units")
    return wanted


def _lines_of(contents: Iterable[KitContent]) -> dict[int, list[BillLine]]:
    """The same lines for the arithmetic."""
    bills: dict[int, list[BillLine]] = defaultdict(list)
    for content in contents:
        bills[content.kit_id].append(
            BillLine(
                content.id,
                content.kit_id,
                content.part_id,
                content.child_kit_id,
                content.required_per_unit,
                content.attrition_percent,
                content.attrition_fixed,
                tuple(substitute.part_id for substitute in content.substitutes),
            )
        )
    return bills


def _demand(kit: Kit, bills: KitBills, claims: KitClaims | None) -> KitDemand:
    picked = claims.picked() if claims is not None else {}
    needs = explode(bills.lines, kit.id, kit.build_target)
    demands, _ = demands_of(part_lines(bills.lines, kit.id), needs, picked)
    return KitDemand(kit.id, kit.priority, demands)


def _state(coverage: Coverage) -> str:
    """Enough for all units, partial when some can be built, else missing."""
    if all(line.state == ENOUGH for line in coverage.lines):
        return ENOUGH
    return PARTIAL if coverage.max_buildable else MISSING
