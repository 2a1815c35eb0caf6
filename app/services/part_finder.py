"""Finds parts for the search box: by name and value, then by words where they count most, then by near spellings.

Each question asks for its best rows only, and later ones are asked only while rows are missing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session, contains_eager, selectinload

from app.domain.catalogue.match_reason import DOCUMENT_TEXT, Match, PartTexts, explain
from app.domain.catalogue.near_spelling import lookups, nearest
from app.domain.catalogue.search_query import ANYWHERE, DESCRIPTION, FIELDS, NAMES, VALUES, value_words
from app.domain.catalogue.search_words import whole_words
from app.domain.stock.location_label import parse_label
from app.models import Attachment, AttachmentSet, Box, Location, Part, PartLocation, PartSearch, SearchWord
from app.services.attachment_bytes import CONTENT_PREFIX
from app.services.document_quotes import quote_documents
from app.services.hit import Hit, join_facts
from app.services.part_matching import has_words
from app.services.part_reader import PartReader, PartRow

SLOT = re.compile(r"(\d{1,6})\s*-\s*(\d{1,4})")
MAX_WEIGHED = 1000
"""Parts among which the first are chosen when far more fit; sorting them all would take too long."""
_KEY = re.compile(r"[A-Za-z]{1,4}")
_PLACES = (NAMES, DESCRIPTION, FIELDS, ANYWHERE)
"""Where words may stand, best first."""


class PartFinder:
    """Answers for parts; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, text: str, words: Sequence[str], limit: int) -> list[Hit]:
        """The best parts for a query, unsorted."""
        near: dict[str, list[str]] = {}
        conditions, others = self._slots_among(words)
        with self._by_index():
            ids = self._found(text, conditions, others, limit)
            if not ids:
                near = self._near(others)
                ids = self._nearly(conditions, others, limit, near) if any(near.values()) else []
        return self._hits(text, words, ids, near)

    @contextmanager
    def _by_index(self) -> Iterator[None]:
        """The planner takes rare words for frequent ones and would read all parts; the index is never much slower."""
        self._session.execute(sql("SET LOCAL enable_seqscan = off"))
        yield
        self._session.execute(sql("SET LOCAL enable_seqscan = on"))

    def _slots_among(self, words: Sequence[str]) -> tuple[list[ColumnElement[bool]], list[str]]:
        """Words that name a slot of the store stand for what lies there, and for nothing else; and the other words."""
        conditions: list[ColumnElement[bool]] = []
        others = []
        for word in words:
            slot_id = self._session.scalar(_slot_named(word)) if SLOT.fullmatch(word) else None
            if slot_id is not None:
                held = select(PartLocation.part_id).where(PartLocation.location_id == slot_id)
                conditions.append(PartSearch.part_id.in_(held))
            elif whole_words(word):
                others.append(word)
        return conditions, others

    def _found(
        self, text: str, conditions: Sequence[ColumnElement[bool]], words: Sequence[str], limit: int
    ) -> list[int]:
        """Nothing cuts parts off that have the typed value; what is cut has not been ranked yet."""
        named = self._named(text, limit)
        ids = dict.fromkeys([*named, *self._valued(conditions, words, limit)])
        for place in _PLACES:
            if len(ids) >= limit:
                break
            ids |= dict.fromkeys(self._with_words(conditions, words, limit, place))
        return list(ids)[: len(named) + limit]

    def _nearly(
        self,
        conditions: Sequence[ColumnElement[bool]],
        words: Sequence[str],
        limit: int,
        near: Mapping[str, Sequence[str]],
    ) -> list[int]:
        valued = self._valued(conditions, words, limit, near)
        return list(dict.fromkeys([*valued, *self._with_words(conditions, words, limit, near=near)]))[:limit]

    def _valued(
        self,
        conditions: Sequence[ColumnElement[bool]],
        words: Sequence[str],
        limit: int,
        near: Mapping[str, Sequence[str]] | None = None,
    ) -> list[int]:
        """Parts with the values typed, and the other words anywhere."""
        has_value = any(value_words(word) for word in words)
        return self._with_words(conditions, words, limit, VALUES, near) if has_value else []

    def _named(self, text: str, limit: int) -> list[int]:
        """Parts whose key or manufacturer's code begins with the text; only whole keys find archived parts."""
        code = func.lower(Part.manufacturer_code)
        queries = [
            select(Part.id)
            .where(code.startswith(text.lower(), autoescape=True), Part.archived_at.is_(None))
            .order_by(code, Part.id)
            .limit(limit)
        ]
        if _KEY.fullmatch(text):
            key = text.upper()
            is_shown = or_(Part.archived_at.is_(None), Part.key == key)
            named = select(Part.id).where(Part.key.startswith(key), is_shown)
            queries.insert(0, named.order_by(Part.key).limit(limit))
        return [part_id for query in queries for part_id in self._session.scalars(query)]

    def _with_words(
        self,
        conditions: Sequence[ColumnElement[bool]],
        words: Sequence[str],
        limit: int,
        place: str = ANYWHERE,
        near: Mapping[str, Sequence[str]] | None = None,
    ) -> list[int]:
        if words:
            conditions = [*conditions, has_words(words, place, near)]
        if not conditions:
            return []
        some = select(PartSearch.part_id).where(~PartSearch.is_archived, *conditions).limit(MAX_WEIGHED).subquery()
        return list(self._session.scalars(select(some.c.part_id).order_by(some.c.part_id).limit(limit)))

    def _near(self, words: Iterable[str]) -> dict[str, list[str]]:
        """Words of the store that hold a typed word or are nearly spelled like it; a value nearly so is another one."""
        found = {}
        for word in words:
            typed = whole_words(word) if not value_words(word) else []
            sets = lookups(typed[0]) if len(typed) == 1 else []
            if sets:
                query = select(SearchWord.word).distinct().where(or_(*(SearchWord.grams.contains(one) for one in sets)))
                found[word] = nearest(typed[0], self._session.scalars(query))
        return found

    def _hits(self, text: str, words: Sequence[str], ids: list[int], near: Mapping[str, Sequence[str]]) -> list[Hit]:
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


def _slot_named(label: str) -> Select[tuple[int]]:
    box_no, loc_no = parse_label(label)
    return (
        select(Location.id).join(Box, Box.id == Location.box_id).where(Box.box_no == box_no, Location.loc_no == loc_no)
    )


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
