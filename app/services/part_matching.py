"""What it means that a part fits a query: one condition, used by lists and by the search box.

Every word of the query must be found in some text of the part; a word that is a value (`0.1uF`) also finds parts with
an equal value however it is written (`100nF`). Characters such as % and _ are plain text.
"""

from sqlalchemy import ColumnElement, Text, and_, cast, false, func, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.catalogue.text_rules import clean_text
from app.domain.quality.si_values import parse_value, split_values
from app.models import Part, PartType

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


def has_value(word: str) -> ColumnElement[bool]:
    """The part's main value equals the word's, if the word is a value."""
    value = parse_value(word)
    if value is None:
        return false()
    units = ("F", "H") if value.unit == "F" and not word.upper().endswith("F") else (value.unit,)
    return and_(Part.si_value == value.value, Part.si_unit.in_(units))


def part_matches(words: list[str]) -> ColumnElement[bool]:
    """All words fit; needs `Part` outer-joined with `PartType`."""
    return and_(*(_word_matches(word) for word in words))


def _word_matches(word: str) -> ColumnElement[bool]:
    return or_(
        starts_with(Part.key, word),
        contains(Part.description, word),
        contains(Part.manufacturer_code, word),
        contains(Part.manufacturer, word),
        contains(func.array_to_string(Part.tags, "\n"), word),
        contains(Part.package, word),
        contains(Part.series, word),
        contains(PartType.name, word),
        has_value(word),
    )
