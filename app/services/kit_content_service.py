"""Lines of kits: parts, kits inside kits, what may stand in for a part, and what gets lost on the way."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.catalogue.text_rules import label as field_label
from app.domain.kits.bill import path_between
from app.domain.kits.coverage import MAX_UNITS
from app.exceptions import (
    InvalidOperationException,
    RecordNotFoundException,
    ResourceConflictException,
    ValidationException,
)
from app.models import Kit, KitContent, KitSubstitute, Part, PickListLine
from app.services.batch_service import BatchService
from app.services.field_rules import FieldRules
from app.services.kit_metrics import KitMetrics
from app.services.kit_service import KitService
from app.services.lookups import find_by_id, find_part

MAX_SUBSTITUTES = 20
RULES = FieldRules(
    model=KitContent,
    names=frozenset({"required_per_unit", "attrition_percent", "attrition_fixed", "note"}),
    least={"required_per_unit": 1, "attrition_percent": 0, "attrition_fixed": 0},
)
MOST = {"required_per_unit": MAX_UNITS, "attrition_percent": 100, "attrition_fixed": MAX_UNITS}


class KitContentService:
    """Writes the lines of active kits; `version` is the optimistic lock of each."""

    def __init__(self, session: Session, batches: BatchService, kits: KitService, metrics: KitMetrics) -> None:
        self._session = session
        self._batches = batches
        self._kits = kits
        self._metrics = metrics

    def add(
        self, kit_id: int, part_key: str, required_per_unit: int, *, substitutes: Sequence[str] = (), **fields: object
    ) -> KitContent:
        """Add a part to a kit; `substitutes` are keys of parts that may stand in, best first.

        `attrition_percent`, `attrition_fixed` and `note` are optional.

        Raises:
            RecordNotFoundException: unknown kit or part. ValidationException: a quantity out of bounds.
            ResourceConflictException: the part is in the kit already.
            InvalidOperationException: kit or part is archived.
        """
        kit, part = self._kits.get_open(kit_id), find_part(self._session, part_key)
        self._refuse_archived(kit, part)
        values = self._clean({"required_per_unit": required_per_unit, **fields}, partial=False)
        if self._session.scalar(
            select(KitContent.id).where(KitContent.kit_id == kit.id, KitContent.part_id == part.id)
        ):
            raise ResourceConflictException("line", f"part {part.key} in kit {kit.name}")
        stand_ins = self._ranked(kit, part.key, substitutes)
        self._batches.open("edit", note=f"Added {part.key} to kit {kit.name}")
        return self._insert(KitContent(kit=kit, part=part, substitutes=stand_ins, **values))

    def add_kit(self, kit_id: int, child_kit_id: int, required_per_unit: int, **fields: object) -> KitContent:
        """Put units of another kit into a kit; the fields are those of `add`.

        Raises:
            RecordNotFoundException: unknown kit. ValidationException: a quantity out of bounds.
            ResourceConflictException: the kit is in there already.
            InvalidOperationException: one is archived, or a kit would contain itself; names the way.
        """
        kit, child = self._kits.get_open(kit_id), self._kits.get_open(child_kit_id, "add")
        values = self._clean({"required_per_unit": required_per_unit, **fields}, partial=False)
        self._refuse_circle(kit, child)
        if self._session.scalar(
            select(KitContent.id).where(KitContent.kit_id == kit.id, KitContent.child_kit_id == child.id)
        ):
            raise ResourceConflictException("line", f"kit {child.name} in kit {kit.name}")
        self._batches.open("edit", note=f"Added kit {child.name} to kit {kit.name}")
        return self._insert(KitContent(kit=kit, child_kit=child, **values))

    def get(self, content_id: int, kit_id: int | None = None) -> KitContent:
        """The line with this id, of this kit where it is given.

        Raises:
            RecordNotFoundException: when there is none.
        """
        content = find_by_id(self._session, KitContent, content_id, "Kit line")
        if kit_id not in {None, content.kit_id}:
            raise RecordNotFoundException("Kit line", content_id)
        return content

    def update(self, content_id: int, version: int, changes: Mapping[str, object]) -> KitContent:
        """Change fields of a line, `substitutes` included, if it still is the `version` the caller saw.

        Raises:
            RecordNotFoundException: no such line or part. ValidationException: a field is unknown or out of bounds.
            InvalidOperationException: the kit is archived, or the line was changed meanwhile.
        """
        content = self._open_content(content_id, version)
        refusal = _changed_meanwhile(content)
        fields = {name: value for name, value in changes.items() if name != "substitutes"}
        values = self._clean(fields, partial=True)
        if not changes:
            return content
        substitutes = changes.get("substitutes")
        self._batches.open("edit", note=f"Changed {content.label} in kit {content.kit.name}")
        if substitutes is not None:
            self._replace_substitutes(content, substitutes)
        for name, value in values.items():
            setattr(content, name, value)
        self._flush_line(refusal)
        self._metrics.count("kit_content_mutations", "update")
        return content

    def remove(self, content_id: int, version: int | None = None) -> None:
        """Take a line out of its kit; with `version` only if it still is the one the caller saw.

        Raises:
            RecordNotFoundException, InvalidOperationException: as for `update`.
        """
        content = self._open_content(content_id, version)
        refusal = _changed_meanwhile(content)
        self._batches.open("edit", note=f"Removed {content.label} from kit {content.kit.name}")
        # Here and not by the database, so that undo knows which picks served the line.
        for line in self._session.scalars(select(PickListLine).where(PickListLine.kit_content_id == content.id)):
            line.kit_content_id = None
        content.kit.contents.remove(content)
        self._flush_line(refusal)
        self._metrics.count("kit_content_mutations", "delete")

    def _insert(self, content: KitContent) -> KitContent:
        self._session.add(content)
        self._session.flush()
        self._metrics.count("kit_content_mutations", "create")
        return content

    def _open_content(self, content_id: int, version: int | None) -> KitContent:
        content = self.get(content_id)
        self._kits.get_open(content.kit_id)
        if version is not None and content.version != version:
            raise _changed_meanwhile(content)
        return content

    def _flush_line(self, refusal: InvalidOperationException) -> None:
        """`refusal` is worded before: a failed flush leaves nothing to read."""
        try:
            self._session.flush()
        except StaleDataError as error:
            raise refusal from error

    def _replace_substitutes(self, content: KitContent, keys: object) -> None:
        if content.part is None:
            raise ValidationException(
                "Only a part can have substitutes, a kit inside a kit cannot", field="substitutes"
            )
        if not isinstance(keys, list | tuple) or not all(isinstance(key, str) for key in keys):
            raise ValidationException("substitutes must be a list of part keys", field="substitutes")
        wanted = self._ranked(content.kit, content.part.key, keys)
        content.substitutes = []
        self._session.flush()  # the old ones go first: a part stands in for a line once
        content.substitutes = wanted
        content.updated_at = func.now()  # the line counts as changed, so that its version tells others

    def _ranked(self, kit: Kit, own_key: str, keys: Sequence[str]) -> list[KitSubstitute]:
        if len(keys) > MAX_SUBSTITUTES:
            raise ValidationException(f"A part has at most {MAX_SUBSTITUTES} substitutes", field="substitutes")
        parts = [find_part(self._session, key) for key in keys]
        for part in parts:
            self._refuse_archived(kit, part)
        found = [part.key for part in parts]
        if own_key in found or len(set(found)) < len(found):
            raise ValidationException(
                f"The substitutes of {own_key} must be other parts, each once", field="substitutes"
            )
        return [KitSubstitute(part=part, rank=rank) for rank, part in enumerate(parts, 1)]

    def _refuse_circle(self, kit: Kit, child: Kit) -> None:
        inside: dict[int, list[int]] = defaultdict(list)
        links = select(KitContent.kit_id, KitContent.child_kit_id).where(KitContent.child_kit_id.is_not(None))
        for owner, inner in self._session.execute(links):
            inside[owner].append(inner)
        path = path_between(inside, child.id, kit.id)
        if path is not None:
            way = " > ".join([kit.name, *self._names(path)])
            raise InvalidOperationException(f"add kit {child.name} to {kit.name}", f"it would contain itself: {way}")

    def _names(self, kit_ids: Collection[int]) -> list[str]:
        names = dict(self._session.execute(select(Kit.id, Kit.name).where(Kit.id.in_(kit_ids))).tuples().all())
        return [names[kit_id] for kit_id in kit_ids]

    @staticmethod
    def _refuse_archived(kit: Kit, part: Part) -> None:
        if part.archived_at is not None:
            raise InvalidOperationException(f"add {part.key} to {kit.name}", "the part is archived; restore it first")

    @staticmethod
    def _clean(fields: Mapping[str, object], *, partial: bool) -> dict[str, object]:
        values = RULES.clean(fields, partial=partial)
        for name, most in MOST.items():
            if values.get(name) is not None and values[name] > most:
                raise ValidationException(f"{field_label(name)} must be at most {most}", field=name)
        return values


def _changed_meanwhile(content: KitContent) -> InvalidOperationException:
    return InvalidOperationException(
        f"change {content.label} in kit {content.kit.name}",
        "somebody changed it meanwhile; load it again and repeat your change",
    )
