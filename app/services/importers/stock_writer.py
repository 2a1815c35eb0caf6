"""Writes imported stock: history as movements at their own time, and corrections where it disagrees with the stock.

A slot that an earlier import of the same source filled is only brought from what that import stated to what is stated
now, so that importing twice changes nothing and what people did since stays. A source that names our own slots counts
instead: what it states is what lies there.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.importing.records import HistoryLine, SourceData, StockRecord
from app.domain.importing.replay import Correction, disagreement, replay
from app.models import Batch, Box, Location, Part, PartLocation, StockMovement
from app.services.bulk_insert import insert_ledger_lines
from app.services.importers.report import Action, ImportReport, Problem, RowVerdict
from app.services.importers.writer import CatalogueWriter
from app.utils.time import Clock

REFERENCE = "import {}"


class StockWriter:
    """Stock of one import."""

    def __init__(self, session: Session, catalogue: CatalogueWriter, clock: Clock) -> None:
        self._session = session
        self._catalogue = catalogue
        self._clock = clock

    def write(self, data: SourceData, batch: Batch, report: ImportReport) -> None:
        """Write all placements of `data`."""
        self._reference = REFERENCE.format(data.name)
        stated_before = self._held_now() if data.is_counted else self._stated_before()
        self._tells_history = data.tells_history
        self._told = "counted" if data.is_counted else "stated"
        rows: list[dict[str, Any]] = []
        for slot, records in self._by_slot(data.stock).items():
            rows += self._slot_rows(slot, records, stated_before.get(slot), batch, report)
        insert_ledger_lines(self._session, StockMovement, rows)

    def _slot_rows(
        self,
        slot: tuple[int, int],
        records: list[StockRecord],
        stated_before: int | None,
        batch: Batch,
        report: ImportReport,
    ) -> list[dict[str, Any]]:
        stated = sum(record.quantity for record in records)
        first = records[0]
        if stated_before is not None:
            changed = stated - stated_before
            report.verdicts.append(
                RowVerdict(
                    first.where, "placements", first.part, "update" if changed else "skip", f"{stated} {self._told}"
                )
            )
            note = f"{stated_before} were {self._told} before and {stated} are now"
            corrections = [Correction(self._clock(), changed, note)] if changed else []
            return [self._row(slot, correction, batch) for correction in corrections]
        action: Action = "create" if stated or self._tells_history else "skip"
        report.verdicts.append(RowVerdict(first.where, "placements", first.part, action, f"{stated} {self._told}"))
        if not self._tells_history:
            return [self._row(slot, HistoryLine(self._clock(), stated, "import"), batch)] if stated else []
        written: list[dict[str, Any]] = []
        for record in records:
            self._warn_of_disagreement(record, report)
            written += [self._row(slot, line, batch) for line in replay(record.history, record.quantity, self._clock())]
        return written

    def _warn_of_disagreement(self, record: StockRecord, report: ImportReport) -> None:
        differs = disagreement(record.history, record.quantity)
        if differs is not None:
            total, stated = differs
            message = (
                f"part {record.part}: history adds up to {total}, stock says {stated}; history kept, "
                f"an adjustment of {stated - total:+d} makes the balance {stated}"
            )
            report.problems.append(Problem(record.where, "quantity", message, "warning"))

    def _row(self, slot: tuple[int, int], line: Any, batch: Batch) -> dict[str, Any]:
        is_correction = isinstance(line, Correction)
        return {
            "part_id": slot[0],
            "location_id": slot[1],
            "delta": line.delta,
            "reason": "adjust" if is_correction else line.reason,
            "actor": batch.actor,
            "batch_id": batch.id,
            "reference": self._reference,
            "note": line.note if is_correction else None,
            "occurred_at": line.at,
        }

    def _by_slot(self, records: list[StockRecord]) -> dict[tuple[int, int], list[StockRecord]]:
        """Records by part and location of the store; a record whose part or slot is unknown is refused."""
        locations = self._locations()
        self._read_slots_in_use()
        found: dict[tuple[int, int], list[StockRecord]] = defaultdict(list)
        for record in records:
            part, box = self._catalogue.part_ids.get(record.part), self._catalogue.boxes.get(record.box)
            if part is None:
                self._refuse(record, f"part {record.part} is not among the imported ones", "part_key")
            elif box is None:
                self._refuse(record, f"box {record.box} is not among the imported ones", "box_no")
            else:
                loc_no = record.loc_no or self._choose(part, box)
                location_id = locations.get((box.id, loc_no))
                if location_id is None:
                    self._refuse(
                        record, f"box {box.box_no} has no location {loc_no}; it holds {box.capacity}", "loc_no"
                    )
                else:
                    found[part.id, location_id].append(record)
        return found

    def _choose(self, part: Part, box: Box) -> int:
        """The slot where the part lay before, else the first slot of the box that no part has."""
        if (part.id, box.id) not in self._chosen:
            taken = self._taken[box.id]
            # Slots before the first free one stay taken, so the search goes on where it ended.
            # In a full box the number is one that it does not have, and the row is refused for that.
            free = (n for n in range(self._next.get(box.id, 1), box.capacity + 1) if n not in taken)
            number = next(free, box.capacity + 1)
            self._next[box.id] = number
            taken.add(number)
            self._chosen[part.id, box.id] = number
        return self._chosen[part.id, box.id]

    def _read_slots_in_use(self) -> None:
        """Slot number by part and box, wherever the ledger knows one."""
        query = (
            select(StockMovement.part_id, Location.box_id, func.min(Location.loc_no))
            .join(Location, Location.id == StockMovement.location_id)
            .group_by(StockMovement.part_id, Location.box_id)
        )
        self._chosen: dict[tuple[int, int], int] = {
            (part_id, box_id): loc_no for part_id, box_id, loc_no in self._session.execute(query)
        }
        self._next: dict[int, int] = {}
        self._taken: dict[int, set[int]] = defaultdict(set)
        for (_, box_id), loc_no in self._chosen.items():
            self._taken[box_id].add(loc_no)

    def _locations(self) -> dict[tuple[int, int], int]:
        query = select(Location.box_id, Location.loc_no, Location.id)
        return {(box_id, loc_no): location_id for box_id, loc_no, location_id in self._session.execute(query)}

    def _held_now(self) -> dict[tuple[int, int], int]:
        query = select(PartLocation.part_id, PartLocation.location_id, PartLocation.quantity)
        return {(part_id, slot_id): quantity for part_id, slot_id, quantity in self._session.execute(query)}

    def _stated_before(self) -> dict[tuple[int, int], int]:
        """What earlier imports of this source, not undone, brought each slot to."""
        undo = aliased(StockMovement)
        query = (
            select(StockMovement.part_id, StockMovement.location_id, func.sum(StockMovement.delta))
            .outerjoin(undo, undo.undoes_movement_id == StockMovement.id)
            .where(StockMovement.reference == self._reference, StockMovement.reason != "undo", undo.id.is_(None))
            .group_by(StockMovement.part_id, StockMovement.location_id)
        )
        return {(part_id, slot_id): int(total) for part_id, slot_id, total in self._session.execute(query)}

    def _refuse(self, record: StockRecord, message: str, field: str) -> None:
        self._catalogue.refuse(record.where, "placements", record.part, message, field)
