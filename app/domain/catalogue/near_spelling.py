"""Words that are nearly what was typed: how far off is near, and how to look near words up without trying them all.

`k` slips (a wrong, missing, additional or swapped letter) can spoil at most `k` of `k + 1` pieces of a word that have
a letter between them; one piece is left whole, at most `k` places off. So the words to try are those that hold one.
"""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

MAX_SLIPS = 3
MAX_NEAR = 60
"""Most words of the store that one typed word may stand for."""
MIN_PART = 3
"""Shortest text that is also looked for inside of words."""
GRAM_PLACES = 24
"""Places of a word whose pairs of letters are kept; later ones are never needed for what people type."""


def allowed_slips(word: str) -> int:
    """One slip for each four letters typed, at most three."""
    return min(len(word) // 4, MAX_SLIPS)


def slips(typed: str, word: str) -> int | None:
    """Fewest slips that lead from what was typed to the beginning of the word; None when it takes too many."""
    most = allowed_slips(typed)
    lengths = {min(length, len(word)) for length in range(len(typed) - most, len(typed) + most + 1)}
    fewest = min(OSA.distance(typed, word[:length], score_cutoff=most) for length in lengths)
    return fewest if fewest <= most else None


def lookups(typed: str) -> list[list[str]]:
    """Sets of grams; every word that holds what was typed, or is near it, has all grams of at least one set."""
    inside = [[typed[place : place + 3] for place in range(len(typed) - 2)]] if len(typed) >= MIN_PART else []
    return inside + [_grams(piece, place) for piece, place in _places(typed)]


def nearest(typed: str, words: Iterable[str]) -> list[str]:
    """Those of `words` that hold what was typed or are near it, nearest first."""
    ranked = sorted((score, len(word), word) for word in set(words) if (score := _score(typed, word)) is not None)
    return [word for _, _, word in ranked[:MAX_NEAR]]


def _score(typed: str, word: str) -> int | None:
    if len(typed) >= MIN_PART and typed in word:
        return 0
    return slips(typed, word) if allowed_slips(typed) else None


def _places(typed: str) -> set[tuple[str, int]]:
    """Pieces of what was typed, and where in a near word each may begin."""
    most = allowed_slips(typed)
    if not most:
        return set()
    if len(typed) == 4:  # too short for a letter between two pieces: two letters swapped in the middle spoil both
        pieces = [(typed[:2], 0), (typed[2:], 2), (typed[0] + typed[2], 0)]
    else:
        length = (len(typed) - most) // (most + 1)
        pieces = [(typed[start : start + length], start) for start in range(0, (most + 1) * (length + 1), length + 1)]
    shifts = range(-most, most + 1)
    return {(piece, start + shift) for piece, start in pieces for shift in shifts if start + shift >= 0}


def _grams(piece: str, place: int) -> list[str]:
    """Pairs of letters with their places, as the database keeps them of each word."""
    return [f"{place + offset}:{piece[offset : offset + 2]}" for offset in range(len(piece) - 1)]
