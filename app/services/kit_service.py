"""Kits: created, changed, copied, put out of use and deleted; their lines are in `kit_content_service`."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.kits.coverage import MAX_UNITS
from app.exceptions import (
    DependencyException,
    InvalidOperationException,
    ResourceConflictException,
    ValidationException,
)
from app.models import (
    AttachmentSet,
    Build,
    DeviceModel,
    Kit,
    KitContent,
    KitShoppingLink,
    KitSubstitute,
    PickList,
    ShoppingListNeed,
)
from app.services.attachment_copies import copy_documents
from app.services.batch_service import BatchService
from app.services.field_rules import FieldRules
from app.services.kit_metrics import KitMetrics
from app.services.lookups import find_by_id
from app.utils.time import Clock

HIGHEST_PRIORITY, LOWEST_PRIORITY = 1, 9
RULES = FieldRules(
    model=Kit,
    names=frozenset({"name", "description", "build_target", "priority", "external_ref"}),
    least={"build_target": 0, "priority": HIGHEST_PRIORITY},
)
COPIED = ("part_id", "child_kit_id", "required_per_unit", "attrition_percent", "attrition_fixed", "note")


class KitService:
    """Writes kits; an archived kit is not changed."""

    def __init__(self, session: Session, batches: BatchService, clock: Clock, metrics: KitMetrics) -> None:
        self._session = session
        self._batches = batches
        self._clock = clock
        self._metrics = metrics

    def create(self, name: str, **fields: object) -> Kit:
        """A new, empty, active kit; `description`, `build_target`, `priority` and `external_ref` are optional.

        Raises:
            ValidationException: a field is missing, unknown or out of bounds.
            ResourceConflictException: the name is taken.
        """
        values = RULES.clean({"name": name, **fields})
        self._check(values)
        self._batches.open("edit", note=f"Created kit {values['name']}")
        kit = Kit(attachment_set=AttachmentSet(), **values)
        self._session.add(kit)
        self._session.flush()
        self._metrics.count("kits_created")
        return kit

    def get(self, kit_id: int) -> Kit:
        """The kit with this id; `contents` are its lines.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return find_by_id(self._session, Kit, kit_id, "Kit")

    def get_open(self, kit_id: int, operation: str = "change") -> Kit:
        """The kit with this id, for an operation that an archived kit does not allow.

        Raises:
            RecordNotFoundException: when there is none. InvalidOperationException: it is archived.
        """
        kit = self.get(kit_id)
        if kit.status == "archived":
            cause = "it is archived already" if operation == "archive" else "it is archived; unarchive it first"
            raise InvalidOperationException(f"{operation} {kit.name}", cause)
        return kit

    def update(self, kit_id: int, changes: Mapping[str, object]) -> Kit:
        """Change only the given fields; None clears one.

        Raises:
            RecordNotFoundException, ValidationException, ResourceConflictException: as for `get` and `create`.
            InvalidOperationException: the kit is archived.
        """
        kit = self.get_open(kit_id)
        values = RULES.clean(changes, partial=True)
        if not values:
            return kit
        self._check(values, but=kit)
        self._batches.open("edit", note=f"Changed kit {kit.name}")
        for name, value in values.items():
            setattr(kit, name, value)
        self._session.flush()
        return kit

    def duplicate(self, kit_id: int, name: str) -> Kit:
        """A new kit with the same target, priority, lines and documents; archived kits can be copied too.

        Raises:
            RecordNotFoundException: no such kit. ValidationException, ResourceConflictException: as for `create`.
        """
        original = self.get(kit_id)
        fields = {"description": original.description, "build_target": original.build_target}
        copy = self.create(name, priority=original.priority, **fields)
        for line in original.contents:
            values = {field: getattr(line, field) for field in COPIED}
            stand_ins = [KitSubstitute(part_id=entry.part_id, rank=entry.rank) for entry in line.substitutes]
            copy.contents.append(KitContent(**values, substitutes=stand_ins))
        self._session.flush()
        copy_documents(self._session, original.attachment_set, copy.attachment_set)
        return copy

    def archive(self, kit_id: int) -> Kit:
        """Put a kit out of use.

        Raises:
            RecordNotFoundException: no such kit.
            InvalidOperationException: it is archived already, is being picked, or kits in use contain it.
        """
        kit = self.get_open(kit_id, "archive")
        self._refuse_use(kit)
        self._batches.open("edit", note=f"Archived kit {kit.name}")
        kit.status, kit.archived_at = "archived", self._clock()
        self._session.flush()
        self._metrics.count("kits_archived")
        return kit

    def unarchive(self, kit_id: int) -> Kit:
        """Bring an archived kit back into use.

        Raises:
            RecordNotFoundException: no such kit. InvalidOperationException: it is not archived.
        """
        kit = self.get(kit_id)
        if kit.status != "archived":
            raise InvalidOperationException(f"unarchive {kit.name}", "it is not archived")
        self._batches.open("edit", note=f"Restored kit {kit.name}")
        kit.status, kit.archived_at = "active", None
        self._session.flush()
        self._metrics.count("kits_unarchived")
        return kit

    def delete(self, kit_id: int) -> None:
        """Remove a kit with its lines, pick lists and places on shopping lists; what was picked stays picked.

        Raises:
            RecordNotFoundException: no such kit.
            DependencyException: it was built, is inside another kit, or devices are built from it.
        """
        kit = self.get(kit_id)
        self._refuse_dependents(kit)
        self._batches.open("edit", note=f"Deleted kit {kit.name}")
        for model in (PickList, KitShoppingLink, ShoppingListNeed):
            for row in self._session.scalars(select(model).where(model.kit_id == kit.id)):
                self._session.delete(row)
        self._session.flush()
        self._session.delete(kit)
        self._session.flush()

    def _refuse_use(self, kit: Kit) -> None:
        being_picked = self._session.scalars(
            select(PickList.id).where(PickList.kit_id == kit.id, PickList.status == "open").order_by(PickList.id)
        ).all()
        if being_picked:
            lists = ", ".join(str(number) for number in being_picked[:5])
            raise InvalidOperationException(
                f"archive {kit.name}", f"pick list {lists} is open; complete or delete it first"
            )
        owners = self._owners(kit, only_active=True)
        if owners:
            raise InvalidOperationException(f"archive {kit.name}", f"{owners} contains it; take it out there first")

    def _refuse_dependents(self, kit: Kit) -> None:
        builds = self._session.scalar(select(func.count(Build.id)).where(Build.kit_id == kit.id))
        if builds:
            times = "once" if builds == 1 else f"{builds} times"
            raise DependencyException("kit", kit.name, f"it was built {times}; archive it instead")
        owners = self._owners(kit)
        if owners:
            raise DependencyException("kit", kit.name, f"{owners} contains it; take it out there first")
        models = self._session.scalars(select(DeviceModel.code).where(DeviceModel.kit_id == kit.id)).all()
        if models:
            raise DependencyException("kit", kit.name, f"device model {', '.join(models[:5])} is built from it")

    def _owners(self, kit: Kit, *, only_active: bool = False) -> str:
        query = (
            select(Kit.name)
            .join(KitContent, KitContent.kit_id == Kit.id)
            .where(KitContent.child_kit_id == kit.id)
            .order_by(func.lower(Kit.name))
        )
        if only_active:
            query = query.where(Kit.status == "active")
        return ", ".join(self._session.scalars(query.limit(5)).all())

    def _check(self, values: Mapping[str, object], *, but: Kit | None = None) -> None:
        target, priority, name = (values.get(field) for field in ("build_target", "priority", "name"))
        if isinstance(target, int) and target > MAX_UNITS:
            raise ValidationException(f"Build target must be at most {MAX_UNITS}", field="build_target")
        if isinstance(priority, int) and priority > LOWEST_PRIORITY:
            raise ValidationException(
                f"Priority must be between {HIGHEST_PRIORITY} (first) and {LOWEST_PRIORITY}", field="priority"
            )
        if name is None:
            return
        taken = self._session.scalar(select(Kit).where(func.lower(Kit.name) == func.lower(name)))
        if taken is not None and taken is not but:
            raise ResourceConflictException("kit", f"the name {taken.name}")
