"""Which parts of the catalogue a line of a bill of materials may mean, how sure that is, and why.

A decided line is *available* or *short*; one that fits nothing is *not found*, one that fits several alike *several*.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

from app.domain.importing.bom_lines import BomLine
from app.domain.quality.si_values import SiValue, main_value

State = Literal["available", "short", "not found", "several"]
SURE = 0.5
"""Less sure than this is shown and never chosen."""
CLEAR = 0.1
"""How much surer than the next a candidate must be to be chosen without asking."""
MIN_CODE = 5
"""Shortest code that may be the beginning of a longer one (`LM393` of `LM393DR`)."""
_MAX_FINGERPRINT = 500
_SHOWN = 5
_NOT_CODE = re.compile(r"[^A-Z0-9]")
_CHIP = re.compile(r"(?<!\d)(01005|0201|0402|0603|0805|1206|1210|1812|2010|2512)(?!\d)")
_EATEN = re.compile(r"(201|402|603|805)")
_OUTLINE = re.compile(
    r"(?<![A-Z])(SOT|SOIC|SOD|SOP|SO|SSOP|TSSOP|MSOP|QFN|DFN|TQFP|LQFP|QFP|DIP|TO|BGA|PLCC|SC|SMA|SMB|SMC)[-_]?(\d+)(?:-(\d{1,2})(?!\d))?"
)
_KINDS = {"R": "Resistor", "RN": "Resistor", "C": "Capacitor", "L": "Inductor", "Y": "Crystal", "X": "Crystal"}
_PREFIX = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True)
class CatalogueEntry:
    """A part as the matcher sees it; `free` are units that nothing else holds."""

    key: str
    description: str
    code: str
    package: str
    value: SiValue | None
    skus: tuple[str, ...]
    free: int


@dataclass(frozen=True)
class Candidate:
    """A part that a line may mean, between 0 and 1 how sure, and why."""

    key: str
    description: str
    confidence: float
    reasons: tuple[str, ...]
    free: int


@dataclass(frozen=True)
class Match:
    """What became of a line: its state, the part if it is decided, and what was considered."""

    line: BomLine
    state: State
    part: str | None
    candidates: tuple[Candidate, ...]


def match_line(line: BomLine, entries: Sequence[CatalogueEntry], needed: int, chosen: str | None = None) -> Match:
    """Judge one line; `chosen` is the key that a person chose for it, now or before."""
    judged = (_judge(line, entry) for entry in entries)
    candidates = sorted((c for c in judged if c is not None), key=lambda c: (-c.confidence, c.key))
    remembered = next((c for c in candidates if c.key == chosen), None)
    if remembered is None and chosen is not None:
        entry = next((entry for entry in entries if entry.key == chosen), None)
        remembered = None if entry is None else Candidate(entry.key, entry.description, 1.0, (), entry.free)
    if remembered is not None:
        first = replace(remembered, confidence=1.0, reasons=("chosen for this line", *remembered.reasons))
        others = [c for c in candidates if c.key != chosen]
        return Match(line, _supply(first, needed), first.key, (first, *others[: _SHOWN - 1]))
    likely = [c for c in candidates if c.confidence >= SURE]
    shown = tuple(candidates[:_SHOWN])
    if not likely:
        return Match(line, "not found", None, shown)
    if len(likely) > 1 and likely[0].confidence - likely[1].confidence < CLEAR:
        return Match(line, "several", None, shown)
    return Match(line, _supply(likely[0], needed), likely[0].key, shown)


def fingerprint(line: BomLine) -> str:
    """What a choice is remembered by: the normalised value, package and code of a line."""
    value = value_of(line)
    told = f"{value.value:g} {value.unit}" if value else plain_code(line.value)
    parts = (plain_code(line.code), plain_code(line.sku), told, outline(line.package) or plain_code(line.package))
    if not any(parts):
        parts = ("", "", plain_code(line.description), "")
    text = "|".join(parts)
    return text if len(text) <= _MAX_FINGERPRINT else sha256(text.encode("utf-8", "replace")).hexdigest()


def kind_of(line: BomLine) -> str | None:
    """What the letters of the designators say it is."""
    match = _PREFIX.match(line.designators[0]) if line.designators else None
    return None if match is None else _KINDS.get(match[0].upper())


def value_of(line: BomLine) -> SiValue | None:
    """The electrical value of a line; `0.1uf` and a bare `100` of a resistor are read as meant."""
    kind = kind_of(line)
    text = line.value
    if kind == "Resistor" and re.fullmatch(r"\d{1,7}([.,]\d+)?", text):
        text += " ohm"
    return main_value(text, None, kind)


def plain_code(text: str) -> str:
    """A code without what people write differently."""
    return _NOT_CODE.sub("", text.upper())


def outline(package: str) -> str:
    """The size or outline in a package's name: `R_0805_2012Metric` and `805` are 0805, `SOT-23-5` is SOT23-5."""
    name = package.upper().rpartition(":")[2].strip()
    chip = _CHIP.search(name)
    if chip:
        return chip[1]
    if _EATEN.fullmatch(name):
        return f"0{name}"  # a spreadsheet took its zero
    found = _OUTLINE.search(name)
    return "-".join(group for group in (f"{found[1]}{found[2]}", found[3]) if group) if found else ""


