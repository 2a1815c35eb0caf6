"""Questions of exported lists about kits, what goes into them, what is picked for them and what was built."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.models import Build, Kit, KitContent, KitSubstitute, Location, Part, PickList, PickListLine
from app.services.exports.slot_column import slot

KITS = select(
    Kit.name, Kit.description, Kit.status, Kit.build_target, Kit.priority, Kit.archived_at, Kit.created_at
).order_by(Kit.name)
_CHILD = aliased(Kit)
CONTENTS = (
    select(
        Kit.name.label("kit"), Part.key.label("part"), _CHILD.name.label("child_kit"), KitContent.required_per_unit,
        KitContent.attrition_percent, KitContent.attrition_fixed, KitContent.note,
    )
    .join(KitContent, KitContent.kit_id == Kit.id)
    .outerjoin(Part, Part.id == KitContent.part_id)
    .outerjoin(_CHILD, _CHILD.id == KitContent.child_kit_id)
    .order_by(Kit.name, KitContent.id)
)  # fmt: skip
_SUBSTITUTE = aliased(Part)
SUBSTITUTES = (
    select(
        Kit.name.label("kit"), Part.key.label("part"), _SUBSTITUTE.key.label("substitute"), KitSubstitute.rank
    )
    .join(KitContent, KitContent.kit_id == Kit.id)
    .join(KitSubstitute, KitSubstitute.kit_content_id == KitContent.id)
    .join(Part, Part.id == KitContent.part_id)
    .join(_SUBSTITUTE, _SUBSTITUTE.id == KitSubstitute.part_id)
    .order_by(Kit.name, KitContent.id, KitSubstitute.rank, KitSubstitute.id)
)  # fmt: skip
PICK_LISTS = (
    select(
        PickList.id, Kit.name.label("kit"), PickList.requested_units, PickList.status, PickList.note,
        PickList.created_at, PickList.completed_at,
    )
    .join(PickList.kit)
    .order_by(PickList.id)
)  # fmt: skip
PICK_LINES = (
    select(
        PickListLine.pick_list_id.label("pick_list"), Part.key.label("part"), slot(), PickListLine.quantity_to_pick,
        PickListLine.quantity_picked, PickListLine.status, PickListLine.picked_at,
    )
    .join(PickListLine.part)
    .join(PickListLine.location)
    .join(Location.box)
    .order_by(PickListLine.pick_list_id, PickListLine.id)
)  # fmt: skip
BUILDS = (
    select(
        Build.id,
        Kit.name.label("kit"),
        Build.units,
        Build.actor,
        Build.note,
        Build.cost,
        Build.currency,
        Build.built_at,
    )
    .join(Build.kit)
    .order_by(Build.id)
)  # fmt: skip
