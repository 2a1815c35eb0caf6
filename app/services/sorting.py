"""The order of a list that a caller names, such as `-created_at`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression

from app.exceptions import ValidationException

Sorts = Mapping[str, ColumnElement[Any]]


def ordered_by(
    sort: str, sorts: Sorts, number: ColumnElement[Any]
) -> tuple[UnaryExpression[Any], UnaryExpression[Any]]:
    """The asked order, then by `number` (unique) in the same direction, so that pages never overlap.

    Raises:
        ValidationException: `sort` is none of `sorts`, nor one of them after a -.
    """
    column = sorts.get(sort.removeprefix("-"))
    if column is None:
        raise ValidationException(
            f"sort must be one of {', '.join(sorts)}, with a leading - for descending", field="sort"
        )
    return (column.desc(), number.desc()) if sort.startswith("-") else (column.asc(), number.asc())
