"""A whole file that is one JSON value: a list of records, one record over several lines, or an export of a system."""

import json
from collections.abc import Iterator
from typing import Any

from app.exceptions import SourceFormatException
from app.sources.drops.lines import Line, excerpt_of

MAX_BYTES = 64 * 1024 * 1024
"""Longer files are read line by line."""
_EXPORTS = (
    ({"model", "pk", "fields"}, "it is an InvenTree dump", "Import it with `binsight import inventree`"),
    ({"key", "description"}, "it is a list of parts", "Import its folder with `binsight import predecessor`"),
    ({"box_no"}, "it is a list of boxes or their contents", "Import its folder with `binsight import predecessor`"),
)


def is_document(content: bytes) -> bool:
    """Whether the file is one JSON value that is no line by itself."""
    first = content.lstrip().split(b"\n", 1)[0]
    if len(content) > MAX_BYTES or (first.startswith(b"{") and _parsed(first) is not None):
        return False
    return isinstance(_parsed(content), dict | list)


def document_lines(content: bytes) -> Iterator[Line]:
    """The records of the document, numbered from 1.

    Raises:
        SourceFormatException: it is an export of a system, which is imported and not dropped.
    """
    document = _parsed(content)
    records = document if isinstance(document, list) else [document]
    for marks, found, remedy in _EXPORTS:
        if records and isinstance(records[0], dict) and marks <= records[0].keys():
            raise SourceFormatException("the file", found, remedy)
    for number, record in enumerate(records, start=1):
        yield Line(number, excerpt_of(json.dumps(record).encode()), record)


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
