"""The order of a list that a caller names, such as `-created_at`."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, UnaryExpression

from app.exceptions import ValidationException

Row = TypeVar("Row")
Value = TypeVar("Value")
Sorts = Mapping[str, ColumnElement[Any]]
RowSorts = Mapping[str, Callable[[Row], Any]]


def ordered_by(
    sort: str, sorts: Sorts, number: ColumnElement[Any], may_be_empty: Collection[str] = ()
) -> tuple[UnaryExpression[Any], UnaryExpression[Any]]:
    """The asked order, then by `number` (unique) in the same direction, so that pages never overlap.

    What is empty comes last in either direction, where the order is one of `may_be_empty`; only there, because an
    index in the plain order answers no other.

    Raises:
        ValidationException: `sort` is none of `sorts`, nor one of them after a -.
    """
    column = _named(sort, sorts)
    ordered, then = (column.desc(), number.desc()) if sort.startswith("-") else (column.asc(), number.asc())
    return (ordered.nulls_last() if sort.removeprefix("-") in may_be_empty else ordered), then


def sorted_by(rows: Iterable[Row], sort: str, sorts: RowSorts[Row]) -> list[Row]:
    """Rows of a list that is held whole in the asked order; equal ones as they came, or turned round with it.

    Raises:
        ValidationException: as for `ordered_by`.
    """
    value = _named(sort, sorts)
    numbered = sorted(enumerate(rows), key=lambda entry: (value(entry[1]), entry[0]), reverse=sort.startswith("-"))
    return [row for _, row in numbered]


def _named(sort: str, sorts: Mapping[str, Value]) -> Value:
    found = sorts.get(sort.removeprefix("-"))
    if found is None:
        raise ValidationException(
            f"sort must be one of {', '.join(sorts)}, with a leading - for descending", field="sort"
        )
    return found
