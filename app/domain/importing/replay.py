"""Replay of imported history: movements in time order, with the corrections that make them end at what is stated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.importing.records import HistoryLine


@dataclass(frozen=True)
class Correction:
    """An adjustment and why it was needed."""

    at: datetime
    delta: int
    note: str


def replay(history: Sequence[HistoryLine], stated: int, now: datetime) -> list[HistoryLine | Correction]:
    """Lines and corrections in the order to write them; their sum is `stated` and no prefix falls below zero.

    A history that takes more than had arrived is preceded by a correction at that moment; a history that ends
    elsewhere than the stated stock is followed by one at `now`.
    """
    written: list[HistoryLine | Correction] = []
    level = 0
    for line in sorted(history, key=lambda entry: (entry.at, -entry.delta)):
        if level + line.delta < 0:
            missing = -(level + line.delta)
            note = f"the history takes {-line.delta} when {level} were there; {missing} added so that it can be kept"
            written.append(Correction(line.at, missing, note))
            level += missing
        written.append(line)
        level += line.delta
    if level != stated:
        note = f"the history adds up to {level}, the stated stock is {stated}"
        written.append(Correction(now, stated - level, note))
    return written


def disagreement(history: Sequence[HistoryLine], stated: int) -> tuple[int, int] | None:
    """Sum of the history and stated stock where they differ; None where they agree."""
    total = sum(line.delta for line in history)
    return None if total == stated else (total, stated)
