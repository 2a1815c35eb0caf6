"""Lines of shopping lists: what is wanted, from whom, in which quantity."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exceptions import InvalidOperationException, ResourceConflictException, ValidationException
from app.models import Part, PartType, Receipt, Seller, ShoppingList, ShoppingListLine
from app.services.batch_service import BatchService
from app.services.field_rules import FieldRules
from app.services.lookups import find_by_id, find_part
from app.services.part_service import RULES as PART_RULES
from app.services.shopping.guards import line_name, lock_line, lock_open_list, require_open, touch
from app.services.shopping.seller_groups import ensure_group

RULES = FieldRules(
    model=ShoppingListLine,
    names=frozenset({"needed", "ordered", "seller_id", "note", "unit_price", "currency"}),
    least={"needed": 1, "ordered": 0, "unit_price": 0},
)
DRAFT_RULES = FieldRules(
    model=Part,
    names=PART_RULES.names - {"unit_price", "currency", "external_ref"},
    least=PART_RULES.least,
    choices=PART_RULES.choices,
    links=PART_RULES.links,
)
"""Fields of a part that does not exist yet; its price is the line's."""
_WHILE_NEW = frozenset({"needed", "ordered", "unit_price", "currency"})


class ShoppingLineService:
    """Adds, changes and removes lines; a line with a seller always has its seller's group on the list."""

    def __init__(self, session: Session, batches: BatchService) -> None:
        self._session = session
        self._batches = batches

    def get(self, line_id: int) -> ShoppingListLine:
        """The line with this id.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return find_by_id(self._session, ShoppingListLine, line_id, "Shopping list line")

    def add(
        self,
        list_id: int,
        *,
        part_key: str | None = None,
        draft: Mapping[str, object] | None = None,
        **fields: object,
    ) -> ShoppingListLine:
        """Put a part on a list, or the `draft` of one that the catalogue does not know yet.

        `needed` must be given; `ordered`, `seller_id`, `note`, `unit_price` and `currency` may be.

        Raises:
            RecordNotFoundException: unknown list, part, seller or type of the draft.
            ValidationException: neither part nor draft, both, or a field out of bounds.
            ResourceConflictException: the part is on the list already.
            InvalidOperationException: the list is done, or the part archived.
        """
        shopping_list = lock_open_list(self._session, list_id, "add a line")
        if (part_key is None) == (draft is None):
            raise ValidationException("Name a part, or describe one that does not exist yet", field="part_key")
        values = self._checked(fields, partial=False)
        part = None if part_key is None else self._free_part(shopping_list, part_key)
        clean = None if draft is None else self.clean_draft(draft)
        name = part.key if part is not None else str((clean or {})["description"])
        self._batches.open("shopping", note=f"Put {values['needed']} of {name[:80]} on {shopping_list.name}")
        if values.get("seller_id") is not None:
            ensure_group(self._session, shopping_list.id, values["seller_id"])
        touch(shopping_list)
        line = ShoppingListLine(shopping_list=shopping_list, part=part, draft=clean, **values)
        self._session.add(line)
        self._session.flush()
        return line

    def update(self, line_id: int, changes: Mapping[str, object]) -> ShoppingListLine:
        """Change only the given fields; None clears one. Of an ordered or done line only the note is changed.

        `draft` replaces the description of a part to be; `part_key` says which part it has become meanwhile.

        Raises:
            RecordNotFoundException, ValidationException, ResourceConflictException: as for `get` and `add`.
            InvalidOperationException: the line is ordered or done, or its list is done.
        """
        line = lock_line(self._session, line_id)
        given = dict(changes)
        draft, part_key = given.pop("draft", None), given.pop("part_key", None)
        values = self._checked(given, partial=True, line=line)
        self._refuse_late_change(line, values, has_part=draft is not None or part_key is not None)
        part = None if part_key is None else self._free_part(line.shopping_list, str(part_key))
        if not values and draft is None and part is None:
            return line
        self._batches.open("shopping", note=f"Changed {line_name(line)} on {line.shopping_list.name}")
        if part is not None:
            line.part_id, line.draft = part.id, None
        elif isinstance(draft, Mapping):
            line.draft = self.clean_draft(draft)
        for name, value in values.items():
            setattr(line, name, value)
        if line.seller_id is not None and line.status != "done":
            ensure_group(self._session, line.shopping_list_id, line.seller_id)
        touch(line.shopping_list)
        self._session.flush()
        self._session.refresh(line, ["seller", "part"])
        return line

    def delete(self, line_id: int) -> None:
        """Take a line off its list; what was received from it stays in stock and in the record.

        Raises:
            RecordNotFoundException: no such line. InvalidOperationException: the list is done.
        """
        line = lock_line(self._session, line_id)
        require_open(line.shopping_list, f"take {line_name(line)} off the list")
        self._batches.open("shopping", note=f"Took {line_name(line)} off {line.shopping_list.name}")
        for receipt in self._session.scalars(select(Receipt).where(Receipt.shopping_list_line_id == line.id)):
            receipt.shopping_list_line_id = None
        touch(line.shopping_list)
        self._session.flush()
        self._session.delete(line)
        self._session.flush()

    def clean_draft(self, draft: Mapping[str, object]) -> dict[str, Any]:
        """The fields of a part to be, checked as those of a part are, empty ones left out.

        Raises:
            ValidationException: a field is missing, unknown or out of bounds. RecordNotFoundException: unknown type.
        """
        values = {name: value for name, value in DRAFT_RULES.clean(draft).items() if value not in (None, [])}
        if "type_id" in values:
            find_by_id(self._session, PartType, values["type_id"], "Type")
        return values

    def _checked(
        self, fields: Mapping[str, object], *, partial: bool, line: ShoppingListLine | None = None
    ) -> dict[str, Any]:
        values = RULES.clean(fields, partial=partial)
        seller_id = values.get("seller_id")
        if seller_id is not None:
            find_by_id(self._session, Seller, seller_id, "Seller")
        price = values.get("unit_price", line.unit_price if line else None)
        currency = values.get("currency", line.currency if line else None)
        if (price is None) != (currency is None):
            raise ValidationException("Give a unit price together with its currency", field="currency")
        if currency is not None and (len(currency) != 3 or not currency.isascii() or not currency.isupper()):
            raise ValidationException("Currency must be three capital letters, such as EUR", field="currency")
        return values

    def _free_part(self, shopping_list: ShoppingList, part_key: str) -> Part:
        part = find_part(self._session, part_key)
        if part.archived_at is not None:
            raise InvalidOperationException(
                f"put {part.key} on {shopping_list.name}", "the part is archived; restore it first"
            )
        taken = select(ShoppingListLine.id).where(
            ShoppingListLine.shopping_list_id == shopping_list.id, ShoppingListLine.part_id == part.id
        )
        if self._session.scalar(taken):
            raise ResourceConflictException("line", f"part {part.key} on {shopping_list.name}")
        return part

    @staticmethod
    def _refuse_late_change(line: ShoppingListLine, values: Mapping[str, object], *, has_part: bool) -> None:
        changed = {name for name, value in values.items() if value != getattr(line, name)}
        operation = f"change {line_name(line)}"
        if line.status == "done" or line.shopping_list.status == "done":
            if changed - {"note"} or has_part:
                raise InvalidOperationException(operation, "it is done; only its note can be changed")
        elif line.status == "ordered" and (changed & (_WHILE_NEW | {"seller_id"}) or (has_part and line.draft is None)):
            raise InvalidOperationException(operation, "it is ordered; reopen the order first")
        if has_part and line.draft is None:
            raise InvalidOperationException(operation, "it names a part of the catalogue already")
