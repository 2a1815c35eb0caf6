"""Pick lists: planned, created and deleted; picking their lines is in `pick_service`."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.kits.allocation import SlotOrder
from app.exceptions import DependencyException
from app.models import Build, PickList, PickListLine
from app.services.batch_service import BatchService
from app.services.field_rules import FieldRules
from app.services.kit_metrics import KitMetrics
from app.services.kit_service import KitService
from app.services.lookups import find_by_id
from app.services.pick_plan import PickPlanner, ShortPick
from app.services.reservation_service import ReservationService

RULES = FieldRules(model=PickList, names=frozenset({"note"}))


class PickListService:
    """Writes pick lists of active kits; a list always has a line."""

    def __init__(
        self,
        session: Session,
        batches: BatchService,
        kits: KitService,
        reservations: ReservationService,
        metrics: KitMetrics,
    ) -> None:
        self._session = session
        self._batches = batches
        self._kits = kits
        self._reservations = reservations
        self._metrics = metrics

    def get(self, pick_list_id: int) -> PickList:
        """The pick list with this id.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return find_by_id(self._session, PickList, pick_list_id, "Pick list")

    def preview(self, kit_id: int, units: int) -> list[ShortPick]:
        """Parts that do not suffice for `units` of a kit, by key; empty when a list can be made as it is.

        Raises:
            RecordNotFoundException: no such kit. ValidationException: units below 1 or absurd.
            InvalidOperationException: the kit is archived or needs no part.
        """
        kit = self._kits.get_open(kit_id, "pick")
        return PickPlanner(self._session, self._reservations, kit, units).shortfalls()

    def create(
        self,
        kit_id: int,
        units: int,
        *,
        actions: Mapping[str, str] | None = None,
        slot_order: SlotOrder = "remainders",
        note: str | None = None,
    ) -> PickList:
        """A list of what to take from which slot for `units` of a kit: small remainders first, or as slots are walked.

        `actions` says by part key what to do where units lack: reject (the default), limit or omit.

        Raises:
            RecordNotFoundException: no such kit. ValidationException: units below 1 or absurd, an unknown action.
            InvalidOperationException: the kit is archived or needs no part, units lack, or nothing would be listed.
        """
        kit = self._kits.get_open(kit_id, "pick")
        values = RULES.clean({"note": note})
        planner = PickPlanner(self._session, self._reservations, kit, units, lock=True)
        takings = planner.takings(actions or {}, slot_order)
        self._batches.open("edit", note=f"Created a pick list for {units} of kit {kit.name}")
        pick_list = PickList(kit=kit, requested_units=units, **values)
        pick_list.lines = [
            PickListLine(
                kit_content_id=taking.share.content_id,
                part_id=taking.share.part_id,
                location_id=taking.location_id,
                quantity_to_pick=taking.units,
            )
            for taking in takings
        ]
        self._session.add(pick_list)
        self._session.flush()
        self._metrics.count("pick_list_created")
        self._metrics.observe("pick_list_lines_per_creation", len(takings))
        return pick_list

    def set_note(self, pick_list_id: int, note: str | None) -> PickList:
        """Write a note on a list in any state; None clears it.

        Raises:
            RecordNotFoundException: no such list. ValidationException: an impossible note.
        """
        pick_list = self.get(pick_list_id)
        values = RULES.clean({"note": note})
        self._batches.open("edit", note=f"Noted something on pick list {pick_list.id} of kit {pick_list.kit.name}")
        pick_list.note = values["note"]
        self._session.flush()
        return pick_list

    def delete(self, pick_list_id: int) -> None:
        """Remove a list in any state; what was picked stays picked, and its kit claims it again.

        Raises:
            RecordNotFoundException: no such list. DependencyException: a build used it.
        """
        pick_list = self.get(pick_list_id)
        build = self._session.scalar(select(Build.id).where(Build.pick_list_id == pick_list.id))
        if build is not None:
            raise DependencyException("pick list", pick_list.id, f"build {build} used it; undo the build first")
        self._batches.open("edit", note=f"Deleted pick list {pick_list.id} of kit {pick_list.kit.name}")
        self._session.delete(pick_list)
        self._session.flush()
