"""What was typed as a question to the index of words, in PostgreSQL's `tsquery` notation.

Every word typed must begin a word of the part; a word that is a value (`0.1uF`) also stands for equal values however
they are written (`100nF`). Words hold letters, digits and points only, so that nothing needs quoting.
"""

from collections.abc import Mapping, Sequence

from app.domain.catalogue.search_words import value_word, whole_words
from app.domain.quality.si_values import parse_value

NAMES, DESCRIPTION, FIELDS, ANYWHERE = "^", "~", "+", ""
"""Where words may stand: keys and codes; descriptions; any field and sellers; documents too. The index marks its words
with these, because a question that names the place is answered by the index alone.
"""


def word_query(
    words: Sequence[str], place: str = ANYWHERE, near: Mapping[str, Sequence[str]] | None = None
) -> str | None:
    """The question for all `words` in `place`; `near` adds other words for a typed one.

    None when nothing typed is a word.
    """
    parts = [part for word in words if (part := _alternatives(word, place, (near or {}).get(word, ())))]
    return " & ".join(parts) if parts else None


def value_words(word: str) -> list[str]:
    """The words that stand for the value that `word` is; a bare `100u` may be farad or henry. None: no value."""
    value = parse_value(word)
    if value is None:
        return []
    units = ("F", "H") if value.unit == "F" and not word.upper().endswith("F") else (value.unit,)
    return [value_word(value.value, unit) for unit in units]


def _alternatives(word: str, place: str, near: Sequence[str]) -> str | None:
    typed = [_marked(part, place, ":*") for part in whole_words(word)]
    others = [f"'{value}'" for value in value_words(word)] + [_marked(other, place, "") for other in near]
    alternatives = [f"({' & '.join(typed)})"] * bool(typed) + others
    return f"({' | '.join(alternatives)})" if alternatives else None


def _marked(word: str, place: str, suffix: str) -> str:
    """Words of documents carry no mark."""
    return f"'{place}{word}'{suffix}" if place else f"('{FIELDS}{word}'{suffix} | '{word}'{suffix})"
