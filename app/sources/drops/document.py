"""A whole file that is one JSON value: a list of records, one record over several lines, or an export of a system."""

import json
from collections.abc import Iterator
from typing import Any

from app.exceptions import SourceFormatException
from app.sources.drops.json_value import parsed
from app.sources.drops.lines import Line, excerpt_of

_EXPORTS = (
    ({"model", "pk", "fields"}, "it is an InvenTree dump", "Import it with `binsight import inventree`"),
    ({"key", "description"}, "it is a list of parts", "Import its folder with `binsight import predecessor`"),
    ({"box_no"}, "it is a list of boxes or their contents", "Import its folder with `binsight import predecessor`"),
)


def document_lines(content: bytes) -> Iterator[Line]:
    """The records of the document, numbered from 1.

    Raises:
        SourceFormatException: it is an export of a system, which is imported and not dropped.
    """
    document = parsed(content)
    records = document if isinstance(document, list) else [document]
    for marks, found, remedy in _EXPORTS:
        if records and isinstance(records[0], dict) and marks <= records[0].keys():
            raise SourceFormatException("The file", found, remedy)
    if not records:
        raise SourceFormatException("The file", "it holds no record", "Send it again")
    for number, record in enumerate(records, start=1):
        yield Line(number, _excerpt(record), record)


def _excerpt(record: Any) -> str:
    try:
        return excerpt_of(json.dumps(record).encode())
    except RecursionError:
        return ""
