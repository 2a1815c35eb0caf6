"""Moves of applied plans: what they were said to save, and what they saved since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.domain.placement.facts import DAYS_PER_MONTH
from app.domain.placement.outcome import saved_m
from app.domain.stock.location_label import parse_label
from app.models import Batch, Box, Location, Part, PlacementOutcome
from app.services.placement.store_frames import read_places
from app.warehouse.queries.fetches import fetches
from app.warehouse.snapshot import Snapshot

MOST_PLANS = 50
_EPOCH = date(1970, 1, 1)
_MOVES = {"part_key": pl.String, "origin": pl.String, "target": pl.String}


@dataclass(frozen=True)
class MadeMove:
    """A part that was brought from one slot to another, and what the plan said that this saves."""

    part: str
    origin: str
    target: str
    predicted_m_per_month: float | None


@dataclass(frozen=True)
class Outcome:
    """An applied plan.

    Attributes:
        days: whole days since, up to the snapshot. predicted_m_per_month: empty when no move came with a prediction.
        observed_m_per_month: empty before the first whole day.
    """

    batch_id: int
    applied_at: datetime
    moves: int
    days: int
    predicted_m_per_month: float | None
    observed_m_per_month: float | None


class OutcomeService:
    """Keeps predictions beside the batch that made the moves, and holds them against the walks since."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(self, batch_id: int, moves: Iterable[MadeMove]) -> None:
        """Remember what the moves of a batch were said to save; its undo forgets it."""
        made = list(moves)
        chosen = select(Part.key, Part.id).where(Part.key.in_([move.part for move in made]))
        parts: dict[str, int] = dict(self._session.execute(chosen).tuples().all())
        slots = self._slot_ids({label for move in made for label in (move.origin, move.target)})
        self._session.add_all(
            PlacementOutcome(
                batch_id=batch_id,
                part_id=parts[move.part],
                from_location_id=slots[move.origin],
                to_location_id=slots[move.target],
                predicted_m_per_month=move.predicted_m_per_month,
            )
            for move in made
        )
        self._session.flush()

    def latest(self, snapshot: Snapshot) -> list[Outcome]:
        """The plans applied last, latest first; what was moved on since no longer counts as walked to."""
        applied = self._applied()
        if not applied:
            return []
        today = date.fromisoformat(snapshot.manifest.watermark["as_of"])
        oldest = min(_day(batch.created_at) for batch, _ in applied)
        lines = fetches(snapshot, max((today - oldest).days, 1))
        places = read_places(self._session)
        return [_outcome(batch, moves, today, lines, places) for batch, moves in applied]

    def _applied(self) -> list[tuple[Batch, list[MadeMove]]]:
        ids = select(PlacementOutcome.batch_id).distinct().order_by(PlacementOutcome.batch_id.desc()).limit(MOST_PLANS)
        batches = self._session.scalars(select(Batch).where(Batch.id.in_(ids)).order_by(Batch.id.desc())).all()
        moves = self._moves([batch.id for batch in batches])
        return [(batch, moves[batch.id]) for batch in batches]

    def _moves(self, batch_ids: list[int]) -> dict[int, list[MadeMove]]:
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
        for batch_id, part, from_no, from_slot, to_no, to_slot, predicted in self._session.execute(query):
            move = MadeMove(part, f"{from_no}-{from_slot}", f"{to_no}-{to_slot}", predicted)
            found[batch_id].append(move)
        return found

    def _slot_ids(self, labels: set[str]) -> dict[str, int]:
        numbers = {parse_label(label)[0] for label in labels}
        query = select(Location.id, Box.box_no, Location.loc_no).join(Box).where(Box.box_no.in_(numbers))
        return {f"{box_no}-{loc_no}": slot_id for slot_id, box_no, loc_no in self._session.execute(query)}


def _outcome(batch: Batch, moves: list[MadeMove], today: date, lines: pl.DataFrame, places: pl.DataFrame) -> Outcome:
    applied = _day(batch.created_at)
    days = max((today - applied).days, 0)
    said = [move.predicted_m_per_month for move in moves if move.predicted_m_per_month is not None]
    observed = None
    if days:
        since = lines.filter(pl.col("day") > (applied - _EPOCH) // timedelta(days=1))
        made = pl.DataFrame([(move.part, move.origin, move.target) for move in moves], schema=_MOVES, orient="row")
        observed = saved_m(since.select("session", "part_key", "location"), made, places) / days * DAYS_PER_MONTH
    return Outcome(batch.id, batch.created_at, len(moves), days, sum(said) if said else None, observed)


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
