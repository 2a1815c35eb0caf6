"""Finds lists and lines to change, locked so that two people cannot change the same one at once, or says why not."""

from typing import TypeVar

from sqlalchemy import func
from sqlalchemy.orm import Session

from app.exceptions import InvalidOperationException, RecordNotFoundException
from app.models import ShoppingList, ShoppingListLine
from app.services.field_rules import MAX_INT

Row = TypeVar("Row", ShoppingList, ShoppingListLine)


def lock_list(session: Session, list_id: int) -> ShoppingList:
    """The list with this id, nobody else's until the transaction ends.

    Raises:
        RecordNotFoundException: when there is none.
    """
    found = _locked(session, ShoppingList, list_id)
    if found is None:
        raise RecordNotFoundException("Shopping list", list_id)
    return found


def lock_open_list(session: Session, list_id: int, operation: str) -> ShoppingList:
    """Like `lock_list`, for a list that is still worked on; `operation` says what was wanted of it.

    Raises:
        RecordNotFoundException: when there is none. InvalidOperationException: it is done.
    """
    found = lock_list(session, list_id)
    require_open(found, operation)
    return found


def require_open(shopping_list: ShoppingList, operation: str) -> None:
    """Refuse to change a done list.

    Raises:
        InvalidOperationException: the list is done.
    """
    if shopping_list.status == "done":
        raise InvalidOperationException(
            operation, f"the list {shopping_list.name} is done; undo that first, or use another list"
        )


def lock_line(session: Session, line_id: int) -> ShoppingListLine:
    """The line with this id and its list, locked in the order list, line.

    Raises:
        RecordNotFoundException: when there is none.
    """
    line = session.get(ShoppingListLine, line_id) if 0 < line_id <= MAX_INT else None
    if line is None:
        raise RecordNotFoundException("Shopping list line", line_id)
    lock_list(session, line.shopping_list_id)
    locked = _locked(session, ShoppingListLine, line_id)
    if locked is None:
        raise RecordNotFoundException("Shopping list line", line_id)
    return locked


def touch(shopping_list: ShoppingList) -> None:
    """Note that something on the list changed, so that lists worked on come first."""
    shopping_list.updated_at = func.now()


def line_name(line: ShoppingListLine) -> str:
    """What a person calls the line: the part's key, or the description of the part to be."""
    if line.part is not None:
        return line.part.key
    return str((line.draft or {}).get("description", f"line {line.id}"))[:80]


def _locked(session: Session, model: type[Row], row_id: int) -> Row | None:
    if not 0 < row_id <= MAX_INT:
        return None
    return session.get(model, row_id, with_for_update=True, populate_existing=True)
