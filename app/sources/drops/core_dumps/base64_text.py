"""Dumps as text: what a device prints to its serial line, or `base64` makes of a file."""

import re
from base64 import b64decode

_SAMPLE = 4096
_ALPHABET = re.compile(rb"[A-Za-z0-9+/=\s]+")
_MARK = re.compile(rb"(?m)^=.*$")
"""Lines that a device prints before and after a dump."""
_PIECE = re.compile(rb"[A-Za-z0-9+/]+={0,2}")


def decoded(content: bytes) -> bytes | None:
    """What the text stands for, as far as it goes; None when it does not look like base64.

    A device pads every piece that it writes, so that padding may stand anywhere.
    """
    if not _ALPHABET.fullmatch(content[:_SAMPLE]):
        return None
    text = b"".join(_MARK.sub(b"", content).split())
    pieces = (piece.group() for piece in _PIECE.finditer(text))
    return b"".join(b64decode(piece[: len(piece) // 4 * 4]) for piece in pieces)
