"""The boxes that putaway chooses from, read as bytes: thousands of rows in the time that a few take otherwise."""

from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, LargeBinary, func, literal, select
from sqlalchemy.orm import Session

from app.domain.placement.problem import Boxes
from app.domain.placement.rules import NO_TYPE, Offered, offer_sizes, storage_bits
from app.models import Box

_NUMBERS = {
    "id": (Box.id, ">i4"),
    "box_no": (Box.box_no, ">i4"),
    "x": (Box.x_m, ">f8"),
    "y": (Box.y_m, ">f8"),
    "z": (func.coalesce(Box.z_m, 0.0), ">f8"),
    "kind": (func.coalesce(Box.designated_type_id, NO_TYPE), ">i4"),
}
"""What is read of each box, and the form in which PostgreSQL sends it: big-endian, one after the other."""
_SENT = {">i4": func.int4send, ">f8": func.float8send}


@dataclass(frozen=True)
class StandingBoxes:
    """Boxes in service with coordinates, by number: ids of the database, numbers, and what placement asks of them."""

    ids: list[int]
    numbers: list[int]
    boxes: Boxes


def standing_boxes(session: Session) -> StandingBoxes:
    """All of them as they are now."""
    query = (
        select(Box.size_class, Box.storage_properties, func.string_agg(_packed(), literal(b"", LargeBinary)))
        .where(Box.archived_at.is_(None), Box.x_m.is_not(None), Box.y_m.is_not(None))
        .group_by(Box.size_class, Box.storage_properties)
    )
    groups = session.execute(query).all()
    form = np.dtype([(name, code) for name, (_, code) in _NUMBERS.items()])
    read = [np.frombuffer(packed, dtype=form) for _, _, packed in groups]
    numbers = np.concatenate([np.empty(0, dtype=form), *read])
    counts = [len(some) for some in read]
    size = np.repeat(offer_sizes(size for size, _, _ in groups), counts)
    properties = np.repeat(storage_bits(words for _, words, _ in groups), counts)
    order = np.argsort(numbers["box_no"])
    numbers = numbers[order]
    x, y, z = (numbers[name].astype(float) for name in "xyz")
    offered = Offered(size[order], properties[order], numbers["kind"].astype(np.int32))
    return StandingBoxes(numbers["id"].tolist(), numbers["box_no"].tolist(), Boxes(x, y, z, offered))


def _packed() -> ColumnElement[Any]:
    """The numbers of a box as one value of bytes."""
    sent = [_SENT[code](column, type_=LargeBinary) for column, code in _NUMBERS.values()]
    return reduce(lambda one, other: one.op("||")(other), sent)
