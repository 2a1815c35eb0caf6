"""Found parts as the search box shows them: facts, slots, a quote from their documents, and why they were found."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, selectinload

from app.domain.catalogue.match_reason import DOCUMENT_TEXT, Match, PartTexts, explain
from app.models import Attachment, AttachmentSet, Part
from app.services.attachment_bytes import CONTENT_PREFIX
from app.services.document_quotes import quote_documents
from app.services.hit import Hit, join_facts
from app.services.part_reader import PartReader, PartRow


class PartHits:
    """Reads what is shown of found parts; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, text: str, words: Sequence[str], ids: Sequence[int], near: Mapping[str, Sequence[str]]) -> list[Hit]:
        """Hits for the parts with these ids, in their order; `near` are the spellings that stood in for typed words."""
        if not ids:
            return []
        query = (
            select(Part)
            .outerjoin(Part.type)
            .where(Part.id.in_(ids))
            .options(
                contains_eager(Part.type),
                selectinload(Part.seller_links),
                selectinload(Part.attachment_set)
                .selectinload(AttachmentSet.attachments)
                .defer(Attachment.text_content),
            )
        )
        # Hits of one rank stay as they were found, whatever order the database reads them in.
        place = {part_id: number for number, part_id in enumerate(ids)}
        parts = sorted(self._session.scalars(query), key=lambda part: place[part.id])
        rows = PartReader(self._session).rows(parts)
        matches = [explain(text, words, _texts(row), near) for row in rows]
        wanted = {
            row.part.attachment_set_id: match.in_documents[0]
            for row, match in zip(rows, matches, strict=True)
            if match.in_documents
        }
        quotes = quote_documents(self._session, wanted)
        return [_hit(row, match, quotes) for row, match in zip(rows, matches, strict=True)]


def _hit(row: PartRow, match: Match, quotes: Mapping[int, str]) -> Hit:
    part = row.part
    quote = quotes.get(part.attachment_set_id)
    why = match.why if quote is None else match.why.replace(DOCUMENT_TEXT, f"{DOCUMENT_TEXT}: {quote}", 1)
    about = (part.manufacturer_code, part.type.name if part.type else None, _gone(part))
    slots = tuple(slot.location for slot in row.locations)
    documents = part.attachment_set
    cover = next((a for a in documents.attachments if a.id == documents.cover_attachment_id), None)
    key = cover.picture_key if cover is not None else None
    picture = None if key is None else key.removeprefix(CONTENT_PREFIX)
    return Hit("part", part.key, part.description, join_facts(*about), row.quantity, slots, why, match.rank, picture)


def _gone(part: Part) -> str | None:
    if part.archived_at is None:
        return None
    return "archived" if part.merged_into is None else f"merged into {part.merged_into.key}"


def _texts(row: PartRow) -> PartTexts:
    part = row.part
    documents = [text for held in part.attachment_set.attachments for text in (held.title, held.filename)]
    fields: dict[str, Sequence[str | None]] = {
        "key": [part.key],
        "manufacturer code": [part.manufacturer_code],
        "description": [part.description],
        "type": [part.type.name if part.type else None],
        "tag": part.tags,
        "package": [part.package],
        "series": [part.series],
        "manufacturer": [part.manufacturer],
        "mounting": [part.mounting_type],
        "voltage": [part.voltage_rating, part.input_voltage, part.output_voltage],
        "SKU": [link.sku for link in part.seller_links],
        "seller": [link.seller.name for link in part.seller_links],
        "document": documents,
    }
    value = None if part.si_value is None or part.si_unit is None else (part.si_value, part.si_unit)
    return PartTexts(
        key=part.key,
        code=part.manufacturer_code,
        description=part.description,
        type_name=part.type.name if part.type else None,
        tags=part.tags,
        value=value,
        fields={name: [text for text in texts if text] for name, texts in fields.items()},
        slots=tuple(slot.location for slot in row.locations),
    )
