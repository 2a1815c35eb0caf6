"""The moves that applied plans made, as they are kept beside their batches."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.models import Box, Location, Part, PlacementOutcome


@dataclass(frozen=True)
class MadeMove:
    """A part that was brought from one slot to another, and what the plan said that this saves."""

    part: str
    origin: str
    target: str
    predicted_m_per_month: float | None


def made_moves(session: Session, batch_ids: Sequence[int]) -> dict[int, list[MadeMove]]:
    """The moves of each batch, in the order in which they were kept; none for a batch that applied no plan."""
    origin, target = aliased(Location), aliased(Location)
    from_box, to_box = aliased(Box), aliased(Box)
    query = (
        select(
            PlacementOutcome.batch_id, Part.key, from_box.box_no, origin.loc_no, to_box.box_no, target.loc_no,
            PlacementOutcome.predicted_m_per_month,
        )
        .join(Part, Part.id == PlacementOutcome.part_id)
        .join(origin, origin.id == PlacementOutcome.from_location_id)
        .join(from_box, from_box.id == origin.box_id)
        .join(target, target.id == PlacementOutcome.to_location_id)
        .join(to_box, to_box.id == target.box_id)
        .where(PlacementOutcome.batch_id.in_(batch_ids))
        .order_by(PlacementOutcome.id)
    )  # fmt: skip
    found: dict[int, list[MadeMove]] = {batch_id: [] for batch_id in batch_ids}
    for batch_id, part, from_no, from_slot, to_no, to_slot, predicted in session.execute(query):
        move = MadeMove(part, f"{from_no}-{from_slot}", f"{to_no}-{to_slot}", predicted)
        found[batch_id].append(move)
    return found
