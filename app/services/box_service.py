"""Boxes and their numbered locations."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.domain.catalogue.box_grid import guess_grid
from app.exceptions import (
    DependencyException,
    InvalidOperationException,
    ResourceConflictException,
    ValidationException,
)
from app.models import Box, Location, PartType
from app.models.storage import SIZE_CLASSES, STORAGE_PROPERTIES
from app.services.batch_service import BatchService
from app.services.box_reader import BoxReader, BoxRow, SlotContents
from app.services.field_rules import FieldRules
from app.services.lookups import find_box, find_by_id, find_location
from app.utils.time import Clock

MAX_BOX_NO = 999_999
"""Highest number a slot's label can carry."""

_NUMBERING_LOCK = 727_361_002
"""Any fixed number: boxes that ask for the next number are numbered one after the other."""

RULES = FieldRules(
    model=Box,
    names=frozenset(
        {
            *("description", "capacity", "grid_rows", "grid_columns", "zone", "aisle", "bay", "level"),
            *("x_m", "y_m", "z_m", "size_class", "storage_properties", "designated_type_id", "external_ref"),
        }
    ),
    choices={"size_class": SIZE_CLASSES, "storage_properties": STORAGE_PROPERTIES},
)

BoxPage = tuple[list[BoxRow], int]


