"""Parts: the catalogue. Stock of a part is `StockService`'s, reading lists of parts `part_reader`'s."""

import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain.catalogue.part_key import draw_part_key, read_part_key
from app.domain.quality.si_values import main_value
from app.exceptions import (
    DependencyException,
    InvalidOperationException,
    ResourceConflictException,
    ValidationException,
)
from app.models import (
    AttachmentSet,
    BomChoice,
    DuplicateDismissal,
    Kit,
    KitContent,
    LocationMinimum,
    Part,
    PartLocation,
    PartType,
    StockMovement,
)
from app.models.storage import SIZE_CLASSES, STORAGE_PROPERTIES
from app.services.batch_service import BatchService
from app.services.field_rules import FieldRules
from app.services.lookups import find_by_id, find_part
from app.services.part_reader import PartReader, PartRow
from app.services.sorting import RowSorts
from app.utils.time import Clock

KEY_ATTEMPTS = 40
"""Draws before giving up; with 100 000 parts one draw in five hits a taken key."""

RULES = FieldRules(
    model=Part,
    names=frozenset(
        {
            *("description", "manufacturer_code", "manufacturer", "type_id", "tags", "product_page", "series"),
            *("package", "pin_count", "pin_pitch", "mounting_type", "dimensions", "size_class", "storage_needs"),
            *("voltage_rating", "input_voltage", "output_voltage"),
            *("unit_price", "currency", "minimum_quantity", "external_ref"),
        }
    ),
    least={"pin_count": 1, "unit_price": 0, "minimum_quantity": 0},
    choices={"size_class": SIZE_CLASSES, "storage_needs": STORAGE_PROPERTIES},
    links=frozenset({"product_page"}),
)
_CURRENCY = re.compile("[A-Z]{3}")
_VALUE_FIELDS = {"description", "manufacturer_code", "type_id"}

PartPage = tuple[list[PartRow], int]
KIT_SORTS: RowSorts[Kit] = {
    "status": lambda kit: (kit.status, kit.name.lower()),
    "name": lambda kit: kit.name.lower(),
}


