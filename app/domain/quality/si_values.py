"""Reads electrical values as people write them: `4k7`, `0.1uF` = `100nF` = `0,1 µF`, `220R`, `2M2`, `4.7 kΩ`.

Notations: SI prefix and unit; the letter-for-decimal-point code of IEC 60062 (`4k7`, `0R1`, `2u2`); a bare prefix
(`10k`, `100n`) where the text makes the unit plain. Small `f` is farad behind p, n or u. What is typed as a value may
part a bare prefix from its number (`10 k`). What could mean two things is no value at all.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

UNITS = ("ohm", "F", "H", "Hz")
"""Units of a part's main value; volts, amperes and watts are ratings and are not read."""

_LARGEST = 1 << 53
"""From here on a number is a slip of the pen; the lake, which takes no number that may be inexact, would refuse it."""
_EXPONENTS = {"p": -12, "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9}
_NUMBER = r"(?:\d{1,9}(?:[.,]\d{1,9})?|\.\d{1,9})"
_OHM = r"[oO][hH][mM][sS]?|OHMS?|Ω"
_WITH_UNIT = re.compile(
    rf"(?P<number>{_NUMBER})[ ]?(?P<prefix>[pPnNuUmkKMG]?)[ ]?(?P<unit>{_OHM}|Hz|HZ|hz|F|H|(?<=[pPnNuU])f)"
)
_CODE = re.compile(
    r"(?P<whole>\d{1,4})(?P<letter>[RkKMpnu])(?P<part>\d{1,2})(?P<unit>[FH]|(?<=[pnu]\d)f|(?<=[pnu]\d\d)f|)"
)
_BARE = re.compile(rf"(?P<number>{_NUMBER})(?P<letter>R|[kKMpnu])(?P<unit>)")
_TOKEN = re.compile(
    rf"(?<![\w.,@+-])(?:{_WITH_UNIT.pattern.replace('?P<', '?P<a_')}|{_CODE.pattern.replace('?P<', '?P<b_')}"
    rf"|{_BARE.pattern.replace('?P<', '?P<c_')})(?![\w]|[.,]\d|-\w)"
)
_SPACED = re.compile(rf"(?<![\w.,@+-])(?P<d_number>{_NUMBER}) (?P<d_letter>[RkK]|M(?! \d))(?!\S)")
_TYPED = re.compile(f"{_TOKEN.pattern}|{_SPACED.pattern}")
"""A letter behind a blank is a prefix where somebody types what to look for; a description may mean anything by it,
and `M 3` is a screw.
"""
_SPELLINGS = str.maketrans({"µ": "u", "μ": "u", "Ω": "Ω", "\u00a0": " ", "\u202f": " "})
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3} $")
_THREE_DIGITS = re.compile(r"\d{3}(?!\d)")
_RESISTIVE = re.compile(
    r"resist|potentiometer|trimmer|trimpot|thermistor|\b[np]tc\b|\bldr\b|shunt|pull-?(up|down)|\d ?%|"
    r"\b(01005|0201|0402|0603|0805|1206|1210|2010|2512)\b",
    re.IGNORECASE,
)
_INDUCTIVE = re.compile(r"induct|choke|\bcoil", re.IGNORECASE)
_CAPACITIVE = re.compile(r"capacit|\bcap\b|mlcc|electrolytic|tantal|\b(c0g|np0|x[57]r|y5v)\b", re.IGNORECASE)


@dataclass(frozen=True)
class SiValue:
    """A value in its base unit: `SiValue(4700.0, "ohm")`."""

    value: float
    unit: str


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    value: SiValue


def main_value(description: str | None, manufacturer_code: str | None, type_name: str | None = None) -> SiValue | None:
    """The one value a part is known by, from its description, else its code; None when there is none or several.

    The type's name and the description say what a bare prefix means (`10u` of an inductor is henry).
    """
    context = " ".join(text for text in (description, type_name) if text)
    for text in (description, manufacturer_code):
        values = {found.value for found in _find(text or "", context)}
        if values:
            return next(iter(values)) if len(values) == 1 else None
    return None


