"""Compiled inner loops of daily usage: numbers the groups of a day and part without hashing either, and adds up.

Imported only by those who add up, because Numba takes half a second to import and seconds to compile once.
Rows are dealt to days by counting (Knuth, *The Art of Computer Programming* 3, algorithm D of section 5.2); within one
day, a table of all parts says which group is theirs.
"""

import numpy as np
from numba import njit


@njit(cache=True)
def number_groups(days, parts, day_count, part_count):
    """The group of each row, and day and part of each group, by day.

    `days` and `parts` are numbers below `day_count` and `part_count`, one of each a row.
    """
    order, starts = _dealt(days, day_count)
    group = np.empty(len(days), dtype=np.int32)
    day_of, part_of = np.empty(len(days), dtype=np.int32), np.empty(len(days), dtype=np.uint32)
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
    return group, day_of[:groups].copy(), part_of[:groups].copy()


@njit(cache=True)
def _dealt(days, day_count):
    """Rows in the order of their days, and where each day begins among them."""
    starts = np.zeros(day_count + 1, dtype=np.int64)
    for day in days:
        starts[day + 1] += 1
    starts = np.cumsum(starts)
    order, free = np.empty(len(days), dtype=np.int32), starts.copy()
    for row, day in enumerate(days):
        order[free[day]] = row
        free[day] += 1
    return order, starts


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
