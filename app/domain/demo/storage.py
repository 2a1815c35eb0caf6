"""Boxes, their slots, and where every part starts out: tidy types together, the others scattered."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

FILL = 0.75
"""Share of slots in use at the start."""
TIDY_TYPES = 0.6
"""Share of types whose parts lie together; the rest lie wherever there was room."""
CAPACITIES = ((20, 4, 5), (24, 4, 6), (30, 5, 6), (40, 5, 8), (48, 6, 8), (60, 6, 10))


@dataclass(frozen=True)
class StorageGroup:
    """A kind of box: the size class it takes, what it offers, and what people call it."""

    label: str
    size_class: str
    properties: tuple[str, ...]


GROUPS = (
    StorageGroup("Small parts", "small", ()),
    StorageGroup("Dry cabinet drawer", "small", ("esd", "moisture")),
    StorageGroup("Bin", "medium", ()),
    StorageGroup("Dry cabinet shelf", "medium", ("esd", "moisture")),
    StorageGroup("Battery safe", "medium", ("hazard",)),
    StorageGroup("Shelf", "large", ("esd",)),
)


@dataclass(frozen=True)
class Storage:
    """Frames of boxes and slots; and per part the group and slot ids it starts in (reserve -1: none)."""

    boxes: pl.DataFrame
    locations: pl.DataFrame
    group_of_part: np.ndarray
    pick_slot: np.ndarray
    reserve_slot: np.ndarray
    free_slots: list[list[int]]


def groups_of_parts(parts: pl.DataFrame) -> np.ndarray:
    """Index into `GROUPS` for every part, from its size class and needs."""
    needs = pl.col("storage_needs")
    group = (
        pl.when(needs.list.contains("hazard")).then(4)
        .when(pl.col("size_class") == "large").then(5)
        .when(pl.col("size_class") == "medium").then(pl.when(needs.list.len() > 0).then(3).otherwise(2))
        .otherwise(pl.when(needs.list.len() > 0).then(1).otherwise(0))
    )  # fmt: skip
    return parts.select(group.cast(pl.Int64)).to_series().to_numpy()


def make_storage(rng: np.random.Generator, parts: pl.DataFrame, has_reserve: np.ndarray) -> Storage:
    """Boxes enough for all parts (fast movers take two slots), placed and filled."""
    groups = groups_of_parts(parts)
    types = parts["type_id"].to_numpy()
    boxes = _boxes(rng, np.bincount(groups, weights=1 + has_reserve, minlength=len(GROUPS)))
    slots = _slots(boxes)
    tidy = rng.random(types.max() + 1) < TIDY_TYPES
    pick = np.full(len(groups), -1)
    reserve = np.full(len(groups), -1)
    free: list[list[int]] = []
    for group in range(len(GROUPS)):
        own = slots.filter(pl.col("group") == group)["id"].to_numpy()
        members = np.flatnonzero(groups == group)
        in_order = members[np.lexsort((members, types[members]))]
        left = _place(rng, own, in_order[tidy[types[in_order]]], members[~tidy[types[members]]], pick)
        twice = members[has_reserve[members]]
        left = rng.permutation(left)
        reserve[twice], left = left[: len(twice)], left[len(twice) :]
        free.append(left.tolist())
    locked = _lock_some(free)
    locations = slots.select("id", "box_id", "loc_no", pl.col("id").is_in(locked).alias("is_locked"))
    return Storage(_designate(boxes, slots, types, tidy, pick), locations, groups, pick, reserve, free)


def _place(
    rng: np.random.Generator, own: np.ndarray, tidy: np.ndarray, scattered: np.ndarray, pick: np.ndarray
) -> np.ndarray:
    """Give slots to the parts of one group; returns the slots left over.

    Tidy parts fill the first boxes in their order with some gaps; scattered ones lie anywhere.
    """
    first = own[: min(len(own), int(np.ceil(len(tidy) * 1.15)))]
    pick[tidy] = np.sort(rng.choice(first, len(tidy), replace=False))
    left = np.setdiff1d(own, pick[tidy])
    pick[scattered] = rng.choice(left, len(scattered), replace=False)
    return np.setdiff1d(left, pick[scattered])


def _boxes(rng: np.random.Generator, slots_needed: np.ndarray) -> pl.DataFrame:
    """Boxes of every group with room for its parts, shuffled over the racks, numbered from the bench outwards."""
    kinds: list[tuple[int, int]] = []
    for group, needed in enumerate(slots_needed):
        room = 0
        while room < max(needed / FILL, 1):
            kind = int(rng.integers(len(CAPACITIES)))
            kinds.append((group, kind))
            room += CAPACITIES[kind][0]
    order = rng.permutation(len(kinds))
    places = _places(len(kinds))
    rows = [
        _box(number, kinds[index], place) for number, (index, place) in enumerate(zip(order, places, strict=True), 1)
    ]
    return pl.DataFrame(rows, schema_overrides={"storage_properties": pl.List(pl.String)}, infer_schema_length=None)


def _places(count: int) -> list[dict[str, Any]]:
    """Rack places sorted by walking distance: aisles of 1.8 m, bays of 0.9 m, four levels."""
    bays = max(4, int(np.ceil(np.sqrt(count) / 2)))
    aisles = int(np.ceil(count / (bays * 4)))
    places = [
        {"aisle": aisle + 1, "bay": bay + 1, "level": level + 1,
         "x_m": round(1.5 + 1.8 * aisle, 2), "y_m": round(0.5 + 0.9 * bay, 2), "z_m": round(0.3 + 0.45 * level, 2)}
        for aisle in range(aisles) for bay in range(bays) for level in range(4)
    ]  # fmt: skip
    places.sort(key=lambda place: (place["x_m"] + place["y_m"] + place["z_m"], place["aisle"], place["level"]))
    return [place | {"zone": "ABC"[index * 3 // count]} for index, place in enumerate(places[:count])]


def _box(number: int, kind: tuple[int, int], place: dict[str, Any]) -> dict[str, Any]:
    group, shape = kind
    capacity, rows, columns = CAPACITIES[shape]
    return {
        "id": number,
        "box_no": number,
        "description": f"{GROUPS[group].label} {number}",
        "capacity": capacity,
        "grid_rows": rows,
        "grid_columns": columns,
        **place,
        "size_class": GROUPS[group].size_class,
        "storage_properties": list(GROUPS[group].properties),
        "group": group,
    }


def _slots(boxes: pl.DataFrame) -> pl.DataFrame:
    return (
        boxes.select(pl.col("id").alias("box_id"), "group", pl.int_ranges(1, pl.col("capacity") + 1).alias("loc_no"))
        .explode("loc_no")
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64))
    )


def _lock_some(free: list[list[int]]) -> list[int]:
    """Take one free slot in fifty out of use."""
    locked: list[int] = []
    for group, slots in enumerate(free):
        count = len(slots) // 50
        locked += slots[:count]
        free[group] = slots[count:]
    return locked


def _designate(
    boxes: pl.DataFrame, slots: pl.DataFrame, types: np.ndarray, tidy: np.ndarray, pick: np.ndarray
) -> pl.DataFrame:
    """Name the type of boxes that hold mostly one tidy type."""
    held = pl.DataFrame({"id": pick, "type_id": types.astype(np.int32)}).filter(pl.Series(tidy[types]))
    main = (
        held.join(slots, on="id")
        .group_by("box_id", "type_id").len()
        .sort("box_id", "len", "type_id", descending=[False, True, False])
        .group_by("box_id", maintain_order=True).first()
    )  # fmt: skip
    return (
        boxes.join(main, left_on="id", right_on="box_id", how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("len") * 5 >= pl.col("capacity") * 2).then(pl.col("type_id")).alias("designated_type_id")
        )
        .drop("type_id", "len", "group")
    )
