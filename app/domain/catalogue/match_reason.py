"""Why a part was found and how good the match is: the first field that explains each word, the weakest one counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.catalogue.search_query import code_begin, spellings, value_words
from app.domain.catalogue.search_words import code_word, search_words, value_word, whole_words

DOCUMENT_TEXT = "document text"
FIELD_RANKS = {
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
    "SKU": 36,
    "seller": 35,
    "document": 28,
    DOCUMENT_TEXT: 20,
}
"""Fields in the order in which they explain a word, and what a match there is worth (100 is best)."""
_WHOLE_VALUE_RANK = 91
_WITH_VALUE_RANK = 66
"""What has the typed value, and the other words too, comes before what only holds the letters of it."""
_SLOT_RANK = 70
_NEAR_RANK = 18
_SHOWN = 60
"""Characters of a field that a reason quotes."""


@dataclass(frozen=True)
class PartTexts:
    """What a part is found by; `fields` maps names of fields (as in reasons) to their texts."""

    key: str
    code: str | None
    description: str
    type_name: str | None
    tags: Sequence[str]
    value: tuple[float, str] | None
    fields: Mapping[str, Sequence[str]]
    slots: Sequence[str]


@dataclass(frozen=True)
class Match:
    """How good a match is (100 is best), why in words, and the typed words that only texts of documents explain."""

    rank: int
    why: str
    in_documents: tuple[str, ...] = ()


def explain(text: str, words: Sequence[str], part: PartTexts, near: Mapping[str, Sequence[str]] | None = None) -> Match:
    """Rank and reason of a part that was found for `words` of `text`; `near` lists other spellings of a word."""
    whole = _whole_text(text, part)
    if whole is not None:
        return Match(*whole)
    reasons = {word: _reason(word, part, (near or {}).get(word, ())) for word in words if whole_words(word)}
    rank = min(rank for rank, _ in reasons.values())
    values = [word for word in words if value_words(word)]
    has_values = bool(values) and all(_is_value(word, part) for word in values)
    return Match(
        _WITH_VALUE_RANK + rank // 10 if has_values else rank,
        ", ".join(dict.fromkeys(why for _, why in reasons.values())),
        tuple(word for word, (_, why) in reasons.items() if why == DOCUMENT_TEXT),
    )


def quote_field(name: str, text: str | None = None) -> str:
    """`type: Resistor`; the description heads the hit already and is only named."""
    if name == "description" or text is None:
        return name
    return f"{name}: {text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + '…'}"


def stands_in(word: str, text: str) -> bool:
    """Whether a text holds what was typed as one word."""
    return _holds(search_words(text), spellings(word))


def _whole_text(text: str, part: PartTexts) -> tuple[int, str] | None:
    """What fits as a whole is better than what fits word by word."""
    typed, description, code = text.lower(), part.description.lower(), (part.code or "").lower()
    rules = (
        (100, quote_field("key", part.key), typed == part.key.lower()),
        (99, f"lies in slot {text}", text in part.slots),
        (98, quote_field("manufacturer code", part.code), typed == code),
        (97, quote_field("manufacturer code", part.code), code_word(part.code or "") == code_begin(text)),
        (_WHOLE_VALUE_RANK, f"same value as {text}", _is_value(text, part)),
        (90, quote_field("key", part.key), part.key.lower().startswith(typed)),
        (85, quote_field("manufacturer code", part.code), code.startswith(typed)),
        (84, quote_field("manufacturer code", part.code), _begins_code(text, part)),
        (80, quote_field("description"), typed == description),
        (65, quote_field("tag", text), typed in {tag.lower() for tag in part.tags}),
        (60, quote_field("description"), description.startswith(typed)),
        (55, quote_field("type", part.type_name), typed == (part.type_name or "").lower()),
    )
    return next(((rank, why) for rank, why, holds in rules if holds), None)


def _reason(word: str, part: PartTexts, near: Sequence[str]) -> tuple[int, str]:
    if word in part.slots:
        return _SLOT_RANK, f"lies in slot {word}"
    if _is_value(word, part):
        return FIELD_RANKS["value"], f"same value as {word}"
    ways = spellings(word)
    for name, texts in _fields(part):
        fitting = next((text for text in (*texts, " ".join(texts)) if _holds(search_words(text), ways)), None)
        if fitting is None and name == "manufacturer code" and _begins_code(word, part):
            fitting = part.code
        if fitting is not None:
            return FIELD_RANKS[name], quote_field(name, fitting)
    for name, texts in _fields(part):
        other = next((other for other in near if other in search_words(" ".join(texts))), None)
        if other is not None:
            how = "which contains" if word.lower() in other else "nearly"
            return _NEAR_RANK - near.index(other) // 10, f"{name} has {other}, {how} {word}"
    over = next((found for words in ways if (found := _over_fields(words, part))), None)
    return over or (FIELD_RANKS[DOCUMENT_TEXT], DOCUMENT_TEXT)


def _over_fields(typed: Sequence[str], part: PartTexts) -> tuple[int, str] | None:
    """Several words written as one, such as `red-0603`, may stand in one field each."""
    places = [
        next((name for name, texts in _fields(part) if _holds(search_words(" ".join(texts)), [[one]])), None)
        for one in typed
    ]
    names = [name for name in dict.fromkeys(places) if name is not None]
    return None if None in places else (FIELD_RANKS["manufacturer"], f"words in {' and '.join(names)}")


def _holds(stored: set[str], ways: Sequence[Sequence[str]]) -> bool:
    return any(all(_is_among(one, stored) for one in words) for words in ways)


def _is_among(word: str, stored: set[str]) -> bool:
    begin = word.removesuffix("*")
    return begin in stored or (begin != word and any(one.startswith(begin) for one in stored))


def _begins_code(word: str, part: PartTexts) -> bool:
    begin = code_begin(word)
    return begin is not None and code_word(part.code or "").startswith(begin)


def _is_value(word: str, part: PartTexts) -> bool:
    return part.value is not None and value_word(*part.value) in value_words(word)


def _fields(part: PartTexts) -> Iterator[tuple[str, Sequence[str]]]:
    return ((name, part.fields[name]) for name in FIELD_RANKS if part.fields.get(name))
