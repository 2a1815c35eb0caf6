"""One change to many parts: what it would change is shown first, and all of it is one batch with one undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from app.exceptions import ValidationException
from app.models import Part
from app.services.batch_service import BatchService
from app.services.lookups import find_part
from app.services.part_service import RULES, PartService

MAX_PARTS = 500
_NOT_IN_BULK = frozenset({"description", "external_ref"})


@dataclass(frozen=True)
class BulkEdit:
    """Which parts get which fields (None clears one), which tags are added and which are taken away."""

    keys: Sequence[str]
    fields: Mapping[str, object] = field(default_factory=dict)
    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()


@dataclass(frozen=True)
class FieldChange:
    """One field of one part, before and after."""

    key: str
    field: str
    before: object
    after: object


@dataclass(frozen=True)
class BulkResult:
    """What was changed, and the batch to undo it with; no batch when nothing differed."""

    batch_id: int | None
    changes: tuple[FieldChange, ...]


class BulkEditService:
    """Previews and makes changes to many parts of one unit of work."""

    def __init__(self, session: Session, batches: BatchService, parts: PartService) -> None:
        self._session = session
        self._batches = batches
        self._parts = parts

    def preview(self, edit: BulkEdit) -> list[FieldChange]:
        """What would differ, part by part in the order of the keys.

        Raises:
            RecordNotFoundException: a key that does not exist.
            ValidationException: no part or too many, nothing to change, or a field that cannot be written in bulk.
        """
        keys = list(dict.fromkeys(key.strip().upper() for key in edit.keys))
        if not 1 <= len(keys) <= MAX_PARTS:
            raise ValidationException(f"Choose between 1 and {MAX_PARTS} parts", field="keys")
        if not (edit.fields or edit.add_tags or edit.remove_tags):
            raise ValidationException("Say what to change: a field, or tags to add or remove", field="fields")
        single = sorted(set(edit.fields) & _NOT_IN_BULK)
        if single:
            raise ValidationException(f"{single[0]} is changed part by part, not in bulk", field=single[0])
        fields = RULES.clean(edit.fields, partial=True)
        edit = replace(edit, add_tags=RULES.clean({"tags": list(edit.add_tags)}, partial=True)["tags"])
        return [change for key in keys for change in self._differences(find_part(self._session, key), fields, edit)]

    def apply(self, edit: BulkEdit) -> BulkResult:
        """Change all of it as one batch.

        Raises:
            RecordNotFoundException, ValidationException: as for `preview`; then nothing is changed.
        """
        changes = self.preview(edit)
        if not changes:
            return BulkResult(None, ())
        by_part: dict[str, dict[str, object]] = {}
        for change in changes:
            by_part.setdefault(change.key, {})[change.field] = change.after
        batch = self._batches.open("edit", note=f"Changed {len(by_part)} parts at once")
        for key, values in by_part.items():
            self._parts.update(key, values)
        return BulkResult(batch.id, tuple(changes))

    @staticmethod
    def _differences(part: Part, fields: Mapping[str, object], edit: BulkEdit) -> list[FieldChange]:
        wanted = dict(fields)
        if edit.add_tags or edit.remove_tags:
            own = list(wanted.get("tags", part.tags) or [])  # type: ignore[call-overload]  # cleaned: a list of texts
            kept = [tag for tag in own if tag not in set(edit.remove_tags)]
            wanted["tags"] = list(dict.fromkeys([*kept, *edit.add_tags]))
        return [
            FieldChange(part.key, name, getattr(part, name), after)
            for name, after in wanted.items()
            if getattr(part, name) != after
        ]
