"""Reverses the row changes of a batch, newest first.

An inserted row is deleted; when the ledger or another record still needs it, a part or box is archived and anything
else is left, and the caller is told. An updated row gets its old values back unless it was changed again since.
"""

import json
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.exceptions import UndoConflictException
from app.models import (
    Attachment,
    Base,
    Batch,
    BatchChange,
    Box,
    Location,
    Part,
    PartType,
    PickListLine,
    Receipt,
    Seller,
    ShoppingList,
    ShoppingListLine,
    StockMovement,
)
from app.services.attachment_bytes import AttachmentBytes
from app.services.change_recorder import record_inserts
from app.utils.time import Clock

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_MODELS: dict[str, type[Base]] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


class ChangeReverser:
    """Works inside the undo's transaction; raises before anything is half done, and the edge rolls back."""

    def __init__(self, session: Session, clock: Clock, stored: AttachmentBytes) -> None:
        self._session = session
        self._clock = clock
        self._stored = stored
        self._left: list[str] = []

    def reverse(self, batch: Batch) -> list[str]:
        """Reverse all recorded changes of `batch`; returns what was left in place, in words.

        Raises:
            UndoConflictException: naming rows that were changed again since.
        """
        changes = self._session.scalars(
            select(BatchChange).where(BatchChange.batch_id == batch.id).order_by(BatchChange.id.desc())
        ).all()
        self._refuse_later_edits(batch, changes)
        for change in changes:
            if change.action == "insert":
                self._take_back(change)
            elif change.action == "update":
                self._restore_values(change)
            else:
                self._bring_back(change)
        self._session.flush()
        return self._left

    def _refuse_later_edits(self, batch: Batch, changes: Sequence[BatchChange]) -> None:
        """Newest first, only the batch's last word on a column must still stand; rows it deleted come back first."""
        conflicts = []
        deleted = {(change.table_name, change.record_id) for change in changes if change.action == "delete"}
        expected: set[tuple[str, int, str]] = set()
        for change in changes:
            row = self._session.get(_MODELS[change.table_name], change.record_id)
            if isinstance(row, PickListLine) and change.action == "insert" and _is_picked_since(row, change):
                conflicts.append(f"pick list {row.pick_list_id} was picked since")
            if change.action != "update" or (change.table_name, change.record_id) in deleted:
                continue
            for column, value in (change.after or {}).items():
                place = (change.table_name, change.record_id, column)
                if place in expected:
                    continue
                expected.add(place)
                if row is None:
                    conflicts.append(f"{change.table_name} {change.record_id} was deleted since")
                elif getattr(row, column) != _column_value(type(row), column, value):
                    conflicts.append(f"{column} of {_name(row)} was changed again since")
        if conflicts:
            raise UndoConflictException(batch.id, list(dict.fromkeys(conflicts)))

    def _take_back(self, change: BatchChange) -> None:
        row = self._session.get(_MODELS[change.table_name], change.record_id)
        if row is None:
            return  # went away with the row that owned it
        if self._has_history(row):
            self._keep(row)
            return
        try:
            with self._session.begin_nested():
                self._session.delete(row)
                self._session.flush()
        except IntegrityError:
            self._session.expire_all()
            self._keep(self._session.get_one(_MODELS[change.table_name], change.record_id))

    def _has_history(self, row: Base) -> bool:
        """Whether the ledger names this part or a location of this box, or something came for this line or list.

        Then the row stays: trying to delete it is in vain, or would make the receipt forget its line.
        """
        if isinstance(row, Part):
            named = select(StockMovement.id).where(StockMovement.part_id == row.id)
        elif isinstance(row, Box):
            named = select(StockMovement.id).join(StockMovement.location).where(Location.box_id == row.id)
        elif isinstance(row, ShoppingListLine):
            named = select(Receipt.id).where(Receipt.shopping_list_line_id == row.id)
        elif isinstance(row, ShoppingList):
            lines = select(ShoppingListLine.id).where(ShoppingListLine.shopping_list_id == row.id)
            named = select(Receipt.id).where(Receipt.shopping_list_line_id.in_(lines))
        else:
            return False
        return self._session.execute(named.limit(1)).first() is not None

    def _keep(self, row: Base) -> None:
        if isinstance(row, Part | Box):
            row.archived_at = row.archived_at or self._clock()
            self._left.append(f"{_name(row)} has history and was archived")
        elif row.__tablename__ not in {"attachment_sets", "locations"}:
            self._left.append(f"{_name(row)} is still needed by other records and stays")

    def _restore_values(self, change: BatchChange) -> None:
        row = self._session.get_one(_MODELS[change.table_name], change.record_id)
        for column, value in (change.before or {}).items():
            setattr(row, column, _column_value(type(row), column, value))
        if isinstance(row, Seller) and row.logo_s3_key is not None and "logo_s3_key" in (change.before or {}):
            self._stored.require(row.logo_s3_key, f"bring back the logo of {row.name}")

    def _bring_back(self, change: BatchChange) -> None:
        model = _MODELS[change.table_name]
        values = {name: _column_value(model, name, value) for name, value in (change.before or {}).items()}
        if model is Attachment:
            for key in Attachment(**values).keys:
                self._stored.require(key, f"bring back {values['title']}")
        if model is Seller and values["logo_s3_key"] is not None:
            self._stored.require(values["logo_s3_key"], f"bring back {values['name']}")
        self._session.execute(insert(model).values(values))
        record_inserts(self._session, change.table_name, json.dumps([change.before]))


def _is_picked_since(row: PickListLine, change: BatchChange) -> bool:
    """Whether units left their slot for a line that the batch made open: without the line they could not come back."""
    return row.status == "completed" and (change.after or {}).get("status") == "open"


def _name(row: Any) -> str:
    """What a person calls the row: its kind and key, number or name."""
    kind = "type" if isinstance(row, PartType) else _CAPITAL.sub(" ", type(row).__name__).lower()
    label = next((getattr(row, field) for field in ("key", "box_no", "name", "code") if hasattr(row, field)), row.id)
    return f"{kind} {label}"


def _column_value(model: type[Base], column: str, value: Any) -> Any:
    """JSON back to the column's own type."""
    python_type = inspect(model).columns[column].type.python_type
    if value is None or not isinstance(value, str):
        return value
    if issubclass(python_type, date):  # an instant is one, too
        return python_type.fromisoformat(value)
    return Decimal(value) if python_type is Decimal else value
