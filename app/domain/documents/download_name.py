"""How a download is named in an HTTP header, whatever characters its name has."""

import re
from urllib.parse import quote

_PLAIN = re.compile(r"[^A-Za-z0-9 ._+()-]")


def content_disposition(filename: str) -> str:
    """The header's value: always `attachment`, a plain name for old programs, the true one in UTF-8 (RFC 6266)."""
    plain = _PLAIN.sub("_", filename)
    exact = quote(filename.encode("utf-8", "replace"), safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}"
