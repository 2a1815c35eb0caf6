"""How a box's locations are laid out when nobody says: as square as possible, wider than high."""

from math import ceil, isqrt

from app.exceptions import ValidationException

MAX_CAPACITY = 1000


def guess_grid(capacity: int, rows: int | None = None, columns: int | None = None) -> tuple[int, int]:
    """Rows and columns that hold `capacity` locations; what is given is kept, what is missing is guessed.

    Raises:
        ValidationException: capacity outside 1..1000, or the given grid is too small or absurdly large.
    """
    if not 1 <= capacity <= MAX_CAPACITY:
        raise ValidationException(f"A box has 1 to {MAX_CAPACITY} locations, not {capacity}", field="capacity")
    for name, given in (("grid_rows", rows), ("grid_columns", columns)):
        if given is not None and not 1 <= given <= MAX_CAPACITY:
            raise ValidationException(f"A grid has 1 to {MAX_CAPACITY} rows and columns, not {given}", field=name)
    if rows is None:
        rows = ceil(capacity / columns) if columns is not None else _near_square_rows(capacity)
    columns = ceil(capacity / rows) if columns is None else columns
    if rows * columns < capacity:
        raise ValidationException(
            f"A grid of {rows} x {columns} has {rows * columns} places for {capacity} locations; enlarge it",
            field="grid_rows",
        )
    return rows, columns


def _near_square_rows(capacity: int) -> int:
    """A divisor close to the root when there is one (60 is 6 x 10), else the root itself (7 is 2 x 4)."""
    root = isqrt(capacity)
    exact = next(rows for rows in range(root, 0, -1) if capacity % rows == 0)
    return exact if capacity <= 4 * exact * exact else root
