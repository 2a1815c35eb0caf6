"""Collects the lines of the simulated ledger as arrays and orders them in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from app.domain.demo.vocabulary import COUNT_NOTES, PEOPLE, SCRAP_NOTES

REASONS = ("import", "receive", "use", "pick", "scrap", "repair", "undo", "move_out", "move_in", "count")
CODE = {reason: code for code, reason in enumerate(REASONS)}
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Lines:
    """Lines of one day: second of the day, part, slot, units (+ in, - out), who (index), reference (index)."""

    second: np.ndarray
    part: np.ndarray
    slot: np.ndarray
    delta: np.ndarray
    actor: np.ndarray
    reference: np.ndarray | None = None

    def mirrored(self, chosen: np.ndarray, later: np.ndarray) -> "Lines":
        """What takes the chosen lines back, `later` seconds after them."""
        return Lines(
            self.second[chosen] + later,
            self.part[chosen],
            self.slot[chosen],
            -self.delta[chosen],
            self.actor[chosen],
            None if self.reference is None else self.reference[chosen],
        )


class LedgerBook:
    """Lines are added in blocks; a line's *number* is its place in the order of adding."""

    def __init__(self) -> None:
        self._blocks: list[dict[str, np.ndarray]] = []
        self.references: list[str] = []
        self.lines = 0

    def refer(self, texts: list[str]) -> np.ndarray:
        """Indices by which lines refer to these texts."""
        start = len(self.references)
        self.references.extend(texts)
        return np.arange(start, start + len(texts))

    def add(self, day: int, lines: Lines, reason: str | np.ndarray, *, undoes: np.ndarray | None = None) -> np.ndarray:
        """Add lines of a day; `undoes` holds the numbers of the lines they compensate. Returns their own numbers."""
        count = len(lines.part)
        self._blocks.append(
            {
                "second": day * DAY_SECONDS + lines.second,
                "part": lines.part,
                "slot": lines.slot,
                "delta": lines.delta,
                "reason": np.full(count, CODE[reason]) if isinstance(reason, str) else reason,
                "actor": lines.actor,
                "reference": np.full(count, -1) if lines.reference is None else lines.reference,
                "undoes": np.full(count, -1) if undoes is None else undoes,
            }
        )
        self.lines += count
        return np.arange(self.lines - count, self.lines)

    def frame(self, start: datetime) -> pl.DataFrame:
        """The ledger in the order things happened, as rows of `stock_movements`; ids count from 1."""
        columns = {name: np.concatenate([block[name] for block in self._blocks]) for name in self._blocks[0]}
        order = np.argsort(columns["second"], kind="stable")
        ids = np.empty(self.lines, dtype=np.int64)
        ids[order] = np.arange(1, self.lines + 1)
        undoes = columns["undoes"]
        columns["undoes"] = np.where(undoes >= 0, ids[undoes], 0)
        return _rows(pl.DataFrame({name: values[order] for name, values in columns.items()}), self.references, start)


def _rows(lines: pl.DataFrame, references: list[str], start: datetime) -> pl.DataFrame:
    return lines.select(
        pl.int_range(1, pl.len() + 1).alias("id"),
        (pl.col("part") + 1).cast(pl.Int32).alias("part_id"),
        pl.col("slot").cast(pl.Int32).alias("location_id"),
        pl.col("delta").cast(pl.Int32),
        _lookup("reason", REASONS).alias("reason"),
        _lookup("actor", PEOPLE).alias("actor"),
        _lookup("reference", references).alias("reference"),
        _notes().alias("note"),
        pl.when(pl.col("undoes") > 0).then(pl.col("undoes")).alias("undoes_movement_id"),
        (pl.lit(start).cast(pl.Datetime("us", "UTC")) + pl.duration(seconds="second")).alias("occurred_at"),
    )


def _lookup(column: str, texts: tuple[str, ...] | list[str]) -> pl.Expr:
    """The text at an index; -1 is no text."""
    index = pl.when(pl.col(column) >= 0).then(pl.col(column))
    return pl.lit(pl.Series([*texts], dtype=pl.String)).gather(index)


def _notes() -> pl.Expr:
    """Words on scrapped and counted lines."""
    is_scrap, is_count = pl.col("reason") == CODE["scrap"], pl.col("reason") == CODE["count"]
    return pl.when(is_scrap).then(_by_turns(SCRAP_NOTES)).when(is_count).then(_by_turns(COUNT_NOTES))


def _by_turns(words: tuple[str, ...]) -> pl.Expr:
    return pl.lit(pl.Series([*words])).gather(pl.int_range(pl.len()) % len(words))


def first_instant(until: datetime, days: int) -> datetime:
    """Midnight with which a history of `days` days that ends at `until` begins."""
    return until - timedelta(days=days)
