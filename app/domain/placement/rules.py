"""Hard rules of placement, stated once: which demands may use which offers.

A slot fits a part when its box is large enough, offers all that the part needs, and is not meant for another type;
boxes for hazards take nothing else. Single suggestions (`fitting`) and whole layouts (`problem`) ask here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.contracts.vocabulary import SIZE_CLASSES, STORAGE_PROPERTIES

HAZARD = 1 << STORAGE_PROPERTIES.index("hazard")
NO_TYPE = -1
"""Code of a part without a type, and of a box that is meant for none."""


@dataclass(frozen=True)
class Asked:
    """What parts ask of a slot, one entry each: least size (0..2), needs as bits, type as a code or `NO_TYPE`."""

    size: NDArray[np.int8]
    needs: NDArray[np.uint8]
    kind: NDArray[np.int32]


@dataclass(frozen=True)
class Offered:
    """What boxes offer, one entry each: largest size they take, properties as bits, type they are meant for."""

    size: NDArray[np.int8]
    properties: NDArray[np.uint8]
    kind: NDArray[np.int32]


def fits_size(asked: Asked, offered: Offered) -> NDArray[np.bool_]:
    """Demands x offers: the box is large enough."""
    return offered.size[None, :] >= asked.size[:, None]


def fits_needs(asked: Asked, offered: Offered) -> NDArray[np.bool_]:
    """Demands x offers: all that is needed is offered, and hazards stay among themselves."""
    needs, properties = asked.needs[:, None], offered.properties[None, :]
    keeps_hazards_apart = ((properties & HAZARD) == 0) | ((needs & HAZARD) != 0)
    fits: NDArray[np.bool_] = ((properties & needs) == needs) & keeps_hazards_apart
    return fits


def fits_kind(asked: Asked, offered: Offered) -> NDArray[np.bool_]:
    """Demands x offers: the box is meant for nothing in particular, or for the part's type."""
    fits: NDArray[np.bool_] = (offered.kind[None, :] == NO_TYPE) | (offered.kind[None, :] == asked.kind[:, None])
    return fits


def legal(asked: Asked, offered: Offered) -> NDArray[np.bool_]:
    """Demands x offers: all rules are kept."""
    return fits_size(asked, offered) & fits_needs(asked, offered) & fits_kind(asked, offered)


def demand_sizes(names: Iterable[str | None]) -> NDArray[np.int8]:
    """Codes of parts' size classes; a part without one counts as small."""
    return np.array([SIZE_CLASSES.index(name) if name else 0 for name in names], dtype=np.int8)


def offer_sizes(names: Iterable[str | None]) -> NDArray[np.int8]:
    """Codes of boxes' size classes; a box without one takes anything."""
    largest = len(SIZE_CLASSES) - 1
    return np.array([SIZE_CLASSES.index(name) if name else largest for name in names], dtype=np.int8)


def storage_bits(rows: Iterable[Sequence[str]]) -> NDArray[np.uint8]:
    """Storage needs or properties as bits, one number per row."""
    return np.array([sum(1 << STORAGE_PROPERTIES.index(word) for word in set(row)) for row in rows], dtype=np.uint8)
