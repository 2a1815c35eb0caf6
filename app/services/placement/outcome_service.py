"""Moves of applied plans: what they were said to save, and what they saved since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.placement.facts import DAYS_PER_MONTH
from app.domain.placement.outcome import saved_by_move_m, saved_m
from app.domain.stock.location_label import parse_label
from app.exceptions import RecordNotFoundException
from app.models import Batch, Box, Location, Part, PlacementOutcome
from app.services.placement.made_moves import MadeMove, made_moves
from app.services.placement.store_frames import read_places
from app.warehouse.queries.fetches import fetches
from app.warehouse.snapshot import Snapshot

MOST_PLANS = 50
_EPOCH = date(1970, 1, 1)
_MOVES = {"part_key": pl.String, "origin": pl.String, "target": pl.String}


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


@dataclass(frozen=True)
class MoveOutcome:
    """A move of an applied plan.

    Attributes:
        visits: walks that went to the part in its new slot since.
        observed_m_per_month: how much longer they would have been had only this part stayed; empty before the first
            whole day. Moves that pay only together save less by themselves.
    """

    part: str
    origin: str
    target: str
    visits: int
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
        today = _today(snapshot)
        oldest = min(_day(batch.created_at) for batch, _ in applied)
        lines = fetches(snapshot, max((today - oldest).days, 1))
        places = read_places(self._session)
        return [_outcome(batch, moves, today, lines, places) for batch, moves in applied]

    def moves(self, batch_id: int, snapshot: Snapshot) -> list[MoveOutcome]:
        """Each move of an applied plan by itself, those that saved most first, then those that were to.

        Raises:
            RecordNotFoundException: the batch applied no plan, or was taken back.
        """
        made = made_moves(self._session, [batch_id])[batch_id]
        batch = self._session.get(Batch, batch_id)
        if batch is None or not made:
            raise RecordNotFoundException("Applied plan", batch_id)
        today = _today(snapshot)
        days = _days_since(batch, today)
        lines = _lines_since(batch, fetches(snapshot, max(days, 1)))
        saved = saved_by_move_m(lines, _frame(made), read_places(self._session))
        found = [
            MoveOutcome(
                move.part, move.origin, move.target, visits, move.predicted_m_per_month,
                metres / days * DAYS_PER_MONTH if days else None,
            )
            for move, visits, metres in zip(made, saved["visits"], saved["metres"], strict=True)
        ]  # fmt: skip
        return sorted(
            found, key=lambda move: (move.observed_m_per_month or 0.0, move.predicted_m_per_month or 0.0), reverse=True
        )

    def _applied(self) -> list[tuple[Batch, list[MadeMove]]]:
        ids = select(PlacementOutcome.batch_id).distinct().order_by(PlacementOutcome.batch_id.desc()).limit(MOST_PLANS)
        batches = self._session.scalars(select(Batch).where(Batch.id.in_(ids)).order_by(Batch.id.desc())).all()
        moves = made_moves(self._session, [batch.id for batch in batches])
        return [(batch, moves[batch.id]) for batch in batches]

    def _slot_ids(self, labels: set[str]) -> dict[str, int]:
        numbers = {parse_label(label)[0] for label in labels}
        query = select(Location.id, Box.box_no, Location.loc_no).join(Box).where(Box.box_no.in_(numbers))
        return {f"{box_no}-{loc_no}": slot_id for slot_id, box_no, loc_no in self._session.execute(query)}


def _outcome(batch: Batch, moves: list[MadeMove], today: date, lines: pl.DataFrame, places: pl.DataFrame) -> Outcome:
    days = _days_since(batch, today)
    said = [move.predicted_m_per_month for move in moves if move.predicted_m_per_month is not None]
    observed = None
    if days:
        observed = saved_m(_lines_since(batch, lines), _frame(moves), places) / days * DAYS_PER_MONTH
    return Outcome(batch.id, batch.created_at, len(moves), days, sum(said) if said else None, observed)


def _lines_since(batch: Batch, lines: pl.DataFrame) -> pl.DataFrame:
    """Walks from the day after the batch on: `session, part_key, location`."""
    applied = (_day(batch.created_at) - _EPOCH) // timedelta(days=1)
    return lines.filter(pl.col("day") > applied).select("session", "part_key", "location")


def _frame(moves: list[MadeMove]) -> pl.DataFrame:
    return pl.DataFrame([(move.part, move.origin, move.target) for move in moves], schema=_MOVES, orient="row")


def _days_since(batch: Batch, today: date) -> int:
    return max((today - _day(batch.created_at)).days, 0)


def _today(snapshot: Snapshot) -> date:
    return date.fromisoformat(snapshot.manifest.watermark["as_of"])


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
