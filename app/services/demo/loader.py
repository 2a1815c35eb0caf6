"""Loads demo data as one batch, in one transaction: all of it or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import polars as pl
from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from app.domain.demo.generator import DemoData, generate
from app.domain.demo.size import DemoSize, size_named
from app.exceptions import InvalidOperationException, ValidationException
from app.models import AttachmentSet, Batch, Box, Device, DeviceModel, Kit, Part, PartType, Seller, StockMovement
from app.services.container import Container
from app.services.demo.bulk_writer import copy_frame, settle

ACTOR = "demo"
_LOAD_LOCK = 727_361_002
"""Any fixed number: of two loads at once the second waits, and then finds the store filled."""
_MUST_BE_EMPTY = (Part, Box, Seller, Kit, DeviceModel, Device, StockMovement)
_SHIFTED = MappingProxyType({"parts": "attachment_set_id", "kits": "attachment_set_id", "attachment_sets": "id"})
_TYPE_COLUMNS = MappingProxyType({"parts": "type_id", "boxes": "designated_type_id"})


@dataclass(frozen=True)
class DemoReport:
    """What was loaded: arguments, batch, rows by table, files dropped into S3."""

    size: str
    seed: int
    until: date
    batch: int
    rows: dict[str, int]
    files: int


def load_demo(container: Container, size: str = "small", seed: int = 7, until: date | None = None) -> DemoReport:
    """Fill an empty store; the two years of history end with the start of `until` (default today, UTC).

    The same arguments give the same rows on a fresh store. What devices and builds drop goes to S3 where an S3 service
    is configured.

    Raises:
        ValidationException: unknown size, negative seed, or `until` in the future.
        InvalidOperationException: the store holds something already.
    """
    return load_store(container, size_named(size), seed, until)


def load_store(container: Container, size: DemoSize, seed: int, until: date | None = None) -> DemoReport:
    """Like `load_demo`, for a size of the caller's own making; it needs at least 12 kits, which devices are built from.

    Raises:
        ValidationException, InvalidOperationException: as `load_demo`.
    """
    today = container.clock()().date()
    until = until or today
    if until > today:
        raise ValidationException(f"Demo data cannot end in the future; choose {today} or earlier", field="until")
    if seed < 0:
        raise ValidationException(f"The seed must be 0 or more, not {seed}", field="seed")
    with container.unit_of_work(actor=ACTOR) as work:
        _require_empty(work.session)  # before the work of generating, which a large store takes long for
        data = generate(size, seed, until)
        batch_id = _write(work.session, data, f"demo data {size.name}, seed {seed}, until {until}")
        files = _upload(container, data.drops)
    return DemoReport(
        size.name, seed, until, batch_id, {name: len(frame) for name, frame in data.tables.items()}, files
    )


def _require_empty(session: Session) -> None:
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOAD_LOCK})
    for model in _MUST_BE_EMPTY:
        if session.scalar(select(exists(select(model.id)))):
            kind = model.__tablename__.replace("_", " ")
            raise InvalidOperationException(
                "load demo data", f"the store holds {kind} already; start with a fresh home (--home) instead"
            )


def _write(session: Session, data: DemoData, note: str) -> int:
    """Write all tables; returns the batch's id."""
    batch_id = _highest_id(session, Batch) + 1
    tables = _fit(data.tables, _merge_types(session, data.tables["types"]), _highest_id(session, AttachmentSet))
    for name in ("stock_movements", "receipts"):
        tables[name] = tables[name].with_columns(pl.lit(batch_id).alias("batch_id"))
    batch = pl.DataFrame({"id": [batch_id], "kind": ["demo"], "actor": [ACTOR], "note": [note]})
    written = {"batches": batch, **tables}
    for name, frame in written.items():
        copy_frame(session, name, frame)
    # Writing the lines of a kit dates the kit; these were written when the kit was entered.
    session.execute(text("UPDATE kits SET updated_at = created_at"))
    settle(session, [*written, "part_locations"])
    return batch_id


def _highest_id(session: Session, model: type[Batch | AttachmentSet | PartType]) -> int:
    return session.scalar(select(func.max(model.id))) or 0


def _merge_types(session: Session, types: pl.DataFrame) -> pl.DataFrame:
    """The demo's types with their `stored_id`: a type that exists under its name is used, others follow behind."""
    known = {name.lower(): type_id for type_id, name in session.execute(select(PartType.id, PartType.name))}
    following = _highest_id(session, PartType)
    ids = []
    for name in types["name"]:
        if name.lower() not in known:
            following += 1
        ids.append(known.get(name.lower(), following))
    return types.with_columns(
        pl.Series("stored_id", ids), pl.Series("is_new", [name.lower() not in known for name in types["name"]])
    )


def _fit(tables: Mapping[str, pl.DataFrame], types: pl.DataFrame, sets_before: int) -> dict[str, pl.DataFrame]:
    """The tables with ids that continue what the store has of types and attachment sets."""
    fitted = dict(tables)
    fitted["types"] = types.filter("is_new").select(pl.col("stored_id").alias("id"), "name")
    for name, column in _TYPE_COLUMNS.items():
        stored = pl.col(column).replace_strict(types["id"], types["stored_id"])
        fitted[name] = fitted[name].with_columns(stored)
    for name, column in _SHIFTED.items():
        fitted[name] = fitted[name].with_columns(pl.col(column) + sets_before)
    return fitted


def _upload(container: Container, files: Mapping[str, bytes]) -> int:
    """Put files where devices and builds drop theirs; nothing without an S3 service."""
    if container.settings().s3_endpoint_url is None:
        return 0
    store = container.object_store()
    for key, content in files.items():
        store.put(key, content)
    return len(files)