class BoxService:
    """Creates, changes, resizes, archives, deletes and lists boxes of one unit of work."""

    def __init__(self, session: Session, batches: BatchService, clock: Clock) -> None:
        self._session = session
        self._batches = batches
        self._clock = clock
        self._reader = BoxReader(session)

    def create(
        self,
        description: str,
        capacity: int,
        *,
        grid_rows: int | None = None,
        grid_columns: int | None = None,
        box_no: int | None = None,
        **fields: object,
    ) -> Box:
        """A new box with locations 1 to `capacity`; number and grid are chosen when not given.

        Raises:
            ValidationException: a field is missing, unknown or out of bounds. RecordNotFoundException: unknown type.
            ResourceConflictException: the given number is taken.
        """
        number = self.next_number() if box_no is None else self._free_number(box_no)
        grid = {"grid_rows": grid_rows, "grid_columns": grid_columns}
        box = self.build(number, description, capacity, **grid, **fields)
        self._batches.open("edit", note=f"Created box {number}")
        box.locations = [Location(loc_no=loc_no) for loc_no in range(1, box.capacity + 1)]
        self._session.add(box)
        self._session.flush()
        return box

    def build(self, number: int, description: str, capacity: int, **fields: object) -> Box:
        """A checked box without locations that is not stored yet, for writers of many boxes.

        Raises:
            ValidationException, RecordNotFoundException: as for `create`.
        """
        _check_number(number)
        given = {name: value for name, value in fields.items() if value is not None or not name.startswith("grid_")}
        values = RULES.clean({"description": description, "capacity": capacity, **given}, partial=True)
        self._check(values)
        rows, columns = guess_grid(values["capacity"], values.get("grid_rows"), values.get("grid_columns"))
        return Box(**{**values, "box_no": number, "grid_rows": rows, "grid_columns": columns})

    def get(self, box_no: int) -> Box:
        """The box with this number.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return find_box(self._session, box_no)

    def usage(self, box_no: int) -> BoxRow:
        """The box with its number of occupied slots.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return self._reader.rows([self.get(box_no)])[0]

    def list(
        self,
        *,
        limit: int = 200,
        offset: int = 0,
        query: str | None = None,
        include_archived: bool = False,
        sort: str = "box_no",
    ) -> BoxPage:
        """Boxes with their usage, and the total count; always the same few SQL statements.

        Raises:
            ValidationException: impossible limit, offset, query or sort order.
        """
        return self._reader.page(limit, offset, query=query, include_archived=include_archived, sort=sort)

    def update(self, box_no: int, changes: Mapping[str, object]) -> Box:
        """Change only the given fields; None clears one. A new `capacity` or grid resizes the box.

        Raises:
            RecordNotFoundException, ValidationException: as for `get` and `create`.
            InvalidOperationException: as for `resize`.
        """
        box = self.get(box_no)
        values = RULES.clean(changes, partial=True)
        if not values:
            return box
        self._check(values)
        self._batches.open("edit", note=f"Changed box {box_no}")
        capacity, rows, columns = (values.pop(name, None) for name in ("capacity", "grid_rows", "grid_columns"))
        for name, value in values.items():
            setattr(box, name, value)
        if (capacity, rows, columns) != (None, None, None):
            slots = box.capacity if capacity is None else capacity  # nought slots are refused, not taken for unsaid
            self.resize(box_no, slots, grid_rows=rows, grid_columns=columns)
        self._session.flush()
        self._session.refresh(box, ["designated_type"])
        return box

    def resize(
        self, box_no: int, capacity: int, *, grid_rows: int | None = None, grid_columns: int | None = None
    ) -> Box:
        """Give the box another number of slots; the columns stay unless a grid is given.

        Raises:
            RecordNotFoundException: no such box. ValidationException: impossible capacity or grid.
            InvalidOperationException: slots that would be cut off hold stock or have a history; names them.
        """
        box = self.get(box_no)
        if grid_rows is None and grid_columns is None and capacity > 0:
            grid_columns = min(box.grid_columns, capacity)
        rows, columns = guess_grid(capacity, grid_rows, grid_columns)
        self._refuse_cutting(box, capacity)
        self._batches.open("edit", note=f"Resized box {box_no} from {box.capacity} to {capacity} locations")
        box.locations = [location for location in box.locations if location.loc_no <= capacity] + [
            Location(loc_no=loc_no) for loc_no in range(box.capacity + 1, capacity + 1)
        ]
        box.capacity, box.grid_rows, box.grid_columns = capacity, rows, columns
        self._session.flush()
        return box

    def lock_location(self, label: str) -> Location:
        """Let no new stock into a slot; what lies there stays.

        Raises:
            ValidationException: not a label. RecordNotFoundException: no such slot.
            InvalidOperationException: it is locked already.
        """
        return self._set_lock(label, locked=True)

    def unlock_location(self, label: str) -> Location:
        """Let new stock into a slot again.

        Raises:
            ValidationException, RecordNotFoundException: as for `lock_location`.
            InvalidOperationException: it is not locked.
        """
        return self._set_lock(label, locked=False)

    def archive(self, box_no: int) -> Box:
        """Put an empty box out of use; its history stays.

        Raises:
            RecordNotFoundException: no such box. InvalidOperationException: it is archived, or holds stock.
        """
        box = self.get(box_no)
        if box.archived_at is not None:
            raise InvalidOperationException(f"archive box {box_no}", "it is archived already")
        stocked = self._reader.stocked(box)
        if stocked:
            raise InvalidOperationException(f"archive box {box_no}", f"there is stock in {_named(stocked)}")
        self._batches.open("edit", note=f"Archived box {box_no}")
        box.archived_at = self._clock()
        self._session.flush()
        return box

    def restore(self, box_no: int) -> Box:
        """Bring an archived box back into use.

        Raises:
            RecordNotFoundException: no such box. InvalidOperationException: it is not archived.
        """
        box = self.get(box_no)
        if box.archived_at is None:
            raise InvalidOperationException(f"restore box {box_no}", "it is not archived")
        self._batches.open("edit", note=f"Restored box {box_no}")
        box.archived_at = None
        self._session.flush()
        return box

    def delete(self, box_no: int) -> None:
        """Remove a box that never held anything.

        Raises:
            RecordNotFoundException: no such box. DependencyException: it holds stock, or has a history.
        """
        box = self.get(box_no)
        stocked = self._reader.stocked(box)
        if stocked:
            raise DependencyException("box", box_no, f"there is stock in {_named(stocked)}")
        used = self._reader.with_history(box)
        if used:
            raise DependencyException("box", box_no, f"{_named(used)} had stock in the past; archive the box instead")
        self._batches.open("edit", note=f"Deleted box {box_no}")
        self._session.delete(box)
        self._session.flush()

    def next_number(self) -> int:
        """The number behind the highest one; whoever asks next waits until this transaction ends.

        Raises:
            ValidationException: numbers end there.
        """
        self._session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBERING_LOCK})
        number = (self._session.scalar(select(func.max(Box.box_no))) or 0) + 1
        if number > MAX_BOX_NO:
            raise ValidationException(f"Box numbers end at {MAX_BOX_NO}; give a free number", field="box_no")
        return number

    def contents(self, box_no: int) -> Sequence[SlotContents]:
        """All slots of a box in order, with the parts and quantities they hold.

        Raises:
            RecordNotFoundException: no such box.
        """
        return self._reader.contents(self.get(box_no))

    def location(self, label: str) -> Location:
        """The slot with this label, such as `7-3`.

        Raises:
            ValidationException: not a label. RecordNotFoundException: no such slot.
        """
        return find_location(self._session, label)

    def _check(self, values: Mapping[str, object]) -> None:
        type_id = values.get("designated_type_id")
        if isinstance(type_id, int):
            find_by_id(self._session, PartType, type_id, "Type")

    def _free_number(self, box_no: int) -> int:
        _check_number(box_no)
        if self._session.scalar(select(Box.id).where(Box.box_no == box_no)):
            raise ResourceConflictException("box", f"the number {box_no}")
        return box_no

    def _refuse_cutting(self, box: Box, capacity: int) -> None:
        operation = f"shrink box {box.box_no} to {capacity} locations"
        stocked = self._reader.stocked(box, above=capacity)
        if stocked:
            raise InvalidOperationException(operation, f"there is stock in {_named(stocked)}", {"locations": stocked})
        used = self._reader.with_history(box, above=capacity)
        if used:
            raise InvalidOperationException(
                operation, f"{_named(used)} had stock in the past, which the ledger keeps", {"locations": used}
            )

    def _set_lock(self, label: str, *, locked: bool) -> Location:
        location = self.location(label)
        word = "lock" if locked else "unlock"
        if location.is_locked is locked:
            state = "locked already" if locked else "not locked"
            raise InvalidOperationException(f"{word} {location.label}", f"it is {state}")
        self._batches.open("edit", note=f"{word.capitalize()}ed location {location.label}")
        location.is_locked = locked
        self._session.flush()
        return location


def _check_number(box_no: int) -> None:
    if isinstance(box_no, bool) or not isinstance(box_no, int) or not 1 <= box_no <= MAX_BOX_NO:
        raise ValidationException(f"Box no must be between 1 and {MAX_BOX_NO}", field="box_no")


def _named(labels: Sequence[str]) -> str:
    """At most eight labels, then how many more."""
    more = f" and {len(labels) - 8} more" if len(labels) > 8 else ""
    return ", ".join(labels[:8]) + more
