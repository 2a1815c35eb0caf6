"""Builds: units of a kit that were made, the parts they consumed, and what those cost."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from app.domain.kits.build_cost import PricedLine, build_cost
from app.domain.kits.coverage import MAX_UNITS
from app.exceptions import InvalidOperationException, ResourceConflictException, ValidationException
from app.models import Build, BuildLine, Kit, Location, Part, PickList
from app.services.batch_service import BatchService
from app.services.field_rules import FieldRules, check_id, check_page
from app.services.kit_service import KitService
from app.services.lookups import find_by_id
from app.services.pick_list_service import PickListService
from app.services.pick_plan import PickPlanner
from app.services.reservation_service import ReservationService
from app.services.sorting import Sorts, ordered_by
from app.services.stock_service import StockService

SORTS: Sorts = {
    "built_at": Build.built_at.expression,
    "kit": func.lower(Kit.name),
    "units": Build.units.expression,
}
RULES = FieldRules(model=Build, names=frozenset({"note"}))


class BuildService:
    """Records builds; each is one batch, and the kit's target falls by the units built."""

    def __init__(
        self,
        session: Session,
        batches: BatchService,
        *,
        kits: KitService,
        pick_lists: PickListService,
        stock: StockService,
        reservations: ReservationService,
    ) -> None:
        self._session = session
        self._batches = batches
        self._kits = kits
        self._pick_lists = pick_lists
        self._stock = stock
        self._reservations = reservations

    def build(self, kit_id: int, units: int, *, note: str | None = None) -> Build:
        """Make `units` of a kit from what is in stock, small remainders first.

        Raises:
            RecordNotFoundException: no such kit. ValidationException: units below 1 or absurd.
            InvalidOperationException: the kit is archived or needs no part, or units lack; names each part.
        """
        kit = self._kits.get_open(kit_id, "build")
        values = RULES.clean({"note": note})
        planner = PickPlanner(self._session, self._reservations, kit, units, lock=True)
        takings = planner.takings({})
        self._batches.open("build", note=f"Built {units} of kit {kit.name}", reference=_reference(kit))
        consumed: Counter[int] = Counter()
        places = self._places({taking.location_id for taking in takings})
        for taking in sorted(takings, key=lambda taking: (taking.share.part_id, taking.location_id)):
            part, place = planner.parts[taking.share.part_id], places[taking.location_id]
            self._stock.pick(part, place, taking.units, reference=_reference(kit))
            consumed[part.id] += taking.units
        return self._record(Build(kit=kit, units=units, **values), consumed)

    def record(self, pick_list_id: int, *, units: int | None = None, note: str | None = None) -> Build:
        """Record that what a completed pick list brought was built into `units` (default: those it was made for).

        Raises:
            RecordNotFoundException: no such list. ValidationException: units below 1 or absurd.
            ResourceConflictException: a build used the list already.
            InvalidOperationException: the list is not completed, nothing was picked, or the kit is archived.
        """
        pick_list = self._pick_lists.get(pick_list_id)
        kit = self._kits.get_open(pick_list.kit_id, "build")
        values = RULES.clean({"note": note})
        made = pick_list.requested_units if units is None else units
        if not 1 <= made <= MAX_UNITS:
            raise ValidationException(f"Units must be between 1 and {MAX_UNITS}", field="units")
        consumed = self._picked(pick_list)
        self._batches.open("build", note=f"Built {made} of kit {kit.name}", reference=f"pick list {pick_list.id}")
        return self._record(Build(kit=kit, pick_list=pick_list, units=made, **values), consumed)

    def get(self, build_id: int) -> Build:
        """The build with this id.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return find_by_id(self._session, Build, build_id, "Build")

    def page(
        self, *, limit: int = 50, offset: int = 0, kit_id: int | None = None, sort: str = "-built_at"
    ) -> tuple[list[Build], int]:
        """Builds newest first unless `sort` says otherwise, with their lines, and the total count: three statements.

        Raises:
            ValidationException: impossible limit, offset, kit or sort order.
        """
        check_page(limit, offset)
        conditions = [] if kit_id is None else [Build.kit_id == check_id(kit_id, "kit_id")]
        query = (
            select(Build)
            .where(*conditions)
            .join(Build.kit)
            .options(contains_eager(Build.kit), selectinload(Build.lines).joinedload(BuildLine.part))
            .order_by(*ordered_by(sort, SORTS, Build.id.expression))
        )
        total = self._session.scalar(select(func.count(Build.id)).where(*conditions)) or 0
        return list(self._session.scalars(query.limit(limit).offset(offset)).all()), total

    def _picked(self, pick_list: PickList) -> Counter[int]:
        operation = f"build from pick list {pick_list.id}"
        # Locked, so that nobody takes a line back while its units become part of a build.
        self._session.execute(select(PickList.id).where(PickList.id == pick_list.id).with_for_update())
        self._session.refresh(pick_list)
        earlier = self._session.scalar(select(Build.id).where(Build.pick_list_id == pick_list.id))
        if earlier is not None:
            raise ResourceConflictException("build", f"pick list {pick_list.id} (build {earlier})")
        if pick_list.status != "completed":
            raise InvalidOperationException(operation, "it is not completed; pick its open lines first")
        consumed: Counter[int] = Counter()
        for line in pick_list.lines:
            consumed[line.part_id] += line.quantity_picked or 0
        if not +consumed:
            raise InvalidOperationException(operation, "nothing was picked")
        return +consumed

    def _record(self, build: Build, consumed: Mapping[int, int]) -> Build:
        parts = {part.id: part for part in self._session.scalars(select(Part).where(Part.id.in_(consumed)))}
        build.lines = [
            BuildLine(
                part=parts[part_id],
                quantity=units,
                unit_price=parts[part_id].unit_price,
                currency=parts[part_id].currency,
            )
            for part_id, units in sorted(consumed.items())
        ]
        cost = build_cost(PricedLine(line.quantity, line.unit_price, line.currency) for line in build.lines)
        build.cost, build.currency, build.unpriced_lines = cost.amount, cost.currency, cost.unpriced_lines
        build.actor = self._batches.actor
        build.kit.build_target = max(build.kit.build_target - build.units, 0)
        self._session.add(build)
        self._session.flush()
        return build

    def _places(self, location_ids: set[int]) -> dict[int, Location]:
        found = self._session.scalars(select(Location).where(Location.id.in_(location_ids)))
        return {location.id: location for location in found}


def _reference(kit: Kit) -> str:
    return f"kit {kit.name}"[:200]
