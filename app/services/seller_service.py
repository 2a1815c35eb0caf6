"""Sellers and what they offer: which part under which number, at which price, how fast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from app.domain.catalogue.price_breaks import clean_price_breaks
from app.exceptions import (
    DependencyException,
    RecordNotFoundException,
    ResourceConflictException,
)
from app.models import Part, PartSeller, Seller
from app.services.batch_service import BatchService
from app.services.field_rules import MAX_INT, FieldRules, check_page
from app.services.lookups import find_by_id, find_part
from app.services.part_matching import contains, query_words
from app.services.shopping.seller_release import release_seller
from app.services.sorting import Sorts, ordered_by

RULES = FieldRules(model=Seller, names=frozenset({"name", "website", "external_ref"}), links=frozenset({"website"}))
LINK_RULES = FieldRules(
    model=PartSeller,
    names=frozenset({"sku", "link", "minimum_quantity", "lead_time_days"}),
    least={"minimum_quantity": 1, "lead_time_days": 0},
    links=frozenset({"link"}),
)

SORTS: Sorts = {
    "name": func.lower(Seller.name),
    "link_count": func.count(PartSeller.id),
    "created_at": Seller.created_at.expression,
}
_TERMS: Sorts = {
    "sku": func.lower(PartSeller.sku),
    "minimum_quantity": PartSeller.minimum_quantity.expression,
    "lead_time_days": PartSeller.lead_time_days.expression,
}
LINK_SORTS: Sorts = {"seller": func.lower(Seller.name), **_TERMS}
OFFER_SORTS: Sorts = {"part": Part.key.expression, "description": func.lower(Part.description), **_TERMS}


@dataclass(frozen=True)
class SellerRow:
    """A seller and how many offers it makes."""

    seller: Seller
    link_count: int


SellerPage = tuple[list[SellerRow], int]
OfferPage = tuple[Sequence[PartSeller], int]


class SellerService:
    """Creates, changes, deletes and lists sellers, and links parts to them."""

    def __init__(self, session: Session, batches: BatchService) -> None:
        self._session = session
        self._batches = batches

    def create(self, name: str, **fields: object) -> Seller:
        """A new seller; `website` and `external_ref` are optional.

        Raises:
            ValidationException: a field is missing, unknown or out of bounds.
            ResourceConflictException: the name is taken.
        """
        values = RULES.clean({"name": name, **fields})
        self._refuse_taken(values["name"])
        self._batches.open("edit", note=f"Created seller {values['name']}")
        seller = Seller(**values)
        self._session.add(seller)
        self._session.flush()
        return seller

    def get(self, seller_id: int) -> Seller:
        """The seller with this id.

        Raises:
            RecordNotFoundException: when there is none.
        """
        return find_by_id(self._session, Seller, seller_id, "Seller")

    def update(self, seller_id: int, changes: Mapping[str, object]) -> Seller:
        """Change only the given fields; None clears one.

        Raises:
            RecordNotFoundException, ValidationException, ResourceConflictException: as for `get` and `create`.
        """
        seller = self.get(seller_id)
        values = RULES.clean(changes, partial=True)
        if not values:
            return seller
        self._refuse_taken(values.get("name", seller.name), but=seller)
        self._batches.open("edit", note=f"Changed seller {seller.name}")
        for name, value in values.items():
            setattr(seller, name, value)
        self._session.flush()
        return seller

    def delete(self, seller_id: int) -> None:
        """Remove a seller that offers nothing and owes nothing; shopping lists go on without it.

        Raises:
            RecordNotFoundException: no such seller.
            DependencyException: parts are linked to it, or it has still to deliver.
        """
        seller = self.get(seller_id)
        links = self._session.scalar(select(func.count()).where(PartSeller.seller_id == seller_id)) or 0
        if links:
            raise DependencyException("seller", seller.name, f"it is linked to {links} part{'s' * (links > 1)}")
        self._batches.open("edit", note=f"Deleted seller {seller.name}")
        release_seller(self._session, seller)
        self._session.delete(seller)
        self._session.flush()

    def list(self, *, limit: int = 50, offset: int = 0, query: str | None = None, sort: str = "name") -> SellerPage:
        """Sellers with their number of offers, and the total count.

        Raises:
            ValidationException: impossible limit, offset, sort order or query.
        """
        check_page(limit, offset)
        conditions = [contains(Seller.name, word) for word in query_words(query)]
        rows = self._session.execute(
            select(Seller, func.count(PartSeller.id))
            .outerjoin(PartSeller, PartSeller.seller_id == Seller.id)
            .where(*conditions)
            .group_by(Seller.id)
            .order_by(*ordered_by(sort, SORTS, Seller.id.expression))
            .limit(limit)
            .offset(offset)
        )
        total = self._session.scalar(select(func.count(Seller.id)).where(*conditions)) or 0
        return [SellerRow(seller, count) for seller, count in rows], total

    def link_part(
        self,
        part_key: str,
        seller_id: int,
        *,
        sku: str | None = None,
        link: str | None = None,
        price_breaks: Sequence[Mapping[str, Any]] | None = None,
        minimum_quantity: int | None = None,
        lead_time_days: int | None = None,
    ) -> PartSeller:
        """Record that a seller offers a part; one entry per SKU.

        Raises:
            RecordNotFoundException: unknown part or seller. ValidationException: a field is out of bounds.
            ResourceConflictException: the seller offers the part under this SKU already.
        """
        part, seller = find_part(self._session, part_key), self.get(seller_id)
        given = {"sku": sku, "link": link, "minimum_quantity": minimum_quantity, "lead_time_days": lead_time_days}
        values = LINK_RULES.clean(given)
        breaks = clean_price_breaks(price_breaks)
        self._refuse_offered(part, seller, values["sku"])
        self._batches.open("edit", note=f"Linked {part.key} to {seller.name}")
        offer = PartSeller(part_id=part.id, seller_id=seller.id, price_breaks=breaks, **values)
        self._session.add(offer)
        self._session.flush()
        return offer

    def update_link(self, part_key: str, link_id: int, changes: Mapping[str, object]) -> PartSeller:
        """Change only the given fields of an offer; None clears one.

        Raises:
            RecordNotFoundException: unknown part, or the part has no such link.
            ValidationException, ResourceConflictException: as for `link_part`.
        """
        offer = self._offer(part_key, link_id)
        given = dict(changes)
        breaks = clean_price_breaks(given.pop("price_breaks", offer.price_breaks))
        values = LINK_RULES.clean(given, partial=True)
        if values.get("sku", offer.sku) != offer.sku:
            self._refuse_offered(offer.part, offer.seller, values["sku"])
        self._batches.open("edit", note=f"Changed {offer.part.key} at {offer.seller.name}")
        for name, value in {**values, "price_breaks": breaks}.items():
            setattr(offer, name, value)
        self._session.flush()
        return offer

    def unlink(self, part_key: str, link_id: int) -> None:
        """Remove an offer of this part.

        Raises:
            RecordNotFoundException: unknown part, or the part has no such link.
        """
        offer = self._offer(part_key, link_id)
        self._batches.open("edit", note=f"Unlinked {offer.part.key} from {offer.seller.name}")
        self._session.delete(offer)
        self._session.flush()

    def links_of(self, part_key: str, *, sort: str = "seller") -> Sequence[PartSeller]:
        """Offers of a part, by the seller's name unless `sort` says otherwise.

        Raises:
            RecordNotFoundException: unknown part. ValidationException: an unknown sort order.
        """
        part = find_part(self._session, part_key)
        query = (
            select(PartSeller)
            .join(PartSeller.seller)
            .where(PartSeller.part_id == part.id)
            .order_by(*ordered_by(sort, LINK_SORTS, PartSeller.id.expression, _TERMS))
        )
        return self._session.scalars(query).all()

    def offers_of(self, seller_id: int, *, limit: int = 50, offset: int = 0, sort: str = "part") -> OfferPage:
        """What a seller offers, by part key unless `sort` says otherwise, and the total count.

        Raises:
            RecordNotFoundException: no such seller. ValidationException: impossible limit, offset or sort order.
        """
        check_page(limit, offset)
        seller = self.get(seller_id)
        query = (
            select(PartSeller)
            .join(PartSeller.part)
            .options(contains_eager(PartSeller.part))
            .where(PartSeller.seller_id == seller.id)
            .order_by(*ordered_by(sort, OFFER_SORTS, PartSeller.id.expression, _TERMS))
        )
        total = self._session.scalar(select(func.count(PartSeller.id)).where(PartSeller.seller_id == seller.id)) or 0
        return self._session.scalars(query.limit(limit).offset(offset)).all(), total

    def _offer(self, part_key: str, link_id: int) -> PartSeller:
        part = find_part(self._session, part_key)
        offer = self._session.get(PartSeller, link_id) if 0 < link_id <= MAX_INT else None
        if offer is None or offer.part_id != part.id:
            raise RecordNotFoundException(f"Seller link of {part.key}", link_id)
        return offer

    def _refuse_offered(self, part: Part, seller: Seller, sku: str | None) -> None:
        taken = select(PartSeller.id).where(
            PartSeller.part_id == part.id, PartSeller.seller_id == seller.id, PartSeller.sku.is_not_distinct_from(sku)
        )
        if self._session.scalar(taken):
            raise ResourceConflictException(
                "link", f"{part.key} at {seller.name} and {f'SKU {sku}' if sku else 'no SKU'}"
            )

    def _refuse_taken(self, name: str, *, but: Seller | None = None) -> None:
        taken = self._session.scalar(select(Seller).where(func.lower(Seller.name) == func.lower(name)))
        if taken is not None and taken is not but:
            raise ResourceConflictException("seller", f"the name {taken.name}")
