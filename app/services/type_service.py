"""Types: the categories parts belong to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.catalogue.text_rules import clean_text
from app.exceptions import DependencyException, ResourceConflictException, ValidationException
from app.models import Box, Part, PartType
from app.services.batch_service import BatchService
from app.services.field_rules import check_page
from app.services.lookups import find_by_id
from app.services.seed_types import SEED_TYPES
from app.services.sorting import Sorts, ordered_by

_PROPOSED = re.compile(r"^\s*proposed:\s*", re.IGNORECASE)


@dataclass(frozen=True)
class TypeRow:
    """A type and how many parts, archived ones left out, belong to it."""

    type: PartType
    part_count: int


SORTS: Sorts = {
    "name": func.lower(PartType.name),
    "part_count": func.count(Part.id),
    "created_at": PartType.created_at.expression,
}
TypePage = tuple[list[TypeRow], int]


class TypeService:
    """Creates, renames, deletes and lists types; names are unique whatever their case."""

    def __init__(self, session: Session, batches: BatchService) -> None:
        self._session = session
        self._batches = batches

    def create(self, name: str) -> PartType:
        """A new type.

        Raises:
            ValidationException: no name, or too long. ResourceConflictException: the name is taken.
        """
        name = self._free_name(name)
        self._batches.open("edit", note=f"Created type {name}")
        created = PartType(name=name)
        self._session.add(created)
        self._session.flush()
        return created

    def get(self, type_id: int) -> PartType:
        """The type with this id.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return find_by_id(self._session, PartType, type_id, "Type")

    def get_or_create(self, name: str) -> PartType:
        """The type of this name, whatever its case and whether it is proposed only; created when missing.

        Raises:
            ValidationException: no name, or too long.
        """
        name = self._clean(_PROPOSED.sub("", self._clean(name)))
        return self._find(name) or self.create(name)

    def rename(self, type_id: int, name: str) -> PartType:
        """Give a type another name.

        Raises:
            RecordNotFoundException, ValidationException, ResourceConflictException: as for `get` and `create`.
        """
        part_type = self.get(type_id)
        name = self._free_name(name, but=part_type)
        self._batches.open("edit", note=f"Renamed type {part_type.name} to {name}")
        part_type.name = name
        self._session.flush()
        return part_type

    def delete(self, type_id: int) -> None:
        """Remove a type that nothing uses.

        Raises:
            RecordNotFoundException: no such type. DependencyException: parts or boxes use it.
        """
        part_type = self.get(type_id)
        parts = self._session.scalar(select(func.count()).where(Part.type_id == type_id)) or 0
        if parts:
            raise DependencyException("type", part_type.name, f"{parts} part{'s' * (parts > 1)} belong to it")
        boxes = self._session.scalars(select(Box.box_no).where(Box.designated_type_id == type_id)).all()
        if boxes:
            raise DependencyException("type", part_type.name, f"box {boxes[0]} is designated for it")
        self._batches.open("edit", note=f"Deleted type {part_type.name}")
        self._session.delete(part_type)
        self._session.flush()

    def list(self, *, limit: int = 200, offset: int = 0, sort: str = "name") -> TypePage:
        """Types with their number of parts, and the total count.

        Raises:
            ValidationException: impossible limit, offset or sort order.
        """
        check_page(limit, offset)
        query = (
            select(PartType, func.count(Part.id))
            .outerjoin(Part, (Part.type_id == PartType.id) & Part.archived_at.is_(None))
            .group_by(PartType.id)
            .order_by(*ordered_by(sort, SORTS, PartType.id.expression))
            .limit(limit)
            .offset(offset)
        )
        rows = [TypeRow(part_type, count) for part_type, count in self._session.execute(query)]
        return rows, self._session.scalar(select(func.count(PartType.id))) or 0

    def seed(self, names: Sequence[str] = SEED_TYPES) -> int:
        """Add the usual types that are missing; returns how many were added. Repeating it changes nothing."""
        present = {name.lower() for name in self._session.scalars(select(PartType.name))}
        missing = [name for name in names if name.lower() not in present]
        if missing:
            self._batches.open("edit", note="Added the usual types")
            self._session.add_all(PartType(name=name) for name in missing)
            self._session.flush()
        return len(missing)

    def _find(self, name: str) -> PartType | None:
        return self._session.scalar(select(PartType).where(func.lower(PartType.name) == func.lower(name)))

    def _free_name(self, name: str, *, but: PartType | None = None) -> str:
        name = self._clean(name)
        taken = self._find(name)
        if taken is not None and taken is not but:
            raise ResourceConflictException("type", f"the name {taken.name}")
        return name

    @staticmethod
    def _clean(name: str) -> str:
        cleaned = clean_text(name, "name", 100)
        if cleaned is None:
            raise ValidationException("A type needs a name", field="name")
        return cleaned
