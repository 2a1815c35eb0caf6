"""Labels of parts, boxes and slots, and contents sheets of boxes, as PDFs. Never writes."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.labels.label import CodeStyle, Label, box_label, part_label, slot_label
from app.domain.labels.sheet import SHEETS
from app.exceptions import ValidationException
from app.models import Box
from app.services.box_reader import BoxReader, place_text
from app.services.lookups import find_box, find_location, find_part
from app.utils.time import Clock

MAX_LABELS = 2000


class LabelService:
    """Makes labels of one unit of work; `sheet` puts any mixture of them on paper."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def of_parts(self, keys: Sequence[str]) -> list[Label]:
        """Labels of parts, in the order given.

        Raises:
            RecordNotFoundException: an unknown part.
        """
        parts = [find_part(self._session, key) for key in keys]
        return [
            part_label(
                part.key,
                part.description,
                (part.manufacturer_code, part.type.name if part.type else None, part.package),
            )
            for part in parts
        ]

    def of_boxes(self, box_nos: Sequence[int]) -> list[Label]:
        """Labels of boxes, in the order given.

        Raises:
            RecordNotFoundException: an unknown box.
        """
        return [self._box(find_box(self._session, box_no)) for box_no in box_nos]

    def of_slots(self, labels: Sequence[str]) -> list[Label]:
        """Labels of single slots such as `7-3`, in the order given.

        Raises:
            ValidationException: not a slot's name. RecordNotFoundException: an unknown slot.
        """
        slots = [find_location(self._session, label) for label in labels]
        return [slot_label(slot.label, slot.box.description) for slot in slots]

    def of_all_slots(self, box_no: int) -> list[Label]:
        """Labels of all slots of a box, in order.

        Raises:
            RecordNotFoundException: an unknown box.
        """
        box = find_box(self._session, box_no)
        return [slot_label(slot.label, box.description) for slot in box.locations]

    def sheet(
        self,
        labels: Sequence[Label],
        *,
        sheet: str = next(iter(SHEETS)),
        code: CodeStyle = "qr",
        skip: int = 0,
        copies: int = 1,
    ) -> bytes:
        """A PDF of labels, each `copies` times; the first `skip` places stay free.

        Raises:
            ValidationException: no label or too many, an unknown sheet, more skipped than a page holds, or a code that
            does not fit.
        """
        from app.services.printing.label_pages import print_labels  # noqa: PLC0415 - loads FPDF, 26 MB a process

        if sheet not in SHEETS:
            raise ValidationException(f"There is no sheet {sheet}; choose one of {', '.join(SHEETS)}", field="sheet")
        chosen = SHEETS[sheet]
        if not 0 <= skip < chosen.per_page:
            raise ValidationException(f"This sheet has {chosen.per_page} labels; skip fewer than that", field="skip")
        if not 1 <= len(labels) * copies <= MAX_LABELS:
            raise ValidationException(f"Choose 1 to {MAX_LABELS} labels; {len(labels) * copies} were asked for")
        return print_labels([label for label in labels for _ in range(copies)], chosen, code, skip=skip)

    def contents(self, box_no: int) -> bytes:
        """A PDF of what lies in a box, slot by slot, as of now.

        Raises:
            RecordNotFoundException: an unknown box.
        """
        from app.services.printing.contents_page import print_contents  # noqa: PLC0415 - loads FPDF

        box = find_box(self._session, box_no)
        return print_contents(self._box(box), BoxReader(self._session).contents(box), self._clock())

    def _box(self, box: Box) -> Label:
        meant_for = f"for {box.designated_type.name}" if box.designated_type else None
        return box_label(box.box_no, box.description, place_text(box), meant_for)
