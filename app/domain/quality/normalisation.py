"""How a part's fields should be written, checked by rules anybody can repeat; nothing is ever changed by itself.

A finding names the field, what is wrong with it, and how it could be written where that is plain.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.domain.quality.si_values import parse_value

MOUNTINGS = ("Through-Hole", "Surface-Mount", "Panel Mount", "DIN Rail Mount")
MAX_DESCRIPTION, MAX_TAGS = 200, 8

_MOUNTING_WORDS = {
    "throughhole": "Through-Hole",
    "tht": "Through-Hole",
    "dip": "Through-Hole",
    "pcbmount": "Through-Hole",
    "surfacemount": "Surface-Mount",
    "smd": "Surface-Mount",
    "smt": "Surface-Mount",
    "panel": "Panel Mount",
    "panelmount": "Panel Mount",
    "dinrail": "DIN Rail Mount",
    "dinrailmount": "DIN Rail Mount",
}
_NUMBER = r"\d+(?:\.\d+)?"
_VOLTAGE = re.compile(rf"{_NUMBER}(?:–{_NUMBER})?V(?: (?:AC|DC))?")
_LOOSE_VOLTAGE = re.compile(rf"({_NUMBER})\s*V?\s*(?:(?:-|–|to|\.\.\.?)\s*({_NUMBER}))?\s*V\s*(AC|DC)?", re.IGNORECASE)
_DIMENSIONS = re.compile(rf"{_NUMBER}(?: × {_NUMBER}){{1,2}} mm")
_LOOSE_DIMENSIONS = re.compile(
    rf"({_NUMBER})\s*[x×*]\s*({_NUMBER})(?:\s*[x×*]\s*({_NUMBER}))?\s*(?:mm)?", re.IGNORECASE
)
_LEGAL_FORM = re.compile(r",?\s+(?:inc|ltd|llc|gmbh|corp|corporation|co|ag|limited)\.?$", re.IGNORECASE)
_TAG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SOURCING = frozenset({"new", "used", "sample", "cheap", "aliexpress", "ebay", "amazon", "in-stock", "obsolete"})
KINDS = (
    *("no-value", "no-manufacturer", "seller-as-manufacturer", "legal-form", "only-a-code", "long-description"),
    *("loose-spacing", "full-stop", "code-as-package", "unknown-mounting", "voltage-notation", "range-as-rating"),
    *("dimension-notation", "many-tags", "needless-tag", "tag-notation"),
)
"""What a finding may be about."""
_VALUED_TYPES = ("resistor", "capacitor", "inductor", "crystal")


@dataclass(frozen=True)
class PartFields:
    """What is checked of a part; texts may be missing."""

    description: str
    type_name: str | None = None
    manufacturer: str | None = None
    manufacturer_code: str | None = None
    package: str | None = None
    mounting_type: str | None = None
    voltage_rating: str | None = None
    input_voltage: str | None = None
    output_voltage: str | None = None
    dimensions: str | None = None
    tags: Sequence[str] = ()
    has_value: bool = False


@dataclass(frozen=True)
class Finding:
    """One field that could be written better: what `given` now, and how; no `suggestion` where a person must know."""

    kind: str
    field: str
    problem: str
    suggestion: str | None = None
    given: str | None = None


def check_part(part: PartFields, sellers: Collection[str] = ()) -> list[Finding]:
    """All findings about a part; `sellers` are the names of shops, which make nothing."""
    return [
        *_description(part),
        *_manufacturer(part, {seller.lower() for seller in sellers}),
        *_package(part),
        *_mounting(part),
        *_voltages(part),
        *_dimensions(part),
        *_tags(part),
    ]


def _description(part: PartFields) -> Iterator[Finding]:
    text = part.description
    if len(text) > MAX_DESCRIPTION:
        yield Finding(
            "long-description",
            "description",
            f"longer than {MAX_DESCRIPTION} characters; documents are the place for more",
        )
    if "\n" in text or "  " in text:
        better = " ".join(text.split())
        yield Finding("loose-spacing", "description", "should be one line with single spaces", better, text)
    if text.rstrip().endswith("."):
        yield Finding("full-stop", "description", "is a line of facts, not a sentence", text.rstrip(". "), text)
    if part.manufacturer_code and text.lower() == part.manufacturer_code.lower():
        yield Finding("only-a-code", "description", "repeats the manufacturer's code and says nothing else")
    if any(word in (part.type_name or "").lower() for word in _VALUED_TYPES) and not part.has_value:
        known_by = f"a {(part.type_name or '').lower()} is known by its value, and none can be read"
        yield Finding("no-value", "description", known_by)


def _manufacturer(part: PartFields, sellers: Collection[str]) -> Iterator[Finding]:
    name = part.manufacturer
    if name is None:
        yield Finding("no-manufacturer", "manufacturer", "is not given", "Generic")
    elif name.lower() in sellers:
        yield Finding("seller-as-manufacturer", "manufacturer", f"{name} is a seller, not a maker", "Generic", name)
    elif _LEGAL_FORM.search(name):
        yield Finding("legal-form", "manufacturer", "the short form is enough", _LEGAL_FORM.sub("", name), name)


def _package(part: PartFields) -> Iterator[Finding]:
    if part.package and part.manufacturer_code and part.package.lower() == part.manufacturer_code.lower():
        problem = "repeats the manufacturer's code; give the real footprint or nothing"
        yield Finding("code-as-package", "package", problem, given=part.package)


def _mounting(part: PartFields) -> Iterator[Finding]:
    given = part.mounting_type
    if given is not None and given not in MOUNTINGS:
        known = _MOUNTING_WORDS.get(re.sub(r"[^a-z]", "", given.lower()))
        yield Finding("unknown-mounting", "mounting_type", f"must be one of {', '.join(MOUNTINGS)}", known, given)


def _voltages(part: PartFields) -> Iterator[Finding]:
    for name in ("voltage_rating", "input_voltage", "output_voltage"):
        given = getattr(part, name)
        if given is not None and _VOLTAGE.fullmatch(given) is None:
            problem = "is written as 3.3V, 2–24V or 100–240V AC"
            yield Finding("voltage-notation", name, problem, _voltage(given), given)
    if part.voltage_rating and "–" in part.voltage_rating and part.input_voltage is None:
        problem = "a range is what it is supplied with: the input voltage"
        yield Finding("range-as-rating", "voltage_rating", problem, given=part.voltage_rating)


def _voltage(given: str) -> str | None:
    read = _LOOSE_VOLTAGE.fullmatch(given.strip())
    if read is None:
        return None
    upper = f"–{read[2]}" if read[2] else ""
    return f"{read[1]}{upper}V" + (f" {read[3].upper()}" if read[3] else "")


def _dimensions(part: PartFields) -> Iterator[Finding]:
    given = part.dimensions
    if given is not None and _DIMENSIONS.fullmatch(given) is None:
        read = _LOOSE_DIMENSIONS.fullmatch(given.strip())
        better = " × ".join(number for number in read.groups() if number) + " mm" if read else None
        yield Finding("dimension-notation", "dimensions", "are written as L × W × H mm", better, given)


def _tags(part: PartFields) -> Iterator[Finding]:
    if len(part.tags) > MAX_TAGS:
        yield Finding("many-tags", "tags", f"more than {MAX_TAGS} say little")
    for tag in part.tags:
        reason = _banned(tag.lower(), part)
        if reason:
            yield Finding("needless-tag", "tags", f"{tag} {reason}", given=tag)
        elif _TAG.fullmatch(tag) is None:
            problem = f"{tag} should be lowercase words joined by -"
            yield Finding("tag-notation", "tags", problem, _as_tag(tag), tag)


def _banned(tag: str, part: PartFields) -> str | None:
    """Why a tag only repeats what another field says."""
    squeezed = re.sub(r"[^a-z0-9]", "", tag)
    repeats = {
        "the type": part.type_name,
        "the package": part.package,
        "the manufacturer": part.manufacturer,
        "the mounting": part.mounting_type,
    }
    for what, text in repeats.items():
        if text and squeezed == re.sub(r"[^a-z0-9]", "", text.lower()):
            return f"repeats {what}"
    if squeezed in _MOUNTING_WORDS:
        return "repeats the mounting"
    if parse_value(tag) is not None or _LOOSE_VOLTAGE.fullmatch(tag):
        return "is a value, which has its own place"
    return "says where it came from, not what it is" if tag in _SOURCING else None


def _as_tag(tag: str) -> str | None:
    return "-".join(re.findall(r"[a-z0-9]+", tag.lower())) or None
