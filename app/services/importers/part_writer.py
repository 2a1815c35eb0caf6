"""Writes imported parts: finds each by key, by the source's reference or by its code, else draws a new key.

All parts are looked up before, and new ones stored after, with a few statements.
"""

from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.catalogue.part_key import draw_part_key, read_part_key
from app.domain.importing.records import PartRecord
from app.exceptions import InvalidOperationException, ResourceConflictException, ValidationException
from app.models import AttachmentSet, Part, PartType
from app.services.bulk_insert import bulk_insert, bulk_insert_lines
from app.services.importers.differences import changes
from app.services.importers.known_rows import known_rows
from app.services.importers.report import Action
from app.services.part_service import PartService
from app.services.type_service import TypeService
from app.utils.time import Clock

_NUMBERED = "ipn:"
_MAX_DRAWS = 1000


class PartWriter:
    """Parts of one import; `by_ref` leads from the source's names to them."""

    def __init__(self, session: Session, parts: PartService, types: TypeService, clock: Clock, source: Random) -> None:
        self._session = session
        self._source = source
        self._parts = parts
        self._types = types
        self._clock = clock
        self.by_ref: dict[str, Part] = {}
        self._known_types: dict[str, PartType] = {}
        self._by_key: dict[str, Part] = {}
        self._by_external_ref: dict[str, Part] = {}
        self._by_code: dict[str, list[Part]] = defaultdict(list)
        self._taken_keys: set[str] = set()
        self._claimed: dict[int, str] = {}
        self._new: list[Part] = []

    def prepare(self, records: Sequence[PartRecord]) -> None:
        """Look up everything that the records may mean."""
        for part in known_rows(self._session, Part, Part.key, (record.key for record in records)):
            self._by_key[part.key] = part
        for part in known_rows(self._session, Part, Part.external_ref, (record.external_ref for record in records)):
            self._by_external_ref[str(part.external_ref)] = part
        codes = (record.match_code and record.match_code.lower() for record in records)
        for part in known_rows(self._session, Part, func.lower(Part.manufacturer_code), codes):
            self._by_code[str(part.manufacturer_code).lower()].append(part)
        self._taken_keys = set(self._session.scalars(select(Part.key)))

    def write(self, record: PartRecord) -> Action:
        """Create or change one part.

        Raises:
            ValidationException: a field is out of bounds, the row is a repetition, or its code fits several parts.
        """
        if record.ref in self.by_ref:
            raise ValidationException(f"part {record.ref} comes twice; keep one of the rows", field="key")
        fields = dict(record.fields)
        if record.type_name is not None or not record.is_partial:
            fields["type_id"] = self._type_id(record.type_name)
        part = self._find(record)
        if part is None:
            part = self._create(record, fields)
            action: Action = "create"
        else:
            action = "update" if self._update(part, record, fields) else "skip"
        if record.is_archived and part.archived_at is None:
            part.archived_at = self._clock()
        self.by_ref[record.ref] = part
        return action

    def store(self) -> None:
        """Store what was written."""
        self._session.flush()
        sets = bulk_insert_lines(self._session, AttachmentSet, [{} for _ in self._new])
        for part, set_id in zip(self._new, sets, strict=True):
            part.attachment_set_id = set_id
        bulk_insert(self._session, self._new)
        self._new = []

    def _create(self, record: PartRecord, fields: dict[str, Any]) -> Part:
        key = self._draw_key() if record.key is None else self._free_key(record.key)
        if record.called:
            fields.setdefault("description", record.called)
        part = self._parts.build(fields | {"external_ref": record.external_ref})
        part.key = key
        self._taken_keys.add(key)
        self._new.append(part)
        return part

    def _update(self, part: Part, record: PartRecord, fields: dict[str, Any]) -> bool:
        """Also brings a part back that an undone import had archived."""
        is_back = part.archived_at is not None and not record.is_archived
        if is_back:
            part.archived_at = None
        return self._parts.change(part, changes(part, fields)) or is_back

    def _find(self, record: PartRecord) -> Part | None:
        if record.key is not None:
            return self._by_key.get(record.key)
        if record.external_ref is not None and record.external_ref in self._by_external_ref:
            return self._survivor(self._by_external_ref[record.external_ref])
        if record.match_code is None:
            return None
        fitting = [part for part in self._by_code.get(record.match_code.lower(), []) if _may_be(part, record)]
        if len(fitting) > 1:
            keys = ", ".join(sorted(part.key for part in fitting)[:5])
            message = f"the code {record.match_code} fits the parts {keys}; add a column with the part's key"
            raise ValidationException(message, field="manufacturer_code")
        if not fitting:
            return None
        first = self._claimed.setdefault(fitting[0].id, record.where)
        if first != record.where:
            raise ValidationException(
                f"{first} changes part {fitting[0].key} already; keep one of the rows", field="manufacturer_code"
            )
        return fitting[0]

    def _survivor(self, part: Part) -> Part:
        """The part that a merged one went into."""
        while part.merged_into_id is not None:
            part = self._session.get_one(Part, part.merged_into_id)
        return part

    def _type_id(self, name: str | None) -> int | None:
        if name is None:
            return None
        if name.lower() not in self._known_types:
            self._known_types[name.lower()] = self._types.get_or_create(name)
        return self._known_types[name.lower()].id

    def _free_key(self, text: str) -> str:
        key = read_part_key(text)
        if key in self._taken_keys:
            raise ResourceConflictException("part", f"the key {key}")
        return key

    def _draw_key(self) -> str:
        for _ in range(_MAX_DRAWS):
            key = draw_part_key(self._source)
            if key not in self._taken_keys:
                return key
        raise InvalidOperationException("create the part", "hardly any key is free; delete parts that nobody needs")


def _may_be(part: Part, record: PartRecord) -> bool:
    """Whether a part with the code of a record can be it: another internal number means another part."""
    ours, theirs = part.external_ref or "", record.external_ref or ""
    if not (ours.startswith(_NUMBERED) and theirs.startswith(_NUMBERED)):
        return True
    return ours.split("/")[0] == theirs.split("/")[0]
