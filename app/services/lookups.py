"""Finds single records by the names people use, or says that they do not exist."""

from typing import TypeVar

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session

from app.domain.catalogue.text_rules import clean_text
from app.domain.stock.location_label import format_label, parse_label
from app.exceptions import RecordNotFoundException
from app.models import Base, Box, Location, Part
from app.services.field_rules import MAX_INT

Record = TypeVar("Record", bound=Base)


def find_part(session: Session, key: str) -> Part:
    """The part with this key, in whatever case it was typed.

    Raises:
        RecordNotFoundException: when there is none.
    """
    wanted = (clean_text(key, "key") or "").upper()
    part = session.scalar(select(Part).where(Part.key == wanted)) if len(wanted) == 4 else None
    if part is None:
        raise RecordNotFoundException("Part", key)
    return part


def merged_ids(part: Part) -> Select[tuple[int]]:
    """A query for the ids of the part and of all parts that became it, directly or one after the other."""
    family = select(literal(part.id).label("id")).cte("family", recursive=True)
    merged = select(Part.id).join(family, Part.merged_into_id == family.c.id)
    return select(family.union(merged).c.id)


def find_box(session: Session, box_no: int) -> Box:
    """The box with this number.

    Raises:
        RecordNotFoundException: when there is none.
    """
    box = session.scalar(select(Box).where(Box.box_no == box_no)) if 0 < box_no <= MAX_INT else None
    if box is None:
        raise RecordNotFoundException("Box", box_no)
    return box


def find_location(session: Session, label: str) -> Location:
    """The slot with this label, such as `7-3`.

    Raises:
        ValidationException: not a label. RecordNotFoundException: no such slot.
    """
    box_no, loc_no = parse_label(label)
    location = session.scalar(
        select(Location).join(Location.box).where(Box.box_no == box_no, Location.loc_no == loc_no)
    )
    if location is None:
        raise RecordNotFoundException("Location", format_label(box_no, loc_no))
    return location


def find_by_id(session: Session, model: type[Record], record_id: int, kind: str) -> Record:
    """The row of `model` with this id; `kind` is its name in the message.

    Raises:
        RecordNotFoundException: when there is none.
    """
    record = session.get(model, record_id) if 0 < record_id <= MAX_INT else None
    if record is None:
        raise RecordNotFoundException(kind, record_id)
    return record
