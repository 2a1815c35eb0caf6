"""Ledger lines as `core.movement_v1`."""

from app.domain.portable import Frame
from app.domain.stock.location_label import LABEL
from app.domain.stock.undo_chain import with_roots


def core_movements(movements: Frame, undone: Frame, parts: Frame, locations: Frame, boxes: Frame) -> Frame:
    """Ledger lines with part keys, slot labels and the roots of undo chains; columns of `core.movement_v1`.

    Args:
        movements: any lines of the ledger. undone: the originals of its undos (`undo_chain.originals`).
    """
    slots = locations.join(boxes.select("box_no", box_id="id"), on="box_id").select(
        "box_no", "loc_no", location_id="id"
    )
    labelled = (
        with_roots(movements, undone)
        .join(parts.select(part_id="id", part_key="key"), on="part_id")
        .join(slots, on="location_id")
    )
    return labelled.with_columns(location=LABEL)
