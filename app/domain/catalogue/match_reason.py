"""Why a part was found and how good the match is: the first field that explains each word, the weakest one counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.catalogue.search_query import value_words
from app.domain.catalogue.search_words import search_words, value_word, whole_words

_RANKS = {
    "value": 75,
    "description": 50,
    "type": 48,
    "tag": 47,
    "key": 46,
    "manufacturer code": 45,
    "package": 44,
    "series": 43,
    "manufacturer": 40,
    "mounting": 39,
    "voltage": 38,
    "seller": 35,
    "document": 28,
    "text of a document": 20,
}
"""Fields in the order in which they explain a word, and what a match there is worth (100 is best)."""
_SLOT_RANK = 70
_NEAR_RANK = 18


@dataclass(frozen=True)
class PartTexts:
    """What a part is found by; `fields` maps names of fields (as in reasons) to their texts."""

    key: str
    code: str | None
    description: str
    type_name: str | None
    tags: Sequence[str]
    value: tuple[float, str] | None
    fields: Mapping[str, str]
    slots: Sequence[str]


def explain(
    text: str, words: Sequence[str], part: PartTexts, near: Mapping[str, Sequence[str]] | None = None
) -> tuple[int, str]:
    """Rank and reason of a part that was found for `words` of `text`; `near` lists other spellings of a word."""
    whole = _whole_text(text, part)
    if whole is not None:
        return whole
    reasons = [_reason(word, part, (near or {}).get(word, ())) for word in words if whole_words(word)]
    return min(rank for rank, _ in reasons), ", ".join(dict.fromkeys(why for _, why in reasons))


def _whole_text(text: str, part: PartTexts) -> tuple[int, str] | None:
    """What fits as a whole is better than what fits word by word."""
    typed, description, code = text.lower(), part.description.lower(), (part.code or "").lower()
    rules = (
        (100, "key", typed == part.key.lower()),
        (98, "manufacturer code", typed == code),
        (90, "key", part.key.lower().startswith(typed)),
        (85, "manufacturer code", code.startswith(typed)),
        (80, "description", typed == description),
        (75, "value", _is_value(text, part)),
        (65, "tag", typed in {tag.lower() for tag in part.tags}),
        (60, "description", description.startswith(typed)),
        (55, "type", typed == (part.type_name or "").lower()),
    )
    return next(((rank, why) for rank, why, holds in rules if holds), None)


def _reason(word: str, part: PartTexts, near: Sequence[str]) -> tuple[int, str]:
    if word in part.slots:
        return _SLOT_RANK, f"slot {word}"
    if _is_value(word, part):
        return _RANKS["value"], "value"
    typed = whole_words(word)
    for name, words in _words_of_fields(part):
        if all(any(stored.startswith(begin) for stored in words) for begin in typed):
            return _RANKS[name], name
    for name, words in _words_of_fields(part):
        other = next((other for other in near if other in words), None)
        if other is not None:
            return _NEAR_RANK - near.index(other) // 10, f"{name} has {other}"
    together = set().union(*(words for _, words in _words_of_fields(part)))
    if all(any(stored.startswith(begin) for stored in together) for begin in typed):
        return _RANKS["manufacturer"], "several fields"
    return _RANKS["text of a document"], "text of a document"


def _is_value(word: str, part: PartTexts) -> bool:
    return part.value is not None and value_word(*part.value) in value_words(word)


def _words_of_fields(part: PartTexts) -> Iterator[tuple[str, set[str]]]:
    return ((name, search_words(part.fields[name])) for name in _RANKS if part.fields.get(name))
