"""Writes imported offers of sellers; what a source does not give stays as the store has it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.domain.importing.records import OfferRecord
from app.exceptions import ValidationException
from app.models import Part, PartSeller, Seller
from app.services.bulk_insert import bulk_insert_lines
from app.services.importers.differences import changes
from app.services.importers.known_rows import known_rows
from app.services.importers.report import Action

_Key = tuple[int, int, str | None]


class OfferWriter:
    """Offers of one import."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: dict[_Key, PartSeller] = {}
        self._new: dict[_Key, dict[str, Any]] = {}

    def prepare(self, parts: Mapping[str, Part], sellers: Mapping[str, Seller]) -> None:
        """Look up the offers that the parts have; parts and sellers are stored already."""
        self._parts, self._sellers = parts, sellers
        ids = (part.id for part in parts.values())
        for offer in known_rows(self._session, PartSeller, PartSeller.part_id, ids):
            self._held[offer.part_id, offer.seller_id, offer.sku] = offer

    def write(self, record: OfferRecord) -> Action:
        """Create or change one offer.

        Raises:
            ValidationException: its part or seller is not among the imported ones.
        """
        part, seller = self._parts.get(record.part), self._sellers.get(record.seller)
        if part is None or seller is None:
            what = f"part {record.part}" if part is None else f"seller {record.seller}"
            raise ValidationException(f"{what} is not among the imported ones", field="seller_id")
        given = {
            "link": record.link,
            "price_breaks": list(record.price_breaks) or None,
            "minimum_quantity": record.minimum_quantity,
        }
        values = {name: value for name, value in given.items() if value is not None}
        key = (part.id, seller.id, record.sku)
        if key in self._new:
            before = self._new[key]
            self._new[key] = before | values
            return "skip" if self._new[key] == before else "update"
        offer = self._held.get(key)
        if offer is None:
            self._new[key] = {"part_id": part.id, "seller_id": seller.id, "sku": record.sku, **values}
            return "create"
        changed = changes(offer, values)
        for name, value in changed.items():
            setattr(offer, name, value)
        return "update" if changed else "skip"

    def store(self) -> None:
        """Store what was written."""
        self._session.flush()
        bulk_insert_lines(self._session, PartSeller, list(self._new.values()))
        self._new = {}
