"""Rows of the store that the records of an import may mean, looked up a few thousand at a time."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Base

Row = TypeVar("Row", bound=Base)
_IN_ONE_QUESTION = 5000
"""A statement takes at most 65,535 values."""


def known_rows(session: Session, model: type[Row], column: Any, values: Iterable[Any]) -> Iterator[Row]:
    """Rows of `model` whose `column` is one of `values`; empty values mean nothing."""
    wanted = sorted({value for value in values if value})
    for start in range(0, len(wanted), _IN_ONE_QUESTION):
        some = wanted[start : start + _IN_ONE_QUESTION]
        yield from session.scalars(select(model).where(column.in_(some)))
