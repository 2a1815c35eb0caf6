"""Kits: what one build of a thing needs, and whether the stock covers it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.catalogue.kit_coverage import KitCoverage, KitNeed, cover
from app.exceptions import InvalidOperationException, ResourceConflictException, ValidationException
from app.models import AttachmentSet, Kit, KitContent, Part, PartLocation
from app.models.kit import KIT_STATUSES
from app.services.batch_service import BatchService
from app.services.field_rules import FieldRules, check_page
from app.services.lookups import find_by_id, find_part
from app.services.part_matching import contains, query_words
from app.utils.time import Clock

MAX_UNITS = 1_000_000
RULES = FieldRules(
    model=Kit,
    names=frozenset({"name", "description", "build_target", "external_ref"}),
    least={"build_target": 0},
)
CONTENT_RULES = FieldRules(
    model=KitContent, names=frozenset({"required_per_unit", "note"}), least={"required_per_unit": 1}
)


@dataclass(frozen=True)
class KitRow:
    """A kit and its number of lines."""

    kit: Kit
    line_count: int


KitPage = tuple[list[KitRow], int]
Conditions = list[ColumnElement[bool]]


class KitService:
    """Creates, changes, archives and lists kits and their lines; an archived kit is not changed."""

    def __init__(self, session: Session, batches: BatchService, clock: Clock) -> None:
        self._session = session
        self._batches = batches
        self._clock = clock

    def create(self, name: str, **fields: object) -> Kit:
        """A new, empty, active kit; `description`, `build_target` and `external_ref` are optional.

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
        return kit

    def get(self, kit_id: int) -> Kit:
        """The kit with this id; `contents` are its lines.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return find_by_id(self._session, Kit, kit_id, "Kit")

    def update(self, kit_id: int, changes: Mapping[str, object]) -> Kit:
        """Change only the given fields; None clears one.

        Raises:
            RecordNotFoundException, ValidationException, ResourceConflictException: as for `get` and `create`.
            InvalidOperationException: the kit is archived.
        """
        kit = self._open_kit(kit_id)
        values = RULES.clean(changes, partial=True)
        if not values:
            return kit
        self._check(values, but=kit)
        self._batches.open("edit", note=f"Changed kit {kit.name}")
        for name, value in values.items():
            setattr(kit, name, value)
        self._session.flush()
        return kit

    def list(
        self, *, limit: int = 50, offset: int = 0, status: str | None = "active", query: str | None = None
    ) -> KitPage:
        """Kits by name with their number of lines, and the total count; `status` None means all.

        Raises:
            ValidationException: impossible limit, offset, status or query.
        """
        check_page(limit, offset)
        if status is not None and status not in KIT_STATUSES:
            raise ValidationException(f"status must be one of {', '.join(KIT_STATUSES)}", field="status")
        conditions: Conditions = [
            or_(contains(Kit.name, word), contains(Kit.description, word)) for word in query_words(query)
        ]
        if status is not None:
            conditions.append(Kit.status == status)
        rows = self._session.execute(
            select(Kit, func.count(KitContent.id))
            .outerjoin(KitContent, KitContent.kit_id == Kit.id)
            .where(*conditions)
            .group_by(Kit.id)
            .order_by(func.lower(Kit.name), Kit.id)
            .limit(limit)
            .offset(offset)
        )
        total = self._session.scalar(select(func.count(Kit.id)).where(*conditions)) or 0
        return [KitRow(kit, count) for kit, count in rows], total

    def add_content(self, kit_id: int, part_key: str, required_per_unit: int, *, note: str | None = None) -> KitContent:
        """Add a part to a kit.

        Raises:
            RecordNotFoundException: unknown kit or part. ValidationException: a quantity below 1.
            ResourceConflictException: the part is in the kit already.
            InvalidOperationException: kit or part is archived.
        """
        kit, part = self._open_kit(kit_id), find_part(self._session, part_key)
        if part.archived_at is not None:
            raise InvalidOperationException(f"add {part.key} to {kit.name}", "the part is archived; restore it first")
        values = CONTENT_RULES.clean({"required_per_unit": required_per_unit, "note": note})
        if self._session.scalar(
            select(KitContent.id).where(KitContent.kit_id == kit.id, KitContent.part_id == part.id)
        ):
            raise ResourceConflictException("line", f"part {part.key} in kit {kit.name}")
        self._batches.open("edit", note=f"Added {part.key} to kit {kit.name}")
        content = KitContent(kit=kit, part=part, **values)
        self._session.add(content)
        self._session.flush()
        return content

    def update_content(self, content_id: int, version: int, changes: Mapping[str, object]) -> KitContent:
        """Change `required_per_unit` or `note` of a line, if it still is the `version` the caller saw.

        Raises:
            RecordNotFoundException: no such line. ValidationException: a field is unknown or out of bounds.
            InvalidOperationException: the kit is archived, or the line was changed meanwhile.
        """
        content = self._open_content(content_id, version)
        values = CONTENT_RULES.clean(changes, partial=True)
        if not values:
            return content
        self._batches.open("edit", note=f"Changed {content.label} in kit {content.kit.name}")
        for name, value in values.items():
            setattr(content, name, value)
        self._flush_line(content_id)
        return content

    def remove_content(self, content_id: int, version: int | None = None) -> None:
        """Take a line out of its kit; with `version` only if it still is the one the caller saw.

        Raises:
            RecordNotFoundException, InvalidOperationException: as for `update_content`.
        """
        content = self._open_content(content_id, version)
        self._batches.open("edit", note=f"Removed {content.label} from kit {content.kit.name}")
        content.kit.contents.remove(content)
        self._flush_line(content_id)

    def archive(self, kit_id: int) -> Kit:
        """Put a kit out of use.

        Raises:
            RecordNotFoundException: no such kit. InvalidOperationException: it is archived already.
        """
        kit = self._open_kit(kit_id, "archive")
        self._batches.open("edit", note=f"Archived kit {kit.name}")
        kit.status, kit.archived_at = "archived", self._clock()
        self._session.flush()
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
        return kit

    def coverage(self, kit_id: int, units: int | None = None) -> KitCoverage:
        """Per line what `units` builds (default: the build target) need and what is there, and the max buildable.

        Raises:
            RecordNotFoundException: no such kit. ValidationException: a negative or absurd number of units.
        """
        kit = self.get(kit_id)
        wanted = kit.build_target if units is None else units
        if not 0 <= wanted <= MAX_UNITS:
            raise ValidationException(f"Units must be between 0 and {MAX_UNITS}", field="units")
        query = (
            select(
                KitContent.id,
                Part.key,
                Part.description,
                KitContent.required_per_unit,
                func.coalesce(func.sum(PartLocation.quantity), 0),
            )
            .join(Part, Part.id == KitContent.part_id)
            .outerjoin(PartLocation, PartLocation.part_id == Part.id)
            .where(KitContent.kit_id == kit.id)
            .group_by(KitContent.id, Part.key, Part.description)
        )
        return cover([KitNeed(*row) for row in self._session.execute(query).tuples()], wanted)

    def _open_kit(self, kit_id: int, operation: str = "change") -> Kit:
        kit = self.get(kit_id)
        if kit.status == "archived":
            cause = "it is archived already" if operation == "archive" else "it is archived; unarchive it first"
            raise InvalidOperationException(f"{operation} {kit.name}", cause)
        return kit

    def _open_content(self, content_id: int, version: int | None) -> KitContent:
        content = find_by_id(self._session, KitContent, content_id, "Kit line")
        self._open_kit(content.kit_id)
        if version is not None and content.version != version:
            raise _changed_meanwhile(content_id)
        return content

    def _flush_line(self, content_id: int) -> None:
        try:
            self._session.flush()
        except StaleDataError as error:
            raise _changed_meanwhile(content_id) from error

    def _check(self, values: Mapping[str, object], *, but: Kit | None = None) -> None:
        target, name = values.get("build_target"), values.get("name")
        if isinstance(target, int) and target > MAX_UNITS:
            raise ValidationException(f"Build target must be at most {MAX_UNITS}", field="build_target")
        if name is None:
            return
        taken = self._session.scalar(select(Kit).where(func.lower(Kit.name) == func.lower(name)))
        if taken is not None and taken is not but:
            raise ResourceConflictException("kit", f"the name {taken.name}")


def _changed_meanwhile(content_id: int) -> InvalidOperationException:
    return InvalidOperationException(
        f"change line {content_id}", "somebody changed it meanwhile; load it again and repeat your change"
    )
