"""Cells that a spreadsheet would run as a formula: marked on the way out, unmarked on the way in.

A measure such as `-55°C ~ 150°C (TJ)` begins like a formula and is none; it is left as it is. What begins with a sign
is a formula when the rest reads as an expression: operands (numbers, texts, cells, names, calls, links to another
program such as `cmd|`) with operators between them. In doubt the reading is the wider one: a parenthesis may stay open.
"""

import re

MARK = "'"
_LEADS = ("=", "@", "\t", "\r", "\n")
_MARKED = re.compile(r"'+[=@+\-\t\r\n]")
_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])"
_BRACKETS = r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]"
_NAME = rf"(?:'(?:[^']|'')*'?|(?:[^\W\d]|[$\\]|{_BRACKETS})(?:[\w.$?\\]|{_BRACKETS})*)"
_OPERAND = re.compile(
    rf"\s*(?:(?P<sign>[-+@])|(?P<open>(?:{_NAME}\s*)?[({{])|(?P<link>{_NAME}\s*\|)|(?P<close>[)}}])"
    rf"|(?P<separator>[,;])|(?P<reference>\$?\d+:\$?\d+(?![\w.])|{_NAME}|\#[A-Z][A-Z/0]*[!?]?)"
    rf'|(?P<value>{_NUMBER}|"(?:[^"]|"")*"?))'
)
_OPERATOR = re.compile(
    r"\s*(?:(?P<close>[)}])|(?P<separator>[,;])|(?P<operator>[-+*/^&=<>:!]+)|(?P<percent>%)|(?P<spill>#))"
    r"|(?P<space>\s+)(?=[\w'($\\\[])"
)
_OPERANDS = ("reference", "value", "close", "percent", "spill")
_REFERENCES = ("reference", "close", "spill")
_PLAIN = re.compile(rf"[-+]\s*(?:{_NUMBER}%?|[^\W\d]+(?:[\s,;]+[^\W\d]+)*)\s*")
"""A signed number, or words after a dash: what they would compute is themselves, or nothing."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run the text."""
    if text.startswith(_LEADS):
        return True
    return text.startswith(("+", "-")) and _PLAIN.fullmatch(text) is None and _is_expression(text.rstrip())


def mark(text: str) -> str:
    """The text as a spreadsheet may be given it; `unmark` takes the mark away again."""
    return MARK + text if is_formula(text) or _MARKED.match(text) else text


def unmark(text: str) -> str:
    """The text as it was before `mark`."""
    return text[1:] if _MARKED.match(text) else text


def _is_expression(text: str) -> bool:
    """Whether operands and operators take turns up to the end; a link to another program is enough by itself."""
    at = depth = 0
    last = "sign"
    while at < len(text):
        token = (_OPERATOR if last in _OPERANDS else _OPERAND).match(text, at)
        kind = token.lastgroup if token else None
        if token is None or kind is None:
            return False
        if kind == "link":
            return True
        if not _may_follow(kind, last, depth):
            return False
        depth += (kind == "open") - (kind == "close")
        last, at = kind, token.end()
    return last in _OPERANDS or (depth > 0 and last != "operator")


def _may_follow(kind: str, last: str, depth: int) -> bool:
    """Only references are joined by a space or, outside of parentheses, by a separator."""
    if kind == "close":
        return depth > 0
    if kind == "separator":
        return depth > 0 or last in _REFERENCES
    return kind != "space" or last in _REFERENCES
