"""Finds the parts that the lines of a bill of materials may mean, with a few questions however long it is."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, String, and_, any_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from app.domain.importing.bom_lines import BomLine
from app.domain.importing.bom_match import MIN_CODE, CatalogueEntry, fingerprint, plain_code, value_of
from app.domain.quality.si_values import SiValue
from app.models import BomChoice, Part, PartLocation, PartSeller
from app.services.reservation_service import ReservationService

MAX_CANDIDATES = 20_000
"""Most parts looked at for one bill; beyond that the catalogue is too uniform for values to tell parts apart."""


class BomCandidates:
    """Catalogue entries for lines, and the choices people made for them before."""

    def __init__(self, session: Session, reservations: ReservationService) -> None:
        self._session = session
        self._reservations = reservations

    def entries(self, lines: Sequence[BomLine], keys: Collection[str]) -> list[CatalogueEntry]:
        """Parts in use that may be meant by any of the lines, and those with one of the keys."""
        query = (
            select(Part)
            .where(Part.archived_at.is_(None), or_(Part.key.in_(keys), *_conditions(lines)))
            .order_by(Part.key)
            .limit(MAX_CANDIDATES)
        )
        parts = self._session.scalars(query).all()
        ids = [part.id for part in parts]
        stock, skus = self._stock(ids), self._skus(ids)
        held = self._reservations.reserved(ids) if ids else {}
        return [
            CatalogueEntry(
                part.key,
                part.description,
                part.manufacturer_code or "",
                part.package or "",
                None if part.si_value is None else SiValue(part.si_value, part.si_unit or ""),
                tuple(skus[part.id]),
                max(0, stock.get(part.id, 0) - held.get(part.id, 0)),
            )
            for part in parts
        ]

    def remembered(self, lines: Sequence[BomLine]) -> dict[str, str]:
        """Keys that were chosen before, by fingerprint."""
        prints = {fingerprint(line) for line in lines}
        query = (
            select(BomChoice.fingerprint, Part.key)
            .join(BomChoice.part)
            .where(BomChoice.fingerprint.in_(prints), Part.archived_at.is_(None))
        )
        return dict(self._session.execute(query).tuples().all())

    def _stock(self, ids: Sequence[int]) -> dict[int, int]:
        query = (
            select(PartLocation.part_id, func.sum(PartLocation.quantity))
            .where(PartLocation.part_id.in_(ids))
            .group_by(PartLocation.part_id)
        )
        return {part_id: int(total) for part_id, total in self._session.execute(query)}

    def _skus(self, ids: Sequence[int]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        query = select(PartSeller.part_id, PartSeller.sku).where(
            PartSeller.part_id.in_(ids), PartSeller.sku.is_not(None)
        )
        for part_id, sku in self._session.execute(query):
            found[part_id].append(sku)
        return found


def _conditions(lines: Sequence[BomLine]) -> list[ColumnElement[bool]]:
    codes = {plain_code(text) for line in lines for text in (line.code, line.value) if text} - {""}
    begun = sorted(f"{code}%" for code in codes if len(code) >= MIN_CODE)
    words = sorted(f"%{word}%" for line in lines if len(word := plain_code(line.value)) >= MIN_CODE)
    skus = {plain_code(line.sku) for line in lines if line.sku}
    values = {value for line in lines if (value := value_of(line)) is not None}
    offers = select(PartSeller.part_id).where(_plain(PartSeller.sku).in_(skus))
    conditions: list[ColumnElement[bool]] = [
        _plain(Part.manufacturer_code).in_(codes),
        _plain(Part.manufacturer_code).like(any_(cast(begun, ARRAY(String)))),
        _plain(Part.description).like(any_(cast(words, ARRAY(String)))),
        Part.id.in_(offers),
    ]
    return conditions + [and_(Part.si_unit == value.unit, Part.si_value == value.value) for value in values]


def _plain(column: object) -> ColumnElement[str]:
    """The column as `plain_code` writes it."""
    return func.regexp_replace(func.upper(column), "[^A-Z0-9]", "", "g")
