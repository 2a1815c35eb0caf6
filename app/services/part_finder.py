"""Finds parts for the search box: by name and value, then by words where they count most, then by near spellings.

Each question asks for its best rows only, and later ones are asked only while rows are missing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.domain.catalogue.near_spelling import lookups, nearest
from app.domain.catalogue.search_query import ANYWHERE, DESCRIPTION, FIELDS, NAMES, VALUES, value_words
from app.domain.catalogue.search_words import whole_words
from app.domain.stock.location_label import parse_label
from app.models import Box, Location, Part, PartLocation, PartSearch, SearchWord
from app.services.hit import Hit
from app.services.part_hits import PartHits
from app.services.part_matching import has_words

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
        return PartHits(self._session).of(text, words, ids, near)

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


def _slot_named(label: str) -> Select[tuple[int]]:
    box_no, loc_no = parse_label(label)
    return (
        select(Location.id).join(Box, Box.id == Location.box_id).where(Box.box_no == box_no, Location.loc_no == loc_no)
    )