def parse_value(text: str) -> SiValue | None:
    """A text that is nothing but a value, else None; a bare `10k` or `10 k` is ohms, `100n` farads, as drawn."""
    found = _find(text.strip(), "resistor", _TYPED)
    whole = len(found) == 1 and (found[0].start, found[0].end) == (0, len(text.strip()))
    return found[0].value if whole else None


def split_values(text: str) -> list[str]:
    """The words of a text, a value and its unit kept together: `red 4.7 kΩ` is `red` and `4.7 kΩ`."""
    words: list[str] = []
    position = 0
    for found in _find(text, "resistor", _TYPED):
        words += [*text[position : found.start].split(), text[found.start : found.end]]
        position = found.end
    return words + text[position:].split()


def _find(text: str, context: str, token: re.Pattern[str] = _TOKEN) -> list[_Found]:
    """All readable values; one-to-one spelling changes keep positions."""
    spelled = text.translate(_SPELLINGS)
    matches = [match for match in token.finditer(spelled) if not _continues_number(spelled, match)]
    values = ((match, _read(match.groupdict(default=""), context)) for match in matches)
    return [_Found(match.start(), match.end(), value) for match, value in values if value is not None]


def _continues_number(text: str, match: re.Match[str]) -> bool:
    """Whether it may be the end of a number with a gap, as the `200 uF` of `2 200 uF`."""
    return _THOUSANDS.search(text[: match.start()]) is not None and _THREE_DIGITS.match(match[0]) is not None


def _read(groups: dict[str, str], context: str) -> SiValue | None:
    if groups["a_number"]:
        return _read_with_unit(groups["a_number"], groups["a_prefix"], groups["a_unit"])
    if groups.get("d_number"):
        return _value(groups["d_number"], groups["d_letter"].replace("R", ""), "ohm")
    code = bool(groups["b_whole"])
    letter: str
    unit: str | None
    letter, unit = (groups["b_letter"], groups["b_unit"]) if code else (groups["c_letter"], groups["c_unit"])
    number = f"{groups['b_whole']}.{groups['b_part']}" if code else groups["c_number"]
    unit = unit.replace("f", "F") or _implied_unit(letter, context, is_code=code)
    return _value(number, "" if letter == "R" else letter, unit)


def _read_with_unit(number: str, prefix: str, unit: str) -> SiValue | None:
    unit = "Hz" if unit.lower() == "hz" else unit.upper() if unit in {"F", "f", "H"} else "ohm"
    if unit in {"F", "H"}:
        if prefix in {"M", "G", "k", "K"}:
            return None  # MF was once microfarad: it could mean two things
        prefix = prefix.lower()
    return _value(number, prefix, unit)


def _implied_unit(letter: str, context: str, *, is_code: bool) -> str | None:
    """The unit that a prefix alone stands for, if the context leaves no doubt."""
    inductive = _INDUCTIVE.search(context) is not None
    if letter in "pnu":
        if not inductive:
            return "F"
        return None if _CAPACITIVE.search(context) else "H"
    if inductive or _CAPACITIVE.search(context):
        return None  # 4R7 of an inductor is 4.7 microhenry
    is_plain = is_code or letter == "R" or _RESISTIVE.search(context) is not None
    return "ohm" if is_plain else None


def _value(number: str, prefix: str, unit: str | None) -> SiValue | None:
    prefix = {"K": "k", "P": "p", "N": "n", "U": "u"}.get(prefix, prefix)
    if unit is None or _is_grouped(number) or (unit == "Hz" and prefix in {"p", "n", "u"}):
        return None
    value = Decimal(number.replace(",", ".")).scaleb(_EXPONENTS[prefix])
    return SiValue(float(value), unit) if 0 < value < _LARGEST else None


def _is_grouped(number: str) -> bool:
    """`1,000` may be one or a thousand."""
    whole, comma, decimals = number.partition(",")
    return bool(comma) and len(decimals) == 3 and whole != "0"
