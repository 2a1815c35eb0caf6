"""Compiled inner loops of daily usage: numbers the groups of a day and part without hashing either, and adds up.

Imported only by those who add up, because Numba takes half a second to import and seconds to compile once.
Rows are dealt to days by counting (Knuth, *The Art of Computer Programming* 3, algorithm D of section 5.2); within one
day, a table of all parts says which group is theirs.
"""

import numpy as np
from numba import njit


@njit(cache=True)
def number_groups(days, parts, counts, room):
    """Number the groups by day; how many there are.

    Args:
        days: a number below `counts[0]` for each row.
        parts: a number below `counts[1]` for each row.
        room: (4, rows) to write into: rows by day, the group of each row, and day and part of each group. NumPy makes
            it and not this function, because it asks the system for large pages, which are given out faster.
    """
    order, group, day_of, part_of = room[0], room[1], room[2], room[3]
    day_count, part_count = counts
    starts = _dealt(days, day_count, order)
    latest = np.full(part_count, -1, dtype=np.int32)
    groups = 0
    for day in range(day_count):
        first = groups
        for place in range(starts[day], starts[day + 1]):
            row = order[place]
            part = parts[row]
            if latest[part] < first:  # a group of an earlier day
                latest[part], day_of[groups], part_of[groups] = groups, day, part
                groups += 1
            group[row] = latest[part]
    return groups


@njit(cache=True)
def _dealt(days, day_count, order):
    """Write rows in the order of their days; where each day begins among them."""
    starts = np.zeros(day_count + 1, dtype=np.int64)
    for day in days:
        starts[day + 1] += 1
    starts = np.cumsum(starts)
    free = starts.copy()
    for row, day in enumerate(days):
        order[free[day]] = row
        free[day] += 1
    return starts


@njit(cache=True)
def add_lines(sums, group, reasons, deltas, is_original):
    """Add lines to `sums` (reasons and two more, groups): taken by reason, undone, and how many lines are original."""
    undone = sums.shape[0] - 2
    for row, own in enumerate(group):
        sums[reasons[row], own] -= deltas[row]
        if is_original[row]:
            sums[undone + 1, own] += 1
        else:
            sums[undone, own] += deltas[row]


@njit(cache=True)
def add_column(sums, group, values):
    """Add `values` to `sums` of their groups."""
    for row, own in enumerate(group):
        sums[own] += values[row]
