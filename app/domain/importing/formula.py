"""Cells that a spreadsheet would run as a formula: marked on the way out, unmarked on the way in.

A measure such as `-55℃~+150℃` begins like a formula and is none; it is left as it is.
"""

import re

MARK = "'"
_LEADS = ("=", "@", "\t", "\r", "\n")
_MARKED = re.compile(r"'+[=@+\-\t\r\n]")
_CALLS = re.compile(r"[|!=\"]|\w\s*\(")
"""What a formula needs to do harm: a call of a function, another program or sheet, a comparison, a text."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run the text."""
    if text.startswith(_LEADS):
        return True
    return text.startswith(("+", "-")) and _CALLS.search(text) is not None


def mark(text: str) -> str:
    """The text as a spreadsheet may be given it; `unmark` takes the mark away again."""
    return MARK + text if is_formula(text) or _MARKED.match(text) else text


def unmark(text: str) -> str:
    """The text as it was before `mark`."""
    return text[1:] if _MARKED.match(text) else text
