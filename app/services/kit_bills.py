"""Reads bills of materials for the arithmetic in `app.domain.kits`: one statement, however deep kits lie in kits."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import CTE, Select, case, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from app.domain.kits.bill import BillLine
from app.models import Kit, KitContent, KitSubstitute

_Row = tuple[int, int, int | None, int | None, int, Decimal, int, Sequence[int] | None, int]
_SUBSTITUTES = (
    select(func.array_agg(aggregate_order_by(KitSubstitute.part_id, KitSubstitute.rank, KitSubstitute.id)))
    .where(KitSubstitute.kit_content_id == KitContent.id)
    .correlate(KitContent)
    .scalar_subquery()
)
_LINES: Select[_Row] = (
    select(
        KitContent.id,
        KitContent.kit_id,
        KitContent.part_id,
        KitContent.child_kit_id,
        KitContent.required_per_unit,
        KitContent.attrition_percent,
        KitContent.attrition_fixed,
        _SUBSTITUTES,
        case((Kit.status == "active", Kit.build_target), else_=0),
    )
    .join(Kit, Kit.id == KitContent.kit_id)
    .order_by(KitContent.id)
)


@dataclass(frozen=True)
class KitBills:
    """Lines by kit id, and for how many units each of these kits stands for: its target while it is active, else 0."""

    lines: Mapping[int, Sequence[BillLine]]
    targets: Mapping[int, int]

    def part_ids(self) -> set[int]:
        """All parts that are named, substitutes included."""
        lines = [line for bill in self.lines.values() for line in bill]
        own = {line.part_id for line in lines if line.part_id is not None}
        return own.union(*(line.substitutes for line in lines))


def bills_of_kits(session: Session, kit_ids: Collection[int]) -> KitBills:
    """Lines of these kits and of all kits inside them."""
    return _read(session, _LINES.where(KitContent.kit_id.in_(select(kits_inside(kit_ids).c.kit_id))))


def bills_with_parts(session: Session, part_ids: Collection[int] | None) -> KitBills:
    """Of all kits, the lines that lead to these parts; every line for None."""
    if part_ids is None:
        return _read(session, _LINES)
    owners = kits_with_parts(part_ids)
    leads_there = or_(KitContent.part_id.in_(part_ids), KitContent.child_kit_id.in_(select(owners.c.kit_id)))
    return _read(session, _LINES.where(leads_there))


def kits_inside(kit_ids: Collection[int]) -> CTE:
    """Ids of these kits and of all kits inside them; column `kit_id`."""
    inside = select(Kit.id.label("kit_id")).where(Kit.id.in_(kit_ids)).cte(recursive=True)
    return inside.union(select(KitContent.child_kit_id).join(inside, KitContent.kit_id == inside.c.kit_id))


def kits_with_parts(part_ids: Collection[int]) -> CTE:
    """Ids of the kits that need any of these parts, directly or through kits inside them; column `kit_id`."""
    owners = select(KitContent.kit_id).where(KitContent.part_id.in_(part_ids)).cte(recursive=True)
    return owners.union(select(KitContent.kit_id).join(owners, KitContent.child_kit_id == owners.c.kit_id))


def _read(session: Session, query: Select[_Row]) -> KitBills:
    lines: dict[int, list[BillLine]] = defaultdict(list)
    targets: dict[int, int] = {}
    for row in session.execute(query).tuples():
        line = BillLine(*row[:7], tuple(row[7] or ()))
        lines[line.kit_id].append(line)
        targets[line.kit_id] = row[8]
    return KitBills(lines, targets)
