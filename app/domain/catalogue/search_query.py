"""What was typed as a question to the index of words, in PostgreSQL's `tsquery` notation.

Every word typed must begin a word of the part; a word that is a value (`0.1uF`) also stands for equal values however
they are written (`100nF`). Words hold letters, digits and points only, so that nothing needs quoting.
"""

from collections.abc import Mapping, Sequence

from app.domain.catalogue.search_words import value_word, whole_words
from app.domain.quality.si_values import parse_value


def word_query(words: Sequence[str], weights: str = "", near: Mapping[str, Sequence[str]] | None = None) -> str | None:
    """The question for all `words`; `weights` limits where they may stand, `near` adds other words for a typed one.

    None when nothing typed is a word.
    """
    parts = [part for word in words if (part := _alternatives(word, weights, (near or {}).get(word, ())))]
    return " & ".join(parts) if parts else None


def value_words(word: str) -> list[str]:
    """The words that stand for the value that `word` is; a bare `100u` may be farad or henry. None: no value."""
    value = parse_value(word)
    if value is None:
        return []
    units = ("F", "H") if value.unit == "F" and not word.upper().endswith("F") else (value.unit,)
    return [value_word(value.value, unit) for unit in units]


def _alternatives(word: str, weights: str, near: Sequence[str]) -> str | None:
    typed = [f"'{part}':*{weights}" for part in whole_words(word)]
    others = [f"'{other}':{weights or 'ABCD'}" for other in (*value_words(word), *near)]
    alternatives = [f"({' & '.join(typed)})"] * bool(typed) + others
    return f"({' | '.join(alternatives)})" if alternatives else None
