"""What it means that a part fits a query: one condition, used by lists and by the search box.

Every word of the query must begin some word of the part, its sellers or its documents; a word that is a value
(`0.1uF`) also finds parts with an equal value however it is written (`100nF`).
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Text, cast, false, func, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.catalogue.search_query import ANYWHERE, word_query
from app.domain.catalogue.text_rules import clean_text
from app.domain.quality.si_values import split_values
from app.models import Part, PartSearch

MAX_QUERY = 200
MAX_WORDS = 12

TextColumn = InstrumentedAttribute[str] | InstrumentedAttribute[str | None] | ColumnElement[str]


def query_words(query: str | None) -> list[str]:
    """The words of a query; none for an empty one.

    Raises:
        ValidationException: too long, or no text that can be stored.
    """
    return split_values(clean_text(query, "query", MAX_QUERY) or "")[:MAX_WORDS]


def contains(column: TextColumn, word: str) -> ColumnElement[bool]:
    """The column holds the word, whatever its case."""
    return as_text(column).icontains(word, autoescape=True)


def starts_with(column: TextColumn, word: str) -> ColumnElement[bool]:
    """The column begins with the word, whatever its case."""
    return as_text(column).istartswith(word, autoescape=True)


def equals(column: TextColumn, word: str) -> ColumnElement[bool]:
    """The column is the word, whatever its case."""
    return func.lower(as_text(column)) == func.lower(word)


def as_text(column: TextColumn) -> ColumnElement[str]:
    """The column as plain text, so that patterns are not taken for stored values."""
    return cast(column, Text)


def part_matches(words: Sequence[str]) -> ColumnElement[bool]:
    """All words fit the part."""
    return Part.id.in_(select(PartSearch.part_id).where(has_words(words)))


def has_words(
    words: Sequence[str], place: str = ANYWHERE, near: Mapping[str, Sequence[str]] | None = None
) -> ColumnElement[bool]:
    """All words stand in `PartSearch.document`, in `place`; `near` lists other spellings of a word."""
    question = word_query(words, place, near)
    return false() if question is None else PartSearch.document.op("@@")(cast(question, TSQUERY))
