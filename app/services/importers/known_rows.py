"""Rows of the store that the records of an import may mean, looked up with one question."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import ARRAY, BigInteger, Text, any_, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from app.models import Base

Row = TypeVar("Row", bound=Base)


def known_rows(session: Session, model: type[Row], column: Any, values: Iterable[Any]) -> Iterator[Row]:
    """Rows of `model` whose `column` is one of `values`; empty values mean nothing."""
    wanted = sorted({value for value in values if value})
    if wanted:
        kind: TypeEngine[Any] = Text() if isinstance(wanted[0], str) else BigInteger()
        # One array is one value of the statement, however long it is.
        yield from session.scalars(select(model).where(column == any_(literal(wanted, ARRAY(kind)))))
