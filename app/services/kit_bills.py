"""Reads bills of materials for the arithmetic in `app.domain.kits`: one statement, however deep kits lie in kits."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import CTE, Select, or_, select
from sqlalchemy.orm import Session

from app.domain.kits.bill import BillLine
from app.models import KitContent

LineRow = tuple[int, int, int | None, int | None, int, Decimal, int]
_LINE = select(
    KitContent.id,
    KitContent.kit_id,
    KitContent.part_id,
    KitContent.child_kit_id,
    KitContent.required_per_unit,
    KitContent.attrition_percent,
    KitContent.attrition_fixed,
).order_by(KitContent.id)


def bills_of_kits(session: Session, kit_ids: Collection[int]) -> dict[int, list[BillLine]]:
    """Lines of these kits and of all kits inside them, by kit id."""
    inner = select(KitContent.kit_id, KitContent.child_kit_id).where(KitContent.kit_id.in_(kit_ids)).cte(recursive=True)
    inner = inner.union(
        select(KitContent.kit_id, KitContent.child_kit_id).join(inner, KitContent.kit_id == inner.c.child_kit_id)
    )
    return _read(session, _LINE.where(KitContent.kit_id.in_(select(inner.c.kit_id))))


def bills_with_parts(session: Session, part_ids: Collection[int] | None) -> dict[int, list[BillLine]]:
    """Of all kits, the lines that lead to these parts, by kit id; every line for None."""
    if part_ids is None:
        return _read(session, _LINE)
    owners = kits_with_parts(part_ids)
    leads_there = or_(KitContent.part_id.in_(part_ids), KitContent.child_kit_id.in_(select(owners.c.kit_id)))
    return _read(session, _LINE.where(leads_there))


def kits_with_parts(part_ids: Collection[int]) -> CTE:
    """Ids of the kits that need any of these parts, directly or through kits inside them; column `kit_id`."""
    owners = select(KitContent.kit_id).where(KitContent.part_id.in_(part_ids)).cte(recursive=True)
    return owners.union(select(KitContent.kit_id).join(owners, KitContent.child_kit_id == owners.c.kit_id))


def _read(session: Session, query: Select[LineRow]) -> dict[int, list[BillLine]]:
    bills: dict[int, list[BillLine]] = defaultdict(list)
    for row in session.execute(query):
        line = BillLine(*row)
        bills[line.kit_id].append(line)
    return bills
