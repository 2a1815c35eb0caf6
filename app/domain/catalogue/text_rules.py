"""Which texts can be stored: said in one place, with the field and the limit named."""

from app.exceptions import ValidationException

MAX_TEXT = 20_000
"""Longest text of a field that has no limit of its own; longer ones are documents."""


def clean_text(value: object, field: str, max_length: int | None = None) -> str | None:
    """The text without white space around it; None when nothing is left.

    Raises:
        ValidationException: not a text, too long, or with characters that a database cannot hold.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValidationException(f"{label(field)} must be a text", field=field)
    text = value.strip()
    limit = max_length or MAX_TEXT
    if len(text) > limit:
        raise ValidationException(
            f"{label(field)} is {len(text)} characters long; at most {limit} are kept. Shorten it", field=field
        )
    if "\x00" in text:
        raise ValidationException(f"{label(field)} contains a NUL character; remove it", field=field)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValidationException(
            f"{label(field)} contains half of a character (a lone surrogate); remove it", field=field
        )
    return text or None


def label(field: str) -> str:
    """A field's name as a sentence begins with it: `pin_count` is *Pin count*."""
    return field.replace("_", " ").strip().capitalize() or "The text"
