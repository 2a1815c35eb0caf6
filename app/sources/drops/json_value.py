"""Whether bytes are one JSON value; what kinds and documents both have to know."""

import json
from typing import Any

MAX_BYTES = 64 * 1024 * 1024
"""Longer files are read line by line."""


def is_document(content: bytes) -> bool:
    """Whether the file is one JSON value that is no line by itself."""
    first = content.lstrip().split(b"\n", 1)[0]
    if len(content) > MAX_BYTES or (first.startswith(b"{") and parsed(first) is not None):
        return False
    return isinstance(parsed(content), dict | list)


def parsed(content: bytes) -> Any:
    """The value; None when the bytes are no JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
