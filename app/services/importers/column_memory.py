"""Remembers what people said the columns of a table mean, and offers it for the next table with the same headers.

It is a preference and no record of the inventory: the latest answer counts, and undoing an import does not forget it.
"""

from collections.abc import Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain.importing.answers import Answers, headers_mark, known_fields
from app.domain.importing.columns import ReadTable
from app.models import ColumnChoice


class ColumnMemory:
    """Column choices of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def offered(self, table: ReadTable) -> Answers:
        """What was said of a table with these headers before; nothing when they are new."""
        choice = self._session.scalar(select(ColumnChoice).where(ColumnChoice.fingerprint == headers_mark(table)))
        if choice is None:
            return Answers()
        return Answers(mapping=known_fields(choice.mapping), currency=choice.currency)

    def remember(self, table: ReadTable, mapping: Mapping[str, str], currency: str | None) -> None:
        """Keep these answers in place of earlier ones; where nothing had to be said, forget them."""
        mark = headers_mark(table)
        if mark is None:
            return
        if not mapping and currency is None:
            self._session.execute(delete(ColumnChoice).where(ColumnChoice.fingerprint == mark))
            return
        given = {"mapping": dict(mapping), "currency": currency}
        self._session.execute(
            insert(ColumnChoice)
            .values(fingerprint=mark, **given)
            .on_conflict_do_update(index_elements=["fingerprint"], set_=given | {"updated_at": func.now()})
        )
