"""Records which rows a batch inserted, updated or deleted, for audit and undo.

It listens to the flushes of one session. Ledger, balances and the batch tables themselves are not recorded: the
ledger is its own history.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import event, func, insert, inspect, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from app.models import Base, Batch, BatchChange, PartLocation, StockMovement

UNRECORDED = (Batch, BatchChange, PartLocation, StockMovement)
BOOKKEEPING_COLUMNS = frozenset({"created_at", "updated_at"})
_KEY = "binsight_batch_id"
_TABLE_ORDER = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
"""Every table after those it refers to."""
_Pending = tuple[Base, str, dict[str, Any] | None, dict[str, Any] | None]


def record_changes(session: Session, batch_id: int) -> None:
    """From now on write this session's row changes to `batch_changes` under `batch_id`."""
    if _KEY not in session.info:
        event.listen(session, "before_flush", _remember_before)
        event.listen(session, "after_flush", _write)
    session.info[_KEY] = batch_id


def stop_recording(session: Session) -> None:
    """Record no more changes of this session, because the batch that they belonged to was rolled back."""
    event.remove(session, "before_flush", _remember_before)
    event.remove(session, "after_flush", _write)
    del session.info[_KEY]


def record_inserts(session: Session, table_name: str, rows: str) -> None:
    """Record rows that were inserted by a statement, which no flush sees; `rows` is a JSON list, each with its `id`."""
    given = func.jsonb_array_elements(literal(rows).cast(JSONB)).table_valued("value")
    after = given.c.value.cast(JSONB)
    columns = ("batch_id", "table_name", "record_id", "action", "after")
    chosen = select(
        literal(session.info[_KEY]), literal(table_name), after["id"].as_integer(), literal("insert"), after
    )
    session.execute(insert(BatchChange).from_select(columns, chosen))


def column_values(row: Base, *, stamps: bool) -> dict[str, Any]:
    """All columns of a row as JSON-ready values, with or without the bookkeeping stamps."""
    names = [attribute.key for attribute in inspect(type(row)).column_attrs]
    return {name: json_value(getattr(row, name)) for name in names if stamps or name not in BOOKKEEPING_COLUMNS}


def json_value(value: Any) -> Any:
    """A column value as JSON keeps it: times as ISO text, decimals as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def _remember_before(session: Session, _context: Any, _instances: Any) -> None:
    """Note what the flush will insert and delete, and load the old values of what it will update."""
    deleted = dict.fromkeys((*session.deleted, *_orphans(session)))
    pending: list[_Pending] = [(row, "insert", None, None) for row in session.new]
    pending += [(row, "delete", column_values(row, stamps=True), None) for row in deleted]
    for row in session.dirty:
        _changed_columns(row)
    session.info["binsight_pending"] = pending


def _updates(session: Session, gone: Collection[Base]) -> Iterator[_Pending]:
    """Rows that the flush updated.

    They are known only after it: a foreign key that was set through a relationship gets its value on the way.
    """
    for row in session.dirty:
        before, after = _changed_columns(row)
        if after and row not in gone:
            yield row, "update", before, after


def _orphans(session: Session) -> Iterator[Base]:
    """Rows that the flush will delete because their owner let go of them; `session.deleted` does not hold these."""
    for owner in session.dirty:
        state = inspect(owner)
        for relationship in state.mapper.relationships:
            if relationship.cascade.delete_orphan:
                yield from (child for child in state.attrs[relationship.key].history.deleted if child is not None)


def _place_in_history(entry: _Pending) -> tuple[int, int]:
    """Owners are inserted before and deleted after what they own, so that undo, newest first, never breaks a link."""
    row, action, _, _ = entry
    place = _TABLE_ORDER[row.__tablename__]
    return (0, place) if action == "insert" else (1, 0) if action == "update" else (2, -place)


def _changed_columns(row: Base) -> tuple[dict[str, Any], dict[str, Any]]:
    """Old and new values of the columns that differ from the database's; old ones are loaded where need be."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    state = inspect(row)
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].load_history()
        if attribute.key not in BOOKKEEPING_COLUMNS and history.has_changes():
            before[attribute.key] = json_value(history.deleted[0]) if history.deleted else None
            after[attribute.key] = json_value(history.added[0]) if history.added else None
    return before, after


def _write(session: Session, _context: Any) -> None:
    pending = session.info.pop("binsight_pending", [])
    pending += _updates(session, {row for row, action, *_ in pending if action == "delete"})
    recorded = [entry for entry in pending if not isinstance(entry[0], UNRECORDED)]
    rows = [
        {
            "batch_id": session.info[_KEY],
            "table_name": row.__tablename__,
            "record_id": row.id,
            "action": action,
            "before": before,
            "after": column_values(row, stamps=False) if action == "insert" else after,
        }
        for row, action, before, after in sorted(recorded, key=_place_in_history)
    ]
    if rows:
        session.execute(insert(BatchChange), rows)
