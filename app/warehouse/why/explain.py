"""The answer: one figure, its run, and the source rows that make it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from polars import selectors

from app.contracts.base import Contract
from app.exceptions import RecordNotFoundException
from app.warehouse.snapshot import Snapshot
from app.warehouse.why.origin import Origin
from app.warehouse.why.question import asked_contract, asked_key, key_text
from app.warehouse.why.registry import origin_of

ROWS_SHOWN = 1000
_TOLERANCE = 1e-9
_WHOLE = selectors.decimal().cast(pl.Int64)
"""DuckDB's sums of whole numbers arrive as decimals."""


@dataclass(frozen=True)
class Explanation:
    """One figure back to its source rows.

    `rows` are the first of `total`, each with its `amount`; `combined` is what all of them make, and `adds_up` says
    whether that is the published value. `inputs` are the published tables read, with the hash of their content.
    """

    value: Any
    unit: str | None
    contract: str
    column: str
    key: dict[str, Any]
    run_id: str
    snapshot: str
    code_version: str
    watermark: dict[str, Any]
    how: str
    inputs: dict[str, str]
    rows: list[dict[str, Any]]
    total: int
    combined: Any
    adds_up: bool

    def as_json(self) -> dict[str, Any]:
        """The shape that scripts rely on (`binsight why --json`); dates and instants as ISO text."""
        return {name: _plain(value) for name, value in vars(self).items()}


def explain(snapshot: Snapshot, table: str, column: str, key: Sequence[str], *, limit: int = ROWS_SHOWN) -> Explanation:
    """Why the figure `column` of the row `key` (texts such as `part=ABCD`) of a published table is what it is.

    Raises:
        RecordNotFoundException: no such row.
        ValidationException: no such table or column; a key is missing, unknown or of another type.
    """
    contract = asked_contract(table, column)
    values = asked_key(contract, key)
    origin = origin_of(contract, column)
    value = _published(snapshot, contract, column, values)
    if isinstance(origin, Origin):
        rows, total, combined = _rows(snapshot, contract, values, origin, limit)
        inputs = {
            name: entry.sha256 for name in origin.tables or [table] if (entry := snapshot.manifest.tables.get(name))
        }
    else:
        rows, total, combined, inputs = [], 0, value, {}
    manifest = snapshot.manifest
    return Explanation(
        value=value,
        unit=next(c.unit for c in contract.columns if c.name == column),
        contract=table,
        column=column,
        key=values,
        run_id=manifest.run_id,
        snapshot=manifest.id,
        code_version=manifest.code_version,
        watermark=manifest.watermark,
        how=origin.words,
        inputs=inputs,
        rows=rows,
        total=total,
        combined=combined,
        adds_up=_is_same(combined, value),
    )


def _published(snapshot: Snapshot, contract: Contract, column: str, key: dict[str, Any]) -> Any:
    found = _ask(snapshot, contract, key, f'SELECT "{column}" FROM figure')
    if found.is_empty():
        row = f"Row {key_text(key)} of {contract.table} (a row is {contract.grain})"
        raise RecordNotFoundException(f"{row} in snapshot", snapshot.id)
    return found.row(0)[0]


def _rows(
    snapshot: Snapshot, contract: Contract, key: dict[str, Any], origin: Origin, limit: int
) -> tuple[list[dict[str, Any]], int, Any]:
    """The first source rows, how many there are, and what all of them make."""
    whole = f", source AS ({origin.rows})"
    total, combined = _ask(snapshot, contract, key, f"SELECT count(*), {origin.combine} FROM source", whole).row(0)
    shown = _ask(snapshot, contract, key, "SELECT * FROM source ORDER BY ALL LIMIT $rows", whole, rows=limit)
    return shown.to_dicts(), total, combined


def _ask(
    snapshot: Snapshot, contract: Contract, key: dict[str, Any], sql: str, more: str = "", **parameters: int
) -> pl.DataFrame:
    """A query that sees the figure's row; only names of contracts and declarations are ever pasted."""
    conditions = " AND ".join(f'"{name}" = ${name}' for name in key)
    figure = f"WITH figure AS (SELECT *, CAST($as_of AS DATE) AS as_of FROM {contract.table} WHERE {conditions})"
    found = snapshot.query(
        f"{figure}{more} {sql}", {**key, "as_of": snapshot.manifest.watermark["as_of"], **parameters}
    )
    return found.with_columns(_WHOLE)


def _is_same(combined: Any, value: Any) -> bool:
    if isinstance(combined, float) and isinstance(value, float | int):
        return math.isclose(combined, value, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return bool(combined == value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
