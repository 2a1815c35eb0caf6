"""On which shopping lists parts and kits are; what is done is left out unless it is asked for."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.exceptions import ValidationException
from app.models import Kit, KitShoppingLink, Part, ShoppingList, ShoppingListLine
from app.services.lookups import find_by_id, find_part
from app.services.sorting import RowSorts

MAX_ASKED = 250
PART_SORTS: RowSorts[ShoppingListLine] = {
    "list": lambda line: line.shopping_list.name.lower(),
    "needed": lambda line: line.needed,
}
LINK_SORTS: RowSorts[KitShoppingLink] = {
    "kit": lambda link: link.kit.name.lower(),
    "list": lambda link: link.shopping_list.name.lower(),
    "created_at": lambda link: link.created_at,
}


class MembershipReader:
    """Answers with one statement per question; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_part(self, part_key: str, *, include_done: bool = False) -> list[ShoppingListLine]:
        """Lines that name a part, by list.

        Raises:
            RecordNotFoundException: unknown part.
        """
        part = find_part(self._session, part_key)
        return self.of_parts([part.key], include_done=include_done)[part.key]

    def of_parts(self, part_keys: Sequence[str], *, include_done: bool = False) -> dict[str, list[ShoppingListLine]]:
        """Lines per part key, in the order of the question; unknown parts are on no list.

        Raises:
            ValidationException: more than 250 keys, one twice or one blank.
        """
        keys = [key.strip().upper() for key in part_keys]
        _check_asked(keys, "part_keys")
        if not all(keys):
            raise ValidationException("A part key is blank; leave it out", field="part_keys")
        query = (
            select(ShoppingListLine)
            .join(ShoppingListLine.part)
            .join(ShoppingListLine.shopping_list)
            .options(
                contains_eager(ShoppingListLine.part),
                contains_eager(ShoppingListLine.shopping_list),
                joinedload(ShoppingListLine.seller),
            )
            .where(Part.key.in_(keys))
            .order_by(func.lower(ShoppingList.name), ShoppingListLine.id)
        )
        if not include_done:
            query = query.where(ShoppingListLine.status != "done", ShoppingList.status != "done")
        found: dict[str, list[ShoppingListLine]] = {key: [] for key in keys}
        for line in self._session.scalars(query):
            if line.part is not None:
                found[line.part.key].append(line)
        return found

    def of_kit(self, kit_id: int, *, include_done: bool = True) -> list[KitShoppingLink]:
        """Links of a kit, by list.

        Raises:
            RecordNotFoundException: no such kit.
        """
        find_by_id(self._session, Kit, kit_id, "Kit")
        return self.of_kits([kit_id], include_done=include_done)[kit_id]

    def of_kits(self, kit_ids: Sequence[int], *, include_done: bool = False) -> dict[int, list[KitShoppingLink]]:
        """Links per kit id, in the order of the question; unknown kits are on no list.

        Raises:
            ValidationException: more than 250 ids, or one twice.
        """
        _check_asked(kit_ids, "kit_ids")
        query = (
            select(KitShoppingLink)
            .join(KitShoppingLink.shopping_list)
            .options(contains_eager(KitShoppingLink.shopping_list), joinedload(KitShoppingLink.kit))
            .where(KitShoppingLink.kit_id.in_(kit_ids))
            .order_by(func.lower(ShoppingList.name), KitShoppingLink.id)
        )
        if not include_done:
            query = query.where(ShoppingList.status != "done")
        found: dict[int, list[KitShoppingLink]] = {kit_id: [] for kit_id in kit_ids}
        for link in self._session.scalars(query):
            found[link.kit_id].append(link)
        return found

    def kits_on(self, list_id: int) -> list[KitShoppingLink]:
        """Links of a list, by kit.

        Raises:
            RecordNotFoundException: no such list.
        """
        find_by_id(self._session, ShoppingList, list_id, "Shopping list")
        query = (
            select(KitShoppingLink)
            .join(KitShoppingLink.kit)
            .options(contains_eager(KitShoppingLink.kit), joinedload(KitShoppingLink.shopping_list))
            .where(KitShoppingLink.shopping_list_id == list_id)
            .order_by(func.lower(Kit.name), KitShoppingLink.id)
        )
        return list(self._session.scalars(query).all())


def _check_asked(asked: Sequence[object], field: str) -> None:
    if len(asked) > MAX_ASKED:
        raise ValidationException(f"At most {MAX_ASKED} can be asked for at once", field=field)
    if len(set(asked)) < len(asked):
        raise ValidationException("One is asked for twice; name each once", field=field)
