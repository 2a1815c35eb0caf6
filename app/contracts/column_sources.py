"""How column lineage is written down: each column of a table, and those it comes from."""

from collections.abc import Mapping

Sources = Mapping[str, tuple[str, ...]]
"""Columns, each with the full names of the columns it comes from."""


def same(table: str, *columns: str) -> Sources:
    """Columns taken as they are, under their own names."""
    return {column: (f"{table}.{column}",) for column in columns}
