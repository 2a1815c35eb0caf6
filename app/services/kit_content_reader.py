"""Reads the lines of a kit page by page, in a constant number of SQL statements."""

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, selectinload

from app.models import Kit, KitContent, KitSubstitute, Part
from app.services.field_rules import check_page
from app.services.lookups import find_by_id, find_part
from app.services.sorting import Sorts, ordered_by

_INSIDE = aliased(Kit)
SORTS: Sorts = {
    "id": KitContent.id.expression,
    "part": Part.key.expression,
    "description": func.lower(func.coalesce(Part.description, _INSIDE.description)),
    "required_per_unit": KitContent.required_per_unit.expression,
}
_MAY_BE_EMPTY = frozenset({"part", "description"})


class KitContentReader:
    """Answers lists of lines; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(
        self, kit_id: int, *, limit: int = 50, offset: int = 0, part_key: str | None = None, sort: str = "id"
    ) -> tuple[list[KitContent], int]:
        """Lines of a kit as they were entered unless `sort` says otherwise, and the total count: four statements.

        With `part_key` only the lines that need this part, or that it may stand in for.

        Raises:
            RecordNotFoundException: no such kit or part. ValidationException: impossible limit, offset or sort order.
        """
        check_page(limit, offset)
        conditions = [KitContent.kit_id == find_by_id(self._session, Kit, kit_id, "Kit").id]
        if part_key is not None:
            conditions.append(self._needs(part_key))
        query = (
            select(KitContent)
            .outerjoin(KitContent.part)
            .outerjoin(KitContent.child_kit.of_type(_INSIDE))
            .options(
                contains_eager(KitContent.part),
                contains_eager(KitContent.child_kit.of_type(_INSIDE)),
                selectinload(KitContent.substitutes).joinedload(KitSubstitute.part),
            )
            .where(*conditions)
            .order_by(*ordered_by(sort, SORTS, KitContent.id.expression, _MAY_BE_EMPTY))
        )
        total = self._session.scalar(select(func.count(KitContent.id)).where(*conditions)) or 0
        return list(self._session.scalars(query.limit(limit).offset(offset))), total

    def _needs(self, part_key: str) -> ColumnElement[bool]:
        part = find_part(self._session, part_key)
        stands_in = KitContent.substitutes.any(KitSubstitute.part_id == part.id)
        return or_(KitContent.part_id == part.id, stands_in)
