"""What a person says about a file besides the file itself, and what headers are known by."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from app.domain.importing.columns import ReadTable
from app.domain.importing.part_columns import FIELD_NAMES
from app.exceptions import ValidationException


@dataclass(frozen=True)
class Answers:
    """Of a table: its columns (header to field, empty leaves out). Of a file with prices: the currency of those that
    name none.

    Of a bill of materials: the kit's name, units to build, and what lines become (row to key, `new` or `leave`).
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None
    name: str | None = None
    units: int = 1
    choices: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The answers as they are stored."""
        return {
            "mapping": dict(self.mapping),
            "currency": self.currency,
            "name": self.name,
            "units": self.units,
            "choices": dict(self.choices),
        }


def check_answers(source_format: str, answers: Answers) -> None:
    """Refuse answers that a file of this format has no questions for; they would be left unheard.

    Raises:
        ValidationException: columns or a currency for a bill of materials, or its answers for another format.
    """
    if source_format == "bom" and (answers.mapping or answers.currency):
        field = "mapping" if answers.mapping else "currency"
        raise ValidationException("A bill of materials has no columns to map and no prices", field=field)
    if source_format != "bom" and (answers.choices or answers.name is not None or answers.units != 1):
        field = "choices" if answers.choices else "name" if answers.name is not None else "units"
        raise ValidationException("Name, units and choices are given for the format bom only", field=field)


def headers_mark(table: ReadTable) -> str | None:
    """Names the set of headers, in whatever order; a table without a header has none."""
    if table.header_row is None:
        return None
    headers = sorted(column.header for column in table.columns)
    return sha256(json.dumps(headers).encode()).hexdigest()


def known_fields(mapping: Mapping[str, str]) -> dict[str, str]:
    """A mapping that was stored, as far as its fields still exist."""
    return {header: name for header, name in mapping.items() if not name or name in FIELD_NAMES}
