"""Reading single cells of foreign tables: each refusal says what was expected instead."""

import re
from decimal import Decimal, InvalidOperation

from app.exceptions import ValidationException

MAX_WHOLE = 1_000_000_000
_NOTHING = frozenset({"", "-", "--", "~", "?", "n/a", "na", "-na-", "none", "null", "nan", "#n/a"})
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_CHOSEN = re.compile("[A-Z]{3}")
_CODE = re.compile(r"\b[A-Z]{3}\b")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def is_nothing(cell: str) -> bool:
    """Whether people write this when they have nothing to say."""
    return cell.strip().lower() in _NOTHING


def is_link(cell: str) -> bool:
    """Whether the cell is a web address."""
    return _LINK.fullmatch(cell.strip()) is not None


def is_whole(cell: str) -> bool:
    """Whether the cell is a whole number."""
    try:
        return whole(cell, "number") is not None
    except ValidationException:
        return False


def whole(cell: str, field: str) -> int | None:
    """A whole number such as `1200`, `1,200` or `12.0`; None for an empty cell.

    Raises:
        ValidationException: anything else.
    """
    number = amount(cell, field)
    if number is None:
        return None
    if number != number.to_integral_value() or not 0 <= number <= MAX_WHOLE:
        raise ValidationException(f"'{_shown(cell)}' is not a whole number; write one such as 12", field=field)
    return int(number)


def amount(cell: str, field: str) -> Decimal | None:
    """A number that is not negative, with a point or a comma, with or without a currency; None for an empty cell.

    Raises:
        ValidationException: not a number.
    """
    if is_nothing(cell):
        return None
    text = _CODE.sub("", cell.strip(), count=1).translate({ord(sign): None for sign in _CURRENCIES}).strip()
    if _NUMBER.fullmatch(text) is None:
        raise ValidationException(f"'{_shown(cell)}' is not a number; write one such as 12 or 0.25", field=field)
    try:
        return Decimal(_with_point(text))
    except InvalidOperation as error:
        raise ValidationException(f"'{_shown(cell)}' is not a number", field=field) from error


def currency(text: str) -> str | None:
    """The currency that a cell or header names."""
    sign = next((code for mark, code in _CURRENCIES.items() if mark in text), None)
    named = _CODE.search(text)
    return sign or (named[0] if named else None)


def chosen_currency(text: str | None) -> str | None:
    """The currency that a person chose for a file; None when none was chosen.

    Raises:
        ValidationException: it is no code of three capital letters.
    """
    if text is not None and _CHOSEN.fullmatch(text) is None:
        raise ValidationException("Currency must be three capital letters, such as EUR", field="currency")
    return text


def words(cell: str) -> list[str]:
    """Tags, separated by commas or semicolons, else by blanks."""
    parts = re.split(r"[,;]", cell) if re.search(r"[,;]", cell) else cell.split()
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _with_point(text: str) -> str:
    """`1.234,5` and `1,234.5` are the same number; a single comma is thousands only before three digits."""
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return text
    whole_part, decimals = re.sub(r"[.,]", "", text[:last]), text[last + 1 :]
    is_thousands = text[last] == "," and len(decimals) == 3 and text[:last] != "0"
    several = text.count(text[last]) > 1
    return whole_part + decimals if is_thousands or several else f"{whole_part}.{decimals}"


def _shown(cell: str) -> str:
    return cell if len(cell) <= 40 else f"{cell[:40]}..."
