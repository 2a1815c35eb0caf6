"""What could be written better about parts: of one, of all, and the mend where it is plain and a person asks for it."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.quality.normalisation import KINDS, Finding, PartFields, check_part
from app.exceptions import InvalidOperationException, ValidationException
from app.models import Part, PartType, Seller
from app.services.batch_service import BatchService
from app.services.lookups import find_part
from app.services.part_service import PartService
from app.services.sorting import RowSorts, sorted_by

_COPIED = (
    *("description", "manufacturer", "manufacturer_code", "package", "mounting_type", "voltage_rating"),
    *("input_voltage", "output_voltage", "dimensions", "tags"),
)


@dataclass(frozen=True)
class PartFinding:
    """A finding and the part it is about."""

    key: str
    description: str
    finding: Finding


FINDING_SORTS: RowSorts[Finding] = {"field": lambda one: one.field, "kind": lambda one: one.kind}
SORTS: RowSorts[PartFinding] = {
    "key": lambda one: one.key,
    "description": lambda one: one.description.lower(),
    "field": lambda one: one.finding.field,
    "kind": lambda one: one.finding.kind,
}


@dataclass(frozen=True)
class Mended:
    """The batch that a mend can be undone with, and what was written in words."""

    batch_id: int
    message: str


class QualityService:
    """Checks parts, and mends what a person chose; never anything by itself."""

    def __init__(self, session: Session, batches: BatchService, parts: PartService) -> None:
        self._session = session
        self._batches = batches
        self._parts = parts

    def findings(self, key: str, *, sort: str = "field") -> list[Finding]:
        """What could be written better about a part, field by field unless `sort` says otherwise.

        Raises:
            RecordNotFoundException: no such part. ValidationException: an unknown sort order.
        """
        part = find_part(self._session, key)
        found = self._check(part, part.type.name if part.type else None, self._sellers())
        return sorted_by(found, sort, FINDING_SORTS)

    def of_all(self, kind: str | None = None, *, sort: str = "key") -> list[PartFinding]:
        """What could be written better about all parts that are not archived; of one kind where it is given.

        By key unless `sort` says otherwise.

        Raises:
            ValidationException: there is no such kind or sort order.
        """
        if kind is not None and kind not in KINDS:
            raise ValidationException(f"kind must be one of {', '.join(KINDS)}", field="kind")
        columns = (
            *(getattr(Part, name) for name in _COPIED),
            Part.key,
            Part.si_value,
            PartType.name.label("type_name"),
        )
        query = select(*columns).outerjoin(Part.type).where(Part.archived_at.is_(None)).order_by(Part.key)
        sellers = self._sellers()
        found = (
            PartFinding(row.key, row.description, finding)
            for row in self._session.execute(query)
            for finding in self._check(row, row.type_name, sellers)
            if kind in {None, finding.kind}
        )
        return sorted_by(found, sort, SORTS)

    def mend(self, key: str, kind: str, field: str, given: str | None = None) -> Mended:
        """Write a field as its finding suggests; `given` says which tag, or what the field must still hold.

        Raises:
            RecordNotFoundException: no such part.
            InvalidOperationException: there is no such finding any more, or a person must know what is right.
        """
        part = find_part(self._session, key)
        same = [one for one in self.findings(part.key) if (one.kind, one.field) == (kind, field)]
        found = next((one for one in same if given in {None, one.given}), None)
        operation = f"mend {field.replace('_', ' ')[:40]} of {part.key}"
        if found is None:
            raise InvalidOperationException(operation, "it was changed since; look at the part again")
        if found.suggestion is None:
            raise InvalidOperationException(operation, "there is no plain suggestion; change it on the part's page")
        message = f"Wrote {field.replace('_', ' ')} of {part.key} as {found.suggestion}"
        batch = self._batches.open("edit", note=message[:500])
        self._parts.update(part.key, {field: _written(part, found)})
        return Mended(batch.id, message)

    def state(self) -> str:
        """Changes whenever something that is checked does, so that an answer can be kept until then."""
        parts = select(func.count(Part.id), func.max(Part.updated_at), func.count(Part.archived_at))
        names = select(func.string_agg(Seller.name, "|"))
        types = select(func.max(PartType.updated_at))
        return f"{self._session.execute(parts).one()} {self._session.scalar(names)} {self._session.scalar(types)}"

    def _sellers(self) -> Collection[str]:
        return self._session.scalars(select(Seller.name)).all()

    @staticmethod
    def _check(part: Any, type_name: str | None, sellers: Collection[str]) -> list[Finding]:
        """`part` is a part, or a row of its columns."""
        fields = {name: getattr(part, name) for name in _COPIED}
        return check_part(PartFields(type_name=type_name, has_value=part.si_value is not None, **fields), sellers)


def count_kinds(findings: Collection[PartFinding]) -> Mapping[str, int]:
    """How many findings there are of each kind, most frequent first."""
    return dict(Counter(one.finding.kind for one in findings).most_common())


def _written(part: Part, found: Finding) -> object:
    """The new value of the field; of tags the one in question is replaced."""
    if found.field != "tags":
        return found.suggestion
    return list(dict.fromkeys(found.suggestion if tag == found.given else tag for tag in part.tags))
