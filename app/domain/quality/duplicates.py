"""Which parts may be the same thing: pairs with a score and reasons, found without comparing all pairs.

Three things can raise suspicion: the same manufacturer's code (or one that only ends differently), the same value in
the same package, or - for parts without a value - much the same words. What speaks against it lowers the score.
Nothing here changes anything; only people merge.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from app.domain.catalogue.search_words import whole_words

CERTAIN, SIMILAR = 0.9, 0.5
"""From here on a pair is as good as certain; from here on it is worth a look."""
MIN_CODE, MAX_ENDING = 4, 3
"""Shortest code that says anything, and how many characters more the longer of two like codes may have."""
MIN_SHARED = 0.3
"""Share of common features from which on two parts without values are compared."""
MAX_BLOCK = 60
"""A feature that more parts of a type share says nothing about any two of them."""


@dataclass(frozen=True)
class Suspect:
    """A part as duplicates are looked for; `code` is normalised, `features` are words and facts of its kind."""

    key: str
    code: str
    maker: str
    description: str
    type_name: str
    package: str
    value: tuple[float, str] | None
    features: frozenset[str]


@dataclass(frozen=True)
class Candidate:
    """Two parts that may be the same, keys in order; 1 is sure, `reasons` says what speaks for and against."""

    first: str
    second: str
    score: float
    reasons: tuple[str, ...]

    @property
    def is_certain(self) -> bool:
        """Whether nothing speaks against it."""
        return self.score >= CERTAIN


def suspect(
    *,
    key: str,
    description: str,
    code: str | None = None,
    maker: str | None = None,
    type_name: str | None = None,
    package: str | None = None,
    value: tuple[float, str] | None = None,
    tags: Sequence[str] = (),
    facts: Iterable[str | None] = (),
) -> Suspect:
    """A part made ready for comparing; `facts` are further fields such as mounting and voltages."""
    words = whole_words(" ".join((description, *tags)))
    known = {f"{place}={_squeezed(fact)}" for place, fact in enumerate((maker, package, *facts)) if fact}
    features = frozenset({word for word in words if len(word) > 1} | known)
    text = " ".join(whole_words(description))
    return Suspect(key, _squeezed(code), _squeezed(maker), text, type_name or "", _squeezed(package), value, features)


def candidates(parts: Sequence[Suspect], dismissed: Collection[tuple[str, str]] = ()) -> list[Candidate]:
    """Suspicious pairs, the most suspicious first; the same parts in any order give the same answer.

    Pairs in `dismissed`, keys in order, are left out: a person found them to be different things.
    """
    by_key = {part.key: part for part in parts}
    pairs = {pair for block in (_by_code, _by_value, _by_words) for pair in block(parts)} - set(dismissed)
    found = (compare(by_key[first], by_key[second]) for first, second in pairs)
    return sorted(
        (one for one in found if one is not None), key=lambda one: (one.score, one.first, one.second), reverse=True
    )


def compare(one: Suspect, other: Suspect) -> Candidate | None:
    """The two parts as a candidate; None when nothing raises suspicion, or too much speaks against it."""
    first, second = sorted((one, other), key=lambda part: part.key)
    grounds = _grounds(first, second)
    if grounds is None:
        return None
    score, reasons = grounds
    for weight, objection in _objections(first, second):
        score *= weight
        reasons = (*reasons, objection)
    return Candidate(first.key, second.key, round(score, 3), reasons) if score >= SIMILAR else None


def _grounds(first: Suspect, second: Suspect) -> tuple[float, tuple[str, ...]] | None:
    """What speaks for it, the strongest first."""
    likeness = token_sort_ratio(first.description, second.description) / 100
    if _is_code(first) and first.code == second.code:
        return 0.97, ("same manufacturer's code",)
    if _codes_end_differently(first, second):
        return 0.75 + 0.1 * likeness, ("codes differ in their ending only",)
    if _same_value(first, second):
        reasons = ("same type and value", *(["same package"] if first.package == second.package != "" else []))
        return 0.6 + 0.15 * (len(reasons) - 1) + 0.2 * likeness, (*reasons, f"descriptions {likeness:.0%} alike")
    shared = _shared(first, second)
    if shared >= MIN_SHARED:
        words = token_set_ratio(first.description, second.description) / 100
        return 0.45 + 0.3 * shared + 0.15 * words, ("same type", f"{shared:.0%} of words and facts shared")
    return None


def _objections(first: Suspect, second: Suspect) -> Iterator[tuple[float, str]]:
    """What speaks against it, and how much is left of the score."""
    if first.value and second.value and first.value != second.value:
        yield 0.4, "values differ"
    if first.maker and second.maker and first.maker != second.maker:
        yield 0.9, "manufacturers differ"
    if first.package and second.package and first.package != second.package:
        yield 0.9, "packages differ"
    if _is_code(first) and _is_code(second) and first.code != second.code and not _codes_end_differently(first, second):
        yield 0.9, "codes differ"


def _is_code(part: Suspect) -> bool:
    return len(part.code) >= MIN_CODE


def _codes_end_differently(first: Suspect, second: Suspect) -> bool:
    short, long = sorted((first.code, second.code), key=len)
    return len(short) > MIN_CODE and long.startswith(short) and 0 < len(long) - len(short) <= MAX_ENDING


def _same_value(first: Suspect, second: Suspect) -> bool:
    is_same = first.value is not None and first.value == second.value and first.type_name == second.type_name
    return is_same and (not first.package or not second.package or first.package == second.package)


def _shared(first: Suspect, second: Suspect) -> float:
    """Share of common features; nothing for parts of different types, of no type, or with a value."""
    if first.type_name != second.type_name or not first.type_name or first.value or second.value:
        return 0.0
    together = first.features | second.features
    return len(first.features & second.features) / len(together) if together else 0.0


def _by_code(parts: Sequence[Suspect]) -> Iterator[tuple[str, str]]:
    whole: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        if _is_code(part):
            whole[part.code].append(part.key)
    for code, keys in whole.items():
        yield from _pairs(keys)
        for ending in range(1, MAX_ENDING + 1):
            yield from _between(keys, whole.get(code[:-ending], []))


def _by_value(parts: Sequence[Suspect]) -> Iterator[tuple[str, str]]:
    groups: dict[object, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for part in parts:
        if part.value is not None:
            groups[part.type_name, part.value][part.package].append(part.key)
    for packages in groups.values():
        for package, keys in packages.items():
            if len(keys) <= MAX_BLOCK:
                yield from _pairs(keys)
                if package and len(packages.get("", [])) <= MAX_BLOCK:
                    yield from _between(keys, packages.get("", []))


def _by_words(parts: Sequence[Suspect]) -> Iterator[tuple[str, str]]:
    """Pairs that share enough must share one of their rarest features, so that only those are looked at."""
    types: dict[str, list[Suspect]] = defaultdict(list)
    for part in parts:
        if part.value is None and part.type_name:
            types[part.type_name].append(part)
    for members in types.values():
        holders: dict[str, list[str]] = defaultdict(list)
        for part in members:
            for feature in part.features:
                holders[feature].append(part.key)
        rare: dict[str, list[str]] = defaultdict(list)
        for part in members:
            rarest = sorted(part.features, key=lambda feature: (len(holders[feature]), feature))
            for feature in rarest[: len(rarest) - int(MIN_SHARED * len(rarest) - 1e-9)]:
                rare[feature].append(part.key)
        for keys in rare.values():
            if len(keys) <= MAX_BLOCK:
                yield from _pairs(keys)


def _pairs(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    return combinations(sorted(keys), 2)


def _between(some: Iterable[str], others: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((min(pair), max(pair)) for pair in product(some, others))


def _squeezed(text: str | None) -> str:
    """Letters and digits only, so that `GRM-188 R71` is `grm188r71`."""
    return "".join(whole_words(text or "")).replace(".", "")
