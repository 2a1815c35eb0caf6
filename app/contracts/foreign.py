"""`core.foreign_*_v1`: parts, stock and movements of databases that are not ours, each row with its source.

Keys are the source's own, as text: nothing is translated into keys of this store.
"""

import polars as pl

from app.contracts.base import TIMESTAMP, Column, Contract

MOST = 1e12
"""Figures beyond it are refused: a float keeps no thousandth of a unit there, and no store is that large."""
_SOURCE = Column("source", pl.String, "name of the mapping it was read with")


def _figure(name: str, description: str, *, nullable: bool = False) -> Column:
    return Column(name, pl.Float64, description, nullable=nullable, minimum=-MOST, maximum=MOST)


def _filled(*names: str) -> dict[str, pl.Expr]:
    """Keys that are blank tell nothing apart."""
    return {f"{name} is not blank": pl.col(name).str.strip_chars() != "" for name in names}


FOREIGN_PART = Contract(
    layer="core",
    name="foreign_part",
    version=1,
    description="Parts of databases that are not ours, as they are now.",
    grain="one part of one source",
    key=("source", "part_id"),
    columns=(
        _SOURCE,
        Column("part_id", pl.String, "the source's key of the part"),
        Column("name", pl.String, "what the source calls it"),
        Column("description", pl.String, "what the source says about it", nullable=True),
        Column("category", pl.String, "what the source files it under", nullable=True),
        Column("is_active", pl.Boolean, "in use there", nullable=True),
    ),
    rules=_filled("part_id"),
)
FOREIGN_STOCK = Contract(
    layer="core",
    name="foreign_stock",
    version=1,
    description="What lies where in databases that are not ours, now.",
    grain="one stock record of one source",
    key=("source", "stock_id"),
    columns=(
        _SOURCE,
        Column("stock_id", pl.String, "the source's key of the record"),
        Column("part_id", pl.String, "the source's key of the part"),
        Column("location", pl.String, "the source's key or name of the place", nullable=True),
        _figure("quantity", "units as the source counts them; fractions, and less than nothing, are its own affair"),
    ),
    rules=_filled("stock_id", "part_id"),
)
FOREIGN_MOVEMENT = Contract(
    layer="core",
    name="foreign_movement",
    version=1,
    description="What happened to stock in databases that are not ours.",
    grain="one event of one source",
    key=("source", "movement_id"),
    columns=(
        _SOURCE,
        Column("movement_id", pl.String, "the source's key of the event"),
        Column("occurred_at", TIMESTAMP, "when it happened; without a zone there, UTC", nullable=True),
        Column("part_id", pl.String, "the source's key of the part", nullable=True),
        Column("stock_id", pl.String, "the source's key of the stock record", nullable=True),
        _figure("quantity", "units that the event names", nullable=True),
        Column("reason", pl.String, "what the source calls the event", nullable=True),
        _figure("taken", "units that the event took out; negative when it put some back", nullable=True),
        Column(
            "is_consumption",
            pl.Boolean,
            "whether the mapping counts the reason as consumption; empty where it does not say which are",
            nullable=True,
        ),
    ),
    rules=_filled("movement_id"),
)
FOREIGN_DRIFT = Contract(
    layer="core",
    name="foreign_drift",
    version=1,
    description="Changes of the tables that a mapping reads, since the first reading; the mapping fits all the same.",
    grain="one change of one column",
    key=("source", "noticed_at", "table_name", "column_name"),
    columns=(
        _SOURCE,
        Column("noticed_at", TIMESTAMP, "when the run that noticed it read the source"),
        Column("table_name", pl.String, "table of the source"),
        Column("column_name", pl.String, "column of that table"),
        Column("change", pl.String, "what became of it", allowed=("added", "removed", "retyped")),
        Column("type_before", pl.String, "its type before", nullable=True),
        Column("type_now", pl.String, "its type now", nullable=True),
    ),
    rules={
        "what was added had no type before": (pl.col("change") == "added") == pl.col("type_before").is_null(),
        "what was removed has no type now": (pl.col("change") == "removed") == pl.col("type_now").is_null(),
    },
)
FOREIGN_SOURCE = Contract(
    layer="core",
    name="foreign_source",
    version=1,
    description="How the last reading of every foreign source went. A refused source keeps the rows read before.",
    grain="one source",
    key=("source",),
    columns=(
        _SOURCE,
        Column("state", pl.String, "how it went", allowed=("read", "refused")),
        Column("reason", pl.String, "why it was refused, and what to do", nullable=True),
    ),
    rules={"a source that was refused says why": (pl.col("state") == "refused") == pl.col("reason").is_not_null()},
)
FOREIGN_ROWS = (FOREIGN_PART, FOREIGN_STOCK, FOREIGN_MOVEMENT)
"""What a mapping may fill."""
