"""Rows and lakes made by hand: only what a question is about is given, the rest is filled in by the contract."""

from datetime import UTC, date, datetime

import polars as pl

from app.contracts.registry import PUBLISHED
from app.domain.quality.conform import conform
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish

AS_OF = date(2026, 3, 31)
AT = datetime(2026, 3, 1, tzinfo=UTC)
FILLERS = {pl.String: "x", pl.Boolean: False, pl.Float64: 1.0, pl.Date: AS_OF, pl.Datetime: AT, pl.List: []}


def table(contract, rows):
    """Rows of a contract from dictionaries; missing columns are null where that is allowed, else a plain value."""

    def filler(column):
        return None if column.nullable else FILLERS.get(column.dtype.base_type(), 1)

    defaults = {column.name: filler(column) for column in contract.columns}
    unknown = {name for row in rows for name in row} - set(defaults)
    assert not unknown, f"{contract.table} has no {unknown}"
    return conform(pl.DataFrame([defaults | row for row in rows], schema=contract.schema), contract)


def publish_rows(layout: LakeLayout, rows, at=AT, as_of=AS_OF):
    """Publish a snapshot with these rows by table, as in `{"movement_v1": [{...}]}`; all other tables are empty."""
    unknown = set(rows) - {contract.asset_name for contract in PUBLISHED}
    assert not unknown, f"no such tables: {unknown}"
    for contract in PUBLISHED:
        frame = table(contract, rows.get(contract.asset_name, []))
        write_parquet(frame, layout.work_table(contract.layer, contract.asset_name).with_suffix(".parquet"))
    publish(layout, PUBLISHED, Manifest("s1", at, "run", "code", {"as_of": as_of.isoformat()}, {}), retention=2)
