"""New parts for lines of a bill of materials that fit nothing in the catalogue."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.importing.bom_lines import BomLine
from app.domain.importing.bom_match import kind_of, outline
from app.models import Part, Seller
from app.services.part_service import PartService
from app.services.seller_service import SellerService
from app.services.type_service import TypeService

_TYPES = {"Capacitor": "Ceramic capacitor"}
"""What the usual types call a kind."""


class BomParts:
    """Creates parts, with their type by the letters of the designator and the seller's number."""

    def __init__(self, session: Session, parts: PartService, sellers: SellerService, types: TypeService) -> None:
        self._session = session
        self._parts = parts
        self._sellers = sellers
        self._types = types

    def create(self, line: BomLine) -> Part:
        """A part as the line describes it.

        Raises:
            ValidationException: the line holds a text that is too long.
        """
        part = self._parts.create(**self._fields(line))
        if line.seller and line.sku:
            self._sellers.link_part(part.key, self._seller(line.seller).id, sku=line.sku)
        return part

    def _fields(self, line: BomLine) -> dict[str, Any]:
        kind = kind_of(line)
        told = [line.value, line.description]
        if not any(told):
            told = [line.label, line.package]
        fields: dict[str, Any] = {
            "description": " - ".join(dict.fromkeys(text for text in told if text)),
            "manufacturer": line.manufacturer or None,
            "manufacturer_code": line.code or None,
            "package": (outline(line.package) or line.package)[:100] or None,
        }
        if kind is not None:
            fields["type_id"] = self._types.get_or_create(_TYPES.get(kind, kind)).id
        return fields

    def _seller(self, name: str) -> Seller:
        found = self._session.scalar(select(Seller).where(func.lower(Seller.name) == func.lower(name)))
        return found or self._sellers.create(name)
