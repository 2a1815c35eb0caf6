"""Writes imported boxes: finds each by the source's reference or by its number, else creates it.

All boxes are looked up before, and new ones stored after, with a few statements.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.importing.records import BoxRecord
from app.exceptions import ValidationException
from app.models import Box, Location
from app.services.box_service import BoxService
from app.services.bulk_insert import bulk_insert, bulk_insert_lines
from app.services.importers.known_rows import known_rows
from app.services.importers.report import Action


class BoxWriter:
    """Boxes of one import; `by_ref` leads from the source's names to them."""

    def __init__(self, session: Session, boxes: BoxService) -> None:
        self._session = session
        self._boxes = boxes
        self.by_ref: dict[str, Box] = {}
        self._new: list[Box] = []

    def prepare(self, records: Sequence[BoxRecord]) -> None:
        """Look up everything that the records may mean."""
        refs = known_rows(self._session, Box, Box.external_ref, (record.external_ref for record in records))
        self._by_external_ref = {box.external_ref: box for box in refs}
        numbers = known_rows(self._session, Box, Box.box_no, (record.number for record in records))
        self._by_number = {box.box_no: box for box in numbers}
        self._drawn = 0

    def write(self, record: BoxRecord) -> Action:
        """Create or change one box.

        Raises:
            ValidationException: a field is out of bounds, or the row is a repetition.
            InvalidOperationException: the box cannot be made as large as that.
        """
        if record.ref in self.by_ref:
            raise ValidationException(f"box {record.ref} comes twice; keep one row", field="box_no")
        box = self._find(record)
        action: Action = "create"
        if box is None:
            box = self._create(record)
        else:
            if box in self._new:
                self.store()
            action = "update" if self._update(box, record) else "skip"
        self.by_ref[record.ref] = box
        return action

    def store(self) -> None:
        """Store what was written."""
        bulk_insert(self._session, self._new)
        slots = [{"box_id": box.id, "loc_no": loc_no} for box in self._new for loc_no in range(1, box.capacity + 1)]
        bulk_insert_lines(self._session, Location, slots)
        self._new = []

    def _find(self, record: BoxRecord) -> Box | None:
        if record.external_ref:
            return self._by_external_ref.get(record.external_ref)
        return None if record.number is None else self._by_number.get(record.number)

    def _create(self, record: BoxRecord) -> Box:
        number = self._next_number() if record.number is None else record.number
        box = self._boxes.build(number, record.description, record.capacity, external_ref=record.external_ref)
        self._by_number[box.box_no] = box
        if record.external_ref:
            self._by_external_ref[record.external_ref] = box
        self._new.append(box)
        return box

    def _next_number(self) -> int:
        self._drawn = self._drawn + 1 if self._drawn else self._boxes.next_number()
        while self._drawn in self._by_number:
            self._drawn += 1
        return self._drawn

    def _update(self, box: Box, record: BoxRecord) -> bool:
        """Also brings a box back that an undone import had archived; a box only ever grows."""
        is_changed = box.archived_at is not None
        box.archived_at = None
        if box.capacity < record.capacity:
            self._boxes.resize(box.box_no, record.capacity)
            is_changed = True
        if not record.only_named and box.description != record.description:
            self._boxes.update(box.box_no, {"description": record.description})
            is_changed = True
        return is_changed
