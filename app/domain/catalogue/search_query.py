"""What was typed as a question to the index of words, in PostgreSQL's `tsquery` notation.

Every word typed must begin a word of the part; a value (`0.1uF`) also stands for equal values however they are written
(`100nF`), and never for one that only begins alike. Any other word may also begin a code, whatever its separators.
Words hold letters, digits and points only; nothing needs quoting.
"""

from collections.abc import Mapping, Sequence

from app.domain.catalogue.search_words import code_word, value_word, whole_words
from app.domain.quality.si_values import parse_value

VALUES, NAMES, DESCRIPTION, FIELDS, ANYWHERE = "=", "^", "~", "+", ""
"""Where words may stand: values as the part's value, others anywhere; keys and codes; descriptions; any field and
sellers; documents too. The index marks its words with these, because a question that names the place is answered by the
index alone.
"""


MIN_CODE = 3
"""Fewest letters and digits that are looked for as the beginning of a code; those of `1-2` begin too many."""


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


def spellings(word: str) -> list[list[str]]:
    """The ways in which a text may hold a typed word: all words of one of them, where `*` ends the begin of a word.

    A value is one word, or number and unit apart; any words that begin alike would make `10nF` of `1 nF`.
    """
    if not value_words(word):
        words = whole_words(word)
        return [[f"{one}*" for one in words]] if words else []
    words = whole_words(f"0{word}" if word.startswith(".") else word)
    joined = ["".join(words) + "*"]
    return [joined, words] if len(words) > 1 else [joined]


def code_begin(word: str) -> str | None:
    """What a code must begin with, separators apart, to be found by a word; None for values and what is too short."""
    joined = code_word(word)
    return joined if len(joined) >= MIN_CODE and not value_words(word) else None


def _alternatives(word: str, place: str, near: Sequence[str]) -> str | None:
    alternatives = [f"'{value}'" for value in value_words(word)]
    if not (place == VALUES and alternatives):
        where = ANYWHERE if place == VALUES else place
        written = [" & ".join(_marked(one, where) for one in words) for words in spellings(word)]
        alternatives = [
            *(f"({words})" for words in written),
            *alternatives,
            *_codes(word),
            *(_marked(one, where) for one in near),
        ]
    return f"({' | '.join(alternatives)})" if alternatives else None


def _codes(word: str) -> list[str]:
    begin = code_begin(word)
    return [] if begin is None else [f"'#{begin}':*"]


def _marked(word: str, place: str) -> str:
    """Words of documents carry no mark."""
    suffix, word = ":*" if word.endswith("*") else "", word.removesuffix("*")
    return f"'{place}{word}'{suffix}" if place else f"('{FIELDS}{word}'{suffix} | '{word}'{suffix})"