def _names_a_part(code: str) -> bool:
    return len(code) >= MIN_CODE and any(character.isdigit() for character in code)


def _supply(candidate: Candidate, needed: int) -> State:
    return "available" if candidate.free >= needed else "short"


def _judge(line: BomLine, entry: CatalogueEntry) -> Candidate | None:
    found = [reason for reason in (_by_code(line, entry), _by_sku(line, entry), _by_value(line, entry)) if reason]
    if not found:
        return None
    confidence = max(sure for sure, _ in found)
    same, other = outline(line.package), outline(entry.package or entry.description)
    reasons = [why for _, why in sorted(found, reverse=True)]
    if (same and same == other) or (
        not same and line.package and plain_code(line.package) == plain_code(entry.package)
    ):
        confidence = min(1.0, confidence + 0.2)
        reasons.append(f"same package {same or line.package}")
    elif same and other:
        confidence -= 0.4
        reasons.append(f"another package: {other}, not {same}")
    if line.code and entry.code and plain_code(line.code) != plain_code(entry.code) and confidence < 0.9:
        confidence -= 0.1
        reasons.append(f"another manufacturer's code: {entry.code}")
    return Candidate(entry.key, entry.description, round(max(confidence, 0.01), 2), tuple(reasons), entry.free)


def _by_code(line: BomLine, entry: CatalogueEntry) -> tuple[float, str] | None:
    known = plain_code(entry.code)
    if not known:
        return None
    if known == plain_code(line.code):
        return 0.95, f"same manufacturer's code {entry.code}"
    for text in (line.code, line.value):
        told = plain_code(text)
        if told == known:
            return 0.9, f"named by its code {entry.code}"
        if len(told) >= MIN_CODE and known.startswith(told):
            return 0.7, f"its code {entry.code} begins with {text}"
    return None


def _by_sku(line: BomLine, entry: CatalogueEntry) -> tuple[float, str] | None:
    if line.sku and plain_code(line.sku) in {plain_code(sku) for sku in entry.skus}:
        return 0.95, f"same seller's number {line.sku}"
    return None


def _by_value(line: BomLine, entry: CatalogueEntry) -> tuple[float, str] | None:
    value = value_of(line)
    if value is not None and value == entry.value:
        return 0.6, f"same value {line.value}"
    words = plain_code(line.value)
    # Words without a digit, such as Resistor, name a kind and not a part.
    if value is None and not line.code and _names_a_part(words) and words in plain_code(entry.description):
        return 0.55, f"its description names {line.value}"
    return None
