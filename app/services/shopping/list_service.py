"""Shopping lists as a whole: made, changed, finished, deleted, listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.exceptions import ResourceConflictException, ValidationException
from app.models import Receipt, ShoppingList, ShoppingListLine
from app.models.shopping_list import LINE_STATUSES, LIST_STATUSES
from app.services.batch_service import BatchService
from app.services.field_rules import FieldRules, check_page
from app.services.lookups import find_by_id
from app.services.part_matching import contains, query_words
from app.services.shopping.guards import lock_list, lock_open_list
from app.services.sorting import Sorts, ordered_by
from app.utils.time import Clock

RULES = FieldRules(model=ShoppingList, names=frozenset({"name", "description", "external_ref"}))
SORTS: Sorts = {
    "updated_at": ShoppingList.updated_at.expression,
    "created_at": ShoppingList.created_at.expression,
    "name": func.lower(ShoppingList.name),
}


@dataclass(frozen=True)
class ListRow:
    """A list and how many of its lines are new, ordered and done."""

    shopping_list: ShoppingList
    line_counts: dict[str, int]

    @property
    def total(self) -> int:
        """All lines."""
        return sum(self.line_counts.values())


Rows = list[ListRow]
ListPage = tuple[Rows, int]
Conditions = list[ColumnElement[bool]]


class ShoppingListService:
    """Creates, changes, finishes, deletes and lists shopping lists; a done list is not changed."""

    def __init__(self, session: Session, batches: BatchService, clock: Clock) -> None:
        self._session = session
        self._batches = batches
        self._clock = clock

    def create(self, name: str, **fields: object) -> ShoppingList:
        """A new, empty, active list; `description` and `external_ref` are optional.

        Raises:
            ValidationException: a field is missing, unknown or out of bounds.
            ResourceConflictException: the name is taken.
        """
        values = RULES.clean({"name": name, **fields})
        self._refuse_taken(values["name"])
        self._batches.open("shopping", note=f"Created shopping list {values['name']}")
        made = ShoppingList(**values)
        self._session.add(made)
        self._session.flush()
        return made

    def get(self, list_id: int) -> ShoppingList:
        """The list with this id.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return find_by_id(self._session, ShoppingList, list_id, "Shopping list")

    def row(self, list_id: int) -> ListRow:
        """The list with its numbers of lines.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return self._rows([self.get(list_id)])[0]

    def update(self, list_id: int, changes: Mapping[str, object]) -> ShoppingList:
        """Change only the given fields; None clears one.

        Raises:
            RecordNotFoundException, ValidationException, ResourceConflictException: as for `get` and `create`.
            InvalidOperationException: the list is done.
        """
        shopping_list = lock_open_list(self._session, list_id, "change the list")
        values = RULES.clean(changes, partial=True)
        if not values:
            return shopping_list
        self._refuse_taken(values.get("name", shopping_list.name), but=shopping_list)
        self._batches.open("shopping", note=f"Changed shopping list {shopping_list.name}")
        for name, value in values.items():
            setattr(shopping_list, name, value)
        self._session.flush()
        return shopping_list

    def finish(self, list_id: int) -> ShoppingList:
        """Declare a list done, whatever its lines; nothing happens when it is. Undo makes it active again.

        Raises:
            RecordNotFoundException: no such list.
        """
        shopping_list = lock_list(self._session, list_id)
        if shopping_list.status != "done":
            self._batches.open("shopping", note=f"Finished shopping list {shopping_list.name}")
            shopping_list.status, shopping_list.done_at = "done", self._clock()
            self._session.flush()
        return shopping_list

    def delete(self, list_id: int) -> None:
        """Remove a list with its lines, also a done one; what was received from it stays in stock and in the record.

        Raises:
            RecordNotFoundException: no such list.
        """
        shopping_list = lock_list(self._session, list_id)
        self._batches.open("shopping", note=f"Deleted shopping list {shopping_list.name}")
        lines = select(ShoppingListLine.id).where(ShoppingListLine.shopping_list_id == list_id)
        for receipt in self._session.scalars(select(Receipt).where(Receipt.shopping_list_line_id.in_(lines))):
            receipt.shopping_list_line_id = None
        self._session.flush()
        self._session.delete(shopping_list)
        self._session.flush()

    def list(
        self,
        *,
        limit: int = 50,
        offset: int = 0,
        statuses: tuple[str, ...] = ("active",),
        query: str | None = None,
        sort: str = "-updated_at",
    ) -> ListPage:
        """Lists in any of `statuses` with their numbers of lines, and the total count.

        Raises:
            ValidationException: impossible limit, offset, status, sort order or query.
        """
        check_page(limit, offset)
        unknown = [status for status in statuses if status not in LIST_STATUSES]
        if unknown:
            raise ValidationException(f"status must be one of {', '.join(LIST_STATUSES)}", field="status")
        conditions: Conditions = [ShoppingList.status.in_(statuses)]
        conditions += [
            or_(contains(ShoppingList.name, word), contains(ShoppingList.description, word))
            for word in query_words(query)
        ]
        chosen = select(ShoppingList).where(*conditions).order_by(*ordered_by(sort, SORTS, ShoppingList.id.expression))
        total = self._session.scalar(select(func.count(ShoppingList.id)).where(*conditions)) or 0
        return self._rows(self._session.scalars(chosen.limit(limit).offset(offset)).all()), total

    def _rows(self, lists: Sequence[ShoppingList]) -> Rows:
        counts = {found.id: dict.fromkeys(LINE_STATUSES, 0) for found in lists}
        counted = (
            select(ShoppingListLine.shopping_list_id, ShoppingListLine.status, func.count())
            .where(ShoppingListLine.shopping_list_id.in_(counts))
            .group_by(ShoppingListLine.shopping_list_id, ShoppingListLine.status)
        )
        for list_id, status, number in self._session.execute(counted):
            counts[list_id][status] = number
        return [ListRow(found, counts[found.id]) for found in lists]

    def _refuse_taken(self, name: str, *, but: ShoppingList | None = None) -> None:
        taken = self._session.scalar(select(ShoppingList).where(func.lower(ShoppingList.name) == func.lower(name)))
        if taken is not None and taken is not but:
            raise ResourceConflictException("shopping list", f"the name {taken.name}")