class PartService:
    """Creates, changes, archives, deletes and lists parts of one unit of work."""

    def __init__(self, session: Session, batches: BatchService, clock: Clock, source: random.Random) -> None:
        self._session = session
        self._batches = batches
        self._clock = clock
        self._source = source
        self._reader = PartReader(session)

    def create(self, *, key: str | None = None, **fields: object) -> Part:
        """A new part with its empty set of documents; the key is drawn unless an import gives one.

        Raises:
            ValidationException: a field is missing, unknown or out of bounds. RecordNotFoundException: unknown type.
            ResourceConflictException: the given key is taken. InvalidOperationException: no free key was found.
        """
        part = self.build(fields)
        part.attachment_set = AttachmentSet()
        part.key = self._draw_key() if key is None else self._free_key(key)
        self._batches.open("edit", note=f"Created part {part.key}")
        self._session.add(part)
        self._session.flush()
        return part

    def build(self, fields: Mapping[str, object]) -> Part:
        """A checked part without a key and a set of documents that is not stored yet, for writers of many parts.

        Raises:
            ValidationException, RecordNotFoundException: as for `create`.
        """
        values = RULES.clean(fields)
        self._check(values.get("unit_price"), values)
        part = Part(**values)
        self._set_value(part)
        return part

    def get(self, key: str) -> Part:
        """The part with this key.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return find_part(self._session, key)

    def update(self, key: str, changes: Mapping[str, object]) -> Part:
        """Change only the given fields; None clears one.

        Raises:
            RecordNotFoundException, ValidationException: as for `get` and `create`.
        """
        part = self.get(key)
        if self.change(part, changes):
            self._session.flush()
            self._session.refresh(part, ["type"])
        return part

    def change(self, part: Part, changes: Mapping[str, object]) -> bool:
        """Change the given fields of a part at hand, not stored yet; says whether there were any.

        Raises:
            ValidationException: as for `update`.
        """
        values = RULES.clean(changes, partial=True)
        if not values:
            return False
        self._check(values.get("unit_price", part.unit_price), {"currency": part.currency, **values})
        self._batches.open("edit", note=f"Changed part {part.key}")
        for name, value in values.items():
            setattr(part, name, value)
        if _VALUE_FIELDS & set(values):
            self._set_value(part)
        return True

    def archive(self, key: str) -> Part:
        """Take a part out of lists and suggestions; its history stays.

        Raises:
            RecordNotFoundException: no such part. InvalidOperationException: it is archived, or stock is held.
        """
        part = self.get(key)
        if part.archived_at is not None:
            raise InvalidOperationException(f"archive {part.key}", "it is archived already")
        held = self.total_quantity(part.key)
        if held:
            raise InvalidOperationException(f"archive {part.key}", f"{held} are in stock; use or count them out first")
        self._batches.open("edit", note=f"Archived part {part.key}")
        part.archived_at = self._clock()
        self._session.flush()
        return part

    def restore(self, key: str) -> Part:
        """Bring an archived part back.

        Raises:
            RecordNotFoundException: no such part. InvalidOperationException: it is not archived.
        """
        part = self.get(key)
        if part.archived_at is None:
            raise InvalidOperationException(f"restore {part.key}", "it is not archived")
        self._batches.open("edit", note=f"Restored part {part.key}")
        part.archived_at = None
        self._session.flush()
        return part

    def delete(self, key: str) -> None:
        """Remove a part that was never stocked and that no kit needs.

        Raises:
            RecordNotFoundException: no such part. DependencyException: stock, history or kits speak against it.
        """
        part = self.get(key)
        held = self.total_quantity(part.key)
        if held:
            raise DependencyException("part", part.key, f"{held} are in stock")
        kits = self.kits_using(part.key)
        if kits:
            named = ", ".join(kit.name for kit in kits[:5]) + (f" and {len(kits) - 5} more" if len(kits) > 5 else "")
            raise DependencyException("part", part.key, f"these kits need it: {named}")
        if self._session.scalar(select(exists().where(StockMovement.part_id == part.id))):
            raise DependencyException("part", part.key, "it has a history of movements; archive it instead")
        self._batches.open("edit", note=f"Deleted part {part.key}")
        self._delete_dependents(part)
        self._session.delete(part)
        self._session.flush()

    def _delete_dependents(self, part: Part) -> None:
        """Rows that would go with the part unseen: deleted here, they are recorded, and undo brings them back."""
        apart = or_(DuplicateDismissal.first_part_id == part.id, DuplicateDismissal.second_part_id == part.id)
        for query in (
            select(DuplicateDismissal).where(apart),
            select(LocationMinimum).where(LocationMinimum.part_id == part.id),
            select(BomChoice).where(BomChoice.part_id == part.id),
        ):
            for row in self._session.scalars(query):
                self._session.delete(row)
        self._session.flush()

    def row(self, key: str) -> PartRow:
        """The part with its stock by slot and the active kits that need it.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return self._reader.rows([self.get(key)])[0]

    def list(
        self,
        *,
        limit: int = 50,
        offset: int = 0,
        type_id: int | None = None,
        query: str | None = None,
        include_archived: bool = False,
        sort: str = "-created_at",
    ) -> PartPage:
        """A page of parts with stock, slots and kits, and the total count; always the same few SQL statements.

        Raises:
            ValidationException: impossible limit, offset or sort order, or a query that cannot be text.
        """
        return self._reader.page(
            limit, offset, type_id=type_id, query=query, include_archived=include_archived, sort=sort
        )

    def kits_using(self, key: str) -> Sequence[Kit]:
        """Kits that need the part, active ones first, then by name.

        Raises:
            RecordNotFoundException: no such part.
        """
        query = (
            select(Kit)
            .join(KitContent, KitContent.kit_id == Kit.id)
            .where(KitContent.part_id == self.get(key).id)
            .order_by(Kit.status, func.lower(Kit.name), Kit.id)
        )
        return self._session.scalars(query).all()

    def total_quantity(self, key: str) -> int:
        """Units of the part over all slots.

        Raises:
            RecordNotFoundException: no such part.
        """
        query = select(func.sum(PartLocation.quantity)).where(PartLocation.part_id == self.get(key).id)
        return int(self._session.scalar(query) or 0)

    def _check(self, unit_price: object, values: Mapping[str, Any]) -> None:
        """Rules over more than one field."""
        currency = values.get("currency")
        if (unit_price is None) != (currency is None):
            raise ValidationException("Give a unit price together with its currency", field="currency")
        if currency is not None and _CURRENCY.fullmatch(currency) is None:
            raise ValidationException("Currency must be three capital letters, such as EUR", field="currency")
        if values.get("type_id") is not None:
            find_by_id(self._session, PartType, values["type_id"], "Type")

    def _draw_key(self) -> str:
        for _ in range(KEY_ATTEMPTS):
            key = draw_part_key(self._source)
            if not self._is_taken(key):
                return key
        raise InvalidOperationException(
            "create the part", f"no free key was found in {KEY_ATTEMPTS} draws; delete parts that nobody needs"
        )

    def _free_key(self, text: str) -> str:
        key = read_part_key(text)
        if self._is_taken(key):
            raise ResourceConflictException("part", f"the key {key}")
        return key

    def _is_taken(self, key: str) -> bool:
        return bool(self._session.scalar(select(exists().where(Part.key == key))))

    def _set_value(self, part: Part) -> None:
        type_name = None if part.type_id is None else self._session.get_one(PartType, part.type_id).name
        value = main_value(part.description, part.manufacturer_code, type_name)
        part.si_value, part.si_unit = (None, None) if value is None else (value.value, value.unit)
