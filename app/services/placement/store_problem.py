"""The store as it is now, as a placement problem with the names of its parts and slots."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from app.domain.placement.affinity import affinity_of, no_affinity, walks_of
from app.domain.placement.distance import distance_m
from app.domain.placement.facts import DAYS_PER_MONTH
from app.domain.placement.problem import Boxes, Floats, Holdings, PlacementProblem, Slots
from app.domain.placement.rules import NO_TYPE, Asked, Offered, demand_sizes, offer_sizes, storage_bits
from app.domain.placement.sessions import fetches_of
from app.services.placement.store_frames import StoreFrames


@dataclass(frozen=True)
class StoreProblem:
    """A problem with names.

    Attributes:
        parts, quantities, fetched: key, units and fetches a month of each holding.
        slots: the label of each slot. boxes: the number of each box. kinds: name of each category code.
        notes: what was left out, for people.
    """

    problem: PlacementProblem
    parts: tuple[str, ...]
    quantities: tuple[int, ...]
    fetched: Floats
    slots: tuple[str, ...]
    boxes: tuple[int, ...]
    kinds: tuple[str, ...]
    notes: tuple[str, ...] = ()


def problem_of(frames: StoreFrames) -> StoreProblem:
    """Boxes with coordinates, their slots, and what lies there, without any usage.

    What shares a slot stays where it is, and so does what an open pick list takes from its slot.
    """
    boxes, slots, held = frames.boxes, frames.slots, frames.holdings
    kinds = pl.concat([boxes["designated_type"], held["type_name"]]).drop_nulls().unique().sort()
    code = {name: number for number, name in enumerate(kinds)}
    is_shared = held.select(pl.len().over("slot") > 1).to_series()
    problem = PlacementProblem(
        Boxes(
            boxes["x_m"].to_numpy(),
            boxes["y_m"].to_numpy(),
            boxes["z_m"].fill_null(0.0).to_numpy(),
            Offered(
                offer_sizes(boxes["size_class"]),
                storage_bits(boxes["storage_properties"].to_list()),
                _codes(boxes["designated_type"], code),
            ),
        ),
        Slots(
            slots["box"].to_numpy(),
            boxes.select(distance_m()).to_series().gather(slots["box"]).to_numpy(),
            slots["is_locked"].to_numpy(),
        ),
        Holdings(
            np.zeros(held.height),
            Asked(
                demand_sizes(held["size_class"]),
                storage_bits(held["storage_needs"].to_list()),
                _codes(held["type_name"], code),
            ),
            held["slot"].to_numpy(),
            (held["is_pinned"] | is_shared).to_numpy(),
        ),
        no_affinity(held.height),
    )
    return StoreProblem(
        problem,
        tuple(held["part_key"]),
        tuple(held["quantity"]),
        np.zeros(held.height),
        tuple(slots["location"]),
        tuple(boxes["box_no"]),
        tuple(kinds),
        (*frames.notes, *_notes(held, is_shared)),
    )


def with_usage(store: StoreProblem, lines: pl.DataFrame, days: int) -> StoreProblem:
    """The same with walks and co-use from `lines` (`session, part_key, location`) of `days` days."""
    holdings = pl.DataFrame(
        {
            "part_key": store.parts,
            "location": [store.slots[slot] for slot in store.problem.holdings.slot],
            "quantity": store.quantities,
        },
        schema={"part_key": pl.String, "location": pl.String, "quantity": pl.Int64},
    )
    months, count = days / DAYS_PER_MONTH, holdings.height
    fetches = fetches_of(lines, holdings)
    problem = store.problem
    used = PlacementProblem(
        problem.boxes,
        problem.slots,
        replace(problem.holdings, walks=walks_of(fetches, count, months)),
        affinity_of(fetches, count, months),
    )
    return replace(store, problem=used, fetched=np.bincount(fetches.holding, minlength=count) / months)


def _codes(names: pl.Series, code: dict[str, int]) -> np.ndarray:
    return np.array([NO_TYPE if name is None else code[name] for name in names], dtype=np.int32)


def _notes(held: pl.DataFrame, is_shared: pl.Series) -> list[str]:
    picked = int(held["is_pinned"].sum())
    shared = int(is_shared.sum())
    return [
        text
        for count, text in (
            (picked, f"{picked} that open pick lists take stay where they are."),
            (shared, f"{shared} that share a slot stay where they are."),
        )
        if count
    ]
