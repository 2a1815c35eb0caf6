"""Labels of what a search found: parts, boxes and slots; kits and devices have none."""

from collections.abc import Sequence

from app.domain.labels.label import Label
from app.services.hit import Hit
from app.services.unit_of_work import UnitOfWork
from app.ui.components.labels.printing import print_several
from app.ui.components.plain_text import shorten

LABELLED = ("part", "box", "slot")
Found = tuple[str, str]
"""Kind and key of a hit."""


def print_hits(hits: Sequence[Hit]) -> None:
    """The popover that prints; nothing where nothing that was found has a label."""
    records = {(hit.kind, hit.key): f"{hit.key} · {shorten(hit.title)}" for hit in hits if hit.kind in LABELLED}
    if records:
        print_several(records, {"what was found": _labels}, key="found", filename="labels.pdf")


def _labels(work: UnitOfWork, found: Sequence[Found]) -> Sequence[Label]:
    """In the order found, however the kinds are mixed."""
    return [label for kind, key in found for label in _of_one(work, kind, key)]


def _of_one(work: UnitOfWork, kind: str, key: str) -> Sequence[Label]:
    if kind == "part":
        return work.labels.of_parts([key])
    return work.labels.of_boxes([int(key)]) if kind == "box" else work.labels.of_slots([key])
