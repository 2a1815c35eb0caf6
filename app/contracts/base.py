"""What a contract is: the promise about one table of the lake, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
from polars.datatypes import DataType, DataTypeClass

TIMESTAMP = pl.Datetime("us", "UTC")
"""The only timestamp type of the lake: microseconds, UTC."""
WORK_LAYERS = ("raw", "publish")
"""Layers whose tables stay in the work area of a run; no reader sees them, and their names carry no version."""


@dataclass(frozen=True)
class Column:
    """One column: name, type, meaning, unit, and the values it may hold.

    `minimum` and `maximum` are inclusive bounds; `allowed` lists all values of a closed vocabulary.
    """

    name: str
    dtype: DataType | DataTypeClass
    description: str
    nullable: bool = False
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Contract:
    """One table: layer, name, version, grain (what a row is), key, columns, owner and row rules.

    `rules` maps a sentence to a Polars predicate that every row must make true. `deprecated` says in words what
    replaces the table and from which day on; a table goes only after it was published with that note. `month_of` names
    the day or instant whose month (UTC) says in which file of the table a row is stored; without it there is one file.
    """

    layer: str
    name: str
    version: int
    description: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    owner: str = "team:insight"
    rules: Mapping[str, pl.Expr] = field(default_factory=dict)
    deprecated: str | None = None
    month_of: str | None = None

    @property
    def asset_name(self) -> str:
        """Name with version, as in `usage_daily_v1`; tables that are not published have none in their name."""
        return self.name if self.layer in WORK_LAYERS else f"{self.name}_v{self.version}"

    @property
    def table(self) -> str:
        """Full name, as in `marts.usage_daily_v1` or `raw.parts`."""
        return f"{self.layer}.{self.asset_name}"

    @property
    def schema(self) -> pl.Schema:
        """Column names and types in order."""
        return pl.Schema({column.name: column.dtype for column in self.columns})
