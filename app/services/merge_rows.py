"""What follows a part that is merged and lies in no list: documents, offers, minimums, choices, receipts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Attachment, BomChoice, LocationMinimum, Part, PartSeller, Receipt

_OFFER_FIELDS = ("link", "minimum_quantity", "lead_time_days")


def move_documents(session: Session, duplicate: Part, kept: Part) -> None:
    """The documents become the other part's; its own cover stays, if it has one."""
    source, target = duplicate.attachment_set, kept.attachment_set
    cover, source.cover_attachment_id = source.cover_attachment_id, None
    if target.cover_attachment_id is None:
        target.cover_attachment_id = cover
    for attachment in session.scalars(select(Attachment).where(Attachment.attachment_set_id == source.id)):
        attachment.attachment_set_id = target.id
    session.flush()
    session.expire(source, ["attachments"])
    session.expire(target, ["attachments"])


def move_offers(session: Session, duplicate: Part, kept: Part) -> None:
    """Offers of the same seller under the same number become one, which keeps what it knows."""
    offers = session.scalars(select(PartSeller).where(PartSeller.part_id.in_((duplicate.id, kept.id)))).all()
    known = {(offer.seller_id, offer.sku): offer for offer in offers if offer.part_id == kept.id}
    for offer in (offer for offer in offers if offer.part_id == duplicate.id):
        twin = known.get((offer.seller_id, offer.sku))
        if twin is None:
            offer.part_id = kept.id
            continue
        for name in _OFFER_FIELDS:
            if getattr(twin, name) is None:
                setattr(twin, name, getattr(offer, name))
        twin.price_breaks = twin.price_breaks or offer.price_breaks
        session.delete(offer)
    session.flush()
    for part in (duplicate, kept):
        session.expire(part, ["seller_links"])


def move_other_rows(session: Session, duplicate: Part, kept: Part) -> None:
    """Minimums of a slot that has both become the larger one; remembered choices and deliveries change their part."""
    minimums = session.scalars(
        select(LocationMinimum).where(LocationMinimum.part_id.in_((duplicate.id, kept.id)))
    ).all()
    known = {minimum.location_id: minimum for minimum in minimums if minimum.part_id == kept.id}
    for minimum in (minimum for minimum in minimums if minimum.part_id == duplicate.id):
        twin = known.get(minimum.location_id)
        if twin is None:
            minimum.part_id = kept.id
        else:
            twin.minimum_quantity = max(twin.minimum_quantity, minimum.minimum_quantity)
            session.delete(minimum)
    for choice in session.scalars(select(BomChoice).where(BomChoice.part_id == duplicate.id)):
        choice.part_id = kept.id
    for receipt in session.scalars(select(Receipt).where(Receipt.part_id == duplicate.id)):
        receipt.part_id = kept.id
    session.flush()
