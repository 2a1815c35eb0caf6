"""Price breaks of an offer: what a unit costs from which quantity on."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any

from app.exceptions import ValidationException

MAX_BREAKS = 50
_KEYS = {"quantity", "price", "currency"}
_CURRENCY = re.compile("[A-Z]{3}")
_WRITTEN = re.compile(r"\s*(\d{1,10})\s*:\s*(\d{1,8}(?:\.\d{1,9})?)\s*([A-Z]{3})\s*", re.ASCII)


def clean_price_breaks(value: object) -> list[dict[str, Any]]:
    """The breaks by rising quantity: `[{"quantity": 1, "price": 0.12, "currency": "EUR"}, ...]`.

    Raises:
        ValidationException: not such a list, a quantity twice, a negative price or a currency that is none.
    """
    if value is None:
        return []
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MAX_BREAKS:
        raise _refusal(f"Price breaks must be a list of at most {MAX_BREAKS} entries")
    breaks = [_clean(entry) for entry in value]
    quantities = [entry["quantity"] for entry in breaks]
    if len(set(quantities)) < len(quantities):
        raise _refusal("Price breaks name the same quantity twice")
    return sorted(breaks, key=lambda entry: int(entry["quantity"]))


def read_price_breaks(text: str) -> list[dict[str, Any]]:
    """The breaks that a person writes as `1: 0.12 EUR, 100: 0.05 EUR`; none of an empty text.

    Raises:
        ValidationException: it is written in another way, or `clean_price_breaks` refuses it.
    """
    entries = [entry for entry in text.split(",") if entry.strip()]
    matches = [_WRITTEN.fullmatch(entry) for entry in entries]
    found = [match for match in matches if match is not None]
    if len(found) < len(entries):
        raise _refusal("Write prices as 1: 0.12 EUR, 100: 0.05 EUR - from which quantity on, price, currency")
    return clean_price_breaks(
        [{"quantity": int(match[1]), "price": float(match[2]), "currency": match[3]} for match in found]
    )


def write_price_breaks(breaks: Sequence[Mapping[str, Any]]) -> str:
    """The breaks as `read_price_breaks` reads them; empty for none."""
    return ", ".join(f"{one['quantity']}: {Decimal(str(one['price'])):f} {one['currency']}" for one in breaks)


def price_at(breaks: Sequence[Mapping[str, Any]], quantity: int) -> tuple[Decimal, str] | None:
    """Price of one unit and its currency when `quantity` are bought; None when no break reaches down to it."""
    reached = [entry for entry in breaks if entry["quantity"] <= quantity]
    if not reached:
        return None
    best = max(reached, key=lambda entry: int(entry["quantity"]))
    return Decimal(str(best["price"])), str(best["currency"])


def _clean(entry: object) -> dict[str, Any]:
    if not isinstance(entry, Mapping) or set(entry) != _KEYS:
        raise _refusal("A price break has quantity, price and currency, and nothing else")
    quantity, price, currency = entry["quantity"], entry["price"], entry["currency"]
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 1 <= quantity < 2**31:
        raise _refusal("The quantity of a price break must be a whole number from 1 on")
    if isinstance(price, bool) or not isinstance(price, int | float) or not isfinite(price) or not 0 <= price < 10**8:
        raise _refusal("The price of a price break must be a number from 0 on")
    if not isinstance(currency, str) or _CURRENCY.fullmatch(currency) is None:
        raise _refusal("The currency of a price break must be three capital letters, such as EUR")
    return {"quantity": quantity, "price": round(float(price), 6), "currency": currency}


def _refusal(message: str) -> ValidationException:
    return ValidationException(message, field="price_breaks")
