"""The search box: one query over parts, boxes, slots, kits and devices, best hits first.

Every word must be found; characters such as % and _ are plain text. Equal queries over equal stores give equal answers.
Each finder asks the database for its best rows; the ranks of all finders share one scale.
"""

import re

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.domain.catalogue.text_rules import clean_text
from app.domain.stock.location_label import format_label, parse_label
from app.exceptions import ValidationException
from app.models import Box, Device, DeviceModel, Location, Part, PartLocation
from app.services.box_reader import BoxReader
from app.services.hit import Hit, join_facts
from app.services.kit_finder import KitFinder
from app.services.part_finder import SLOT, PartFinder
from app.services.part_matching import MAX_QUERY, contains, equals, query_words, starts_with
from app.services.search_rules import Rule, rank_of, why_of

KINDS = ("slot", "part", "box", "kit", "device")
MAX_HITS = 200
_BOX = re.compile(r"(?:box\s*)?#?\s*(\d{1,6})", re.IGNORECASE)


class SearchService:
    """Answers the search box; never writes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._parts = PartFinder(session)
        self._kits = KitFinder(session)

    def find(self, query: str, limit: int = 20) -> list[Hit]:
        """The best hits for a query; none for an empty one.

        Raises:
            ValidationException: the query is too long or no text, or the limit makes no sense.
        """
        if not 1 <= limit <= MAX_HITS:
            raise ValidationException(f"limit must be between 1 and {MAX_HITS}", field="limit")
        text, words = clean_text(query, "query", MAX_QUERY), query_words(query)
        if text is None:
            return []
        if SLOT.fullmatch(text):  # also ` 7 - 03 `
            text = format_label(*parse_label(text))
            words = [text]
        found = [
            *self._slots(text),
            *self._parts.find(text, words, limit),
            *self._boxes(text, words, limit),
            *self._kits.find(text, words, limit),
            *self._devices(text, words, limit),
        ]
        return sorted(found, key=lambda hit: (-hit.rank, KINDS.index(hit.kind)))[:limit]

    def _slots(self, text: str) -> list[Hit]:
        if SLOT.fullmatch(text) is None:
            return []
        box_no, loc_no = parse_label(text)
        query = (
            select(Location.id, Box.description, Part.key, PartLocation.quantity)
            .join(Box, Box.id == Location.box_id)
            .outerjoin(PartLocation, PartLocation.location_id == Location.id)
            .outerjoin(Part, Part.id == PartLocation.part_id)
            .where(Box.box_no == box_no, Location.loc_no == loc_no)
            .order_by(Part.key)
        )
        rows = self._session.execute(query).all()
        if not rows:
            return []
        name, held = format_label(box_no, loc_no), [(row.key, row.quantity) for row in rows if row.key]
        contents = ", ".join(f"{quantity} of {key}" for key, quantity in held) or "empty"
        total = sum(quantity for _, quantity in held)
        return [
            Hit("slot", name, f"Slot {name}", f"{rows[0].description}: {contents}", total, (name,), "slot number", 100)
        ]

    def _boxes(self, text: str, words: list[str], limit: int) -> list[Hit]:
        number = _BOX.fullmatch(text)
        is_number = Box.box_no == int(number[1]) if number else literal(value=False)
        rules: list[Rule] = [
            (97, "box number", is_number),
            (58, "description", starts_with(Box.description, text)),
            (48, "description", and_(*(contains(Box.description, word) for word in words))),
        ]
        rank = rank_of(rules)
        query = (
            select(Box, rank)
            .where(or_(is_number, rules[1][2], rules[2][2]), or_(Box.archived_at.is_(None), is_number))
            .order_by(rank.desc(), Box.box_no)
            .limit(limit)
        )
        ranks = [(row[0], row[1]) for row in self._session.execute(query)]
        rows = BoxReader(self._session).rows([box for box, _ in ranks])
        hits = []
        for row, (box, score) in zip(rows, ranks, strict=True):
            usage = f"{row.occupied} of {row.capacity} slots used"
            subtitle = join_facts(usage, box.zone, "archived" if box.archived_at else None)
            why = why_of(rules, score)
            hits.append(
                Hit("box", str(box.box_no), f"Box {box.box_no}: {box.description}", subtitle, None, (), why, score)
            )
        return hits

    def _devices(self, text: str, words: list[str], limit: int) -> list[Hit]:
        rules: list[Rule] = [
            (99, "key", equals(Device.key, text)),
            (95, "name", equals(Device.name, text)),
            (82, "key", starts_with(Device.key, text)),
            (54, "name", and_(*(contains(Device.name, word) for word in words))),
            (33, "name and model", and_(*(_device_word(word) for word in words))),
        ]
        rank = rank_of(rules)
        query = (
            select(Device, rank)
            .join(Device.device_model)
            .options(contains_eager(Device.device_model))
            .where(or_(*(condition for _, _, condition in rules)))
            .order_by(rank.desc(), Device.key)
            .limit(limit)
        )
        hits = []
        for device, score in self._session.execute(query):
            subtitle = join_facts(device.device_model.name, device.firmware_version)
            title, why = device.name or device.key, why_of(rules, score)
            hits.append(Hit("device", device.key, title, subtitle, None, (), why, score))
        return hits


def _device_word(word: str) -> ColumnElement[bool]:
    fields = (Device.name, DeviceModel.code, DeviceModel.name, Device.firmware_version)
    return or_(starts_with(Device.key, word), *(contains(field, word) for field in fields))
