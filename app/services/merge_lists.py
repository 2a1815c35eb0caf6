"""What follows a part that is merged and lies in lists: lines of kits, pick lists and shopping lists.

Where a list holds both parts, the two lines become one with the sum of both. Completed picks and lines that are done
say what happened and keep their part.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exceptions import InvalidOperationException
from app.models import (
    KitContent,
    KitSubstitute,
    Part,
    PickListLine,
    Receipt,
    ShoppingList,
    ShoppingListLine,
    ShoppingListNeed,
)


class _Lines:
    """Two parts and the session in which lines change from the one to the other."""

    def __init__(self, session: Session, duplicate: Part, kept: Part) -> None:
        self._session = session
        self._duplicate = duplicate
        self._kept = kept

    def _remove(self, row: KitContent | ShoppingListLine) -> None:
        """Delete a line whose own lines went elsewhere; what was loaded of them is out of date."""
        self._session.flush()
        self._session.refresh(row)
        self._session.delete(row)
        self._session.flush()


class KitLines(_Lines):
    """Lines of kits, archived ones too, and substitutes."""

    def move(self) -> None:
        """Let the other part stand in all kits."""
        for line in self._session.scalars(select(KitContent).where(KitContent.part_id == self._duplicate.id)).all():
            twin = self._session.scalar(
                select(KitContent).where(KitContent.kit_id == line.kit_id, KitContent.part_id == self._kept.id)
            )
            if twin is None:
                line.part_id = self._kept.id
            else:
                self._join(line, twin)
        self._session.flush()
        self._substitutes()

    def _join(self, line: KitContent, twin: KitContent) -> None:
        twin.required_per_unit += line.required_per_unit
        twin.attrition_fixed += line.attrition_fixed
        twin.attrition_percent = max(twin.attrition_percent, line.attrition_percent)
        twin.note = _notes(twin.note, line.note)
        for pick in self._session.scalars(select(PickListLine).where(PickListLine.kit_content_id == line.id)):
            pick.kit_content_id = self._free_content(pick, twin)
        known = {substitute.part_id for substitute in twin.substitutes}
        rank = max((substitute.rank for substitute in twin.substitutes), default=0)
        for substitute in self._session.scalars(select(KitSubstitute).where(KitSubstitute.kit_content_id == line.id)):
            if substitute.part_id not in known:
                rank += 1
                substitute.kit_content_id, substitute.rank = twin.id, rank
        self._remove(line)
        self._session.expire(twin, ["substitutes"])

    def _free_content(self, pick: PickListLine, twin: KitContent) -> int | None:
        """The joined line, unless the pick list takes the same part from the same slot for it already."""
        taken = select(PickListLine.id).where(
            PickListLine.pick_list_id == pick.pick_list_id,
            PickListLine.kit_content_id == twin.id,
            PickListLine.part_id == pick.part_id,
            PickListLine.location_id == pick.location_id,
        )
        return None if self._session.scalar(taken) is not None else twin.id

    def _substitutes(self) -> None:
        """A part is no substitute for itself, and stands in once."""
        found = self._session.scalars(
            select(KitSubstitute).where(KitSubstitute.part_id.in_((self._duplicate.id, self._kept.id)))
        ).all()
        standing = {one.kit_content_id for one in found if one.part_id == self._kept.id}
        for substitute in found:
            if substitute.content.part_id == self._kept.id:
                self._session.delete(substitute)
            elif substitute.part_id == self._duplicate.id:
                if substitute.kit_content_id in standing:
                    self._session.delete(substitute)
                else:
                    substitute.part_id = self._kept.id
        self._session.flush()


class PickLines(_Lines):
    """Open lines of pick lists."""

    def move(self) -> None:
        """Let the other part be picked from the same slots."""
        open_lines = self._session.scalars(
            select(PickListLine).where(PickListLine.part_id == self._duplicate.id, PickListLine.status == "open")
        ).all()
        for line in open_lines:
            twin = self._session.scalar(
                select(PickListLine).where(
                    PickListLine.pick_list_id == line.pick_list_id,
                    PickListLine.kit_content_id == line.kit_content_id,
                    PickListLine.part_id == self._kept.id,
                    PickListLine.location_id == line.location_id,
                )
            )
            if twin is None:
                line.part_id = self._kept.id
            elif twin.status == "open":
                twin.quantity_to_pick += line.quantity_to_pick
                self._session.delete(line)
            else:  # what was picked stays as it is, and a place can stand only once beside it
                line.kit_content_id, line.part_id = None, self._kept.id
        self._session.flush()


class ShoppingLines(_Lines):
    """Lines of shopping lists that are not done."""

    def move(self, operation: str) -> None:
        """Let the other part be bought.

        Raises:
            InvalidOperationException: a list holds both parts in different states, or on order from two sellers.
        """
        lines = self._session.scalars(
            select(ShoppingListLine).where(
                ShoppingListLine.part_id == self._duplicate.id, ShoppingListLine.status != "done"
            )
        ).all()
        for line in lines:
            twin = self._session.scalar(
                select(ShoppingListLine).where(
                    ShoppingListLine.shopping_list_id == line.shopping_list_id,
                    ShoppingListLine.part_id == self._kept.id,
                )
            )
            if twin is None:
                line.part_id = self._kept.id
                continue
            self._refuse_mixed(operation, line, twin)
            self._join(line, twin)
        self._session.flush()

    def _refuse_mixed(self, operation: str, line: ShoppingListLine, twin: ShoppingListLine) -> None:
        if line.status == twin.status and (line.status == "new" or line.seller_id == twin.seller_id):
            return
        name = self._session.get_one(ShoppingList, line.shopping_list_id).name
        how = f"{self._duplicate.key} {line.status}, {self._kept.key} {twin.status}"
        raise InvalidOperationException(
            operation, f"the shopping list {name} holds both in different states ({how}); finish or remove one first"
        )

    def _join(self, line: ShoppingListLine, twin: ShoppingListLine) -> None:
        twin.needed += line.needed
        twin.ordered += line.ordered
        twin.received += line.received
        twin.note = _notes(twin.note, line.note)
        twin.seller_id = twin.seller_id or line.seller_id
        if twin.unit_price is None:
            twin.unit_price, twin.currency = line.unit_price, line.currency
        self._join_needs(line, twin)
        for receipt in self._session.scalars(select(Receipt).where(Receipt.shopping_list_line_id == line.id)):
            receipt.shopping_list_line_id = twin.id
        self._remove(line)
        self._session.expire(twin, ["needs"])

    def _join_needs(self, line: ShoppingListLine, twin: ShoppingListLine) -> None:
        known = {need.kit_id: need for need in twin.needs}
        needs = self._session.scalars(select(ShoppingListNeed).where(ShoppingListNeed.shopping_list_line_id == line.id))
        for need in needs.all():
            if need.kit_id in known:
                known[need.kit_id].quantity += need.quantity
            else:
                need.shopping_list_line_id = twin.id


def _notes(first: str | None, second: str | None) -> str | None:
    """Both notes, the same one once."""
    return "; ".join(dict.fromkeys(note for note in (first, second) if note)) or None
