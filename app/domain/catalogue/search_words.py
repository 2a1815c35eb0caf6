"""The words that texts are found by; the database's `search_words()` makes the same ones of what is stored.

Case, accents and punctuation do not count, `µ` is u and `Ω` is ohm, a decimal comma is a point. A word is also found
from each place on where letters and digits meet: `SN74HC595N` by `74hc`, `hc595` and `595n`.
"""

import re
import unicodedata

MAX_WORD = 60
"""Characters of a word that count."""

_MARKS = re.compile("[\u0300-\u036f]")
_DECIMAL_COMMA = re.compile("([0-9]),([0-9])")
_LETTERS = "0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2fff\u3040-\ufdff\ufe10-\U0010ffff"
_WORD = re.compile(rf"[{_LETTERS}]+(?:\.[{_LETTERS}]+)*")
_SEPARATORS = re.compile(rf"[^{_LETTERS}.]+|(?<![0-9])\.|\.(?![0-9])")
_CAPITALS = (*range(ord("A"), ord("Z") + 1), *range(0x391, 0x3AA), *range(0x410, 0x430))
_FOLDED = str.maketrans({chr(code): chr(code + 32) for code in _CAPITALS} | {"\u03bc": "u", "\u039c": "u"})
_MEETING = re.compile(r"(?<=[0-9])(?=[^0-9.])|(?<=[^0-9.])(?=[0-9])|(?<=\.)")


def whole_words(text: str) -> list[str]:
    """The words of a text in their order, each once."""
    return list(dict.fromkeys(word[:MAX_WORD] for word in _WORD.findall(_folded(text))))


def search_words(text: str) -> set[str]:
    """The words of a text and their tails of two characters and more."""
    words = whole_words(text)
    tails = {word[place.start() :] for word in words for place in _MEETING.finditer(word)}
    return {*words, *(tail for tail in tails if len(tail) > 1)}


def code_word(text: str) -> str:
    """A code as one word: `TL-072/CP` is `tl072cp`; only points of decimals stay. May be empty."""
    return _SEPARATORS.sub("", _folded(text))[:MAX_WORD]


def value_word(value: float, unit: str) -> str:
    """The word that stands for a main value however it is written: `0.1uF` and `100nF` are `=F1.000000e-07`."""
    return f"={unit}{value:.6e}"


def _folded(text: str) -> str:
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_FOLDED).replace("\u03c9", "ohm")
    return _DECIMAL_COMMA.sub(r"\1.\2", plain)
