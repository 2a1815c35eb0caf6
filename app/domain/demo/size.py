"""How large a demo store is, and the random streams that fill it."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from app.exceptions import ValidationException

DAYS = 730
"""Days of history: two years that end at the midnight with which the last day begins."""


@dataclass(frozen=True)
class DemoSize:
    """Counts of one size; `sessions` is the mean number of pick sessions on a working day."""

    name: str
    parts: int
    kits: int
    devices: int
    sellers: int
    sessions: float


SIZES = {
    size.name: size
    for size in (
        DemoSize("small", parts=500, kits=20, devices=40, sellers=6, sessions=1.6),
        DemoSize("medium", parts=10_000, kits=200, devices=400, sellers=12, sessions=8),
        DemoSize("large", parts=100_000, kits=1_000, devices=4_000, sellers=20, sessions=40),
    )
}


def size_named(name: str) -> DemoSize:
    """The size called `name`.

    Raises:
        ValidationException: when there is none.
    """
    try:
        return SIZES[name]
    except KeyError:
        raise ValidationException(f"'{name}' is not a size; choose {', '.join(SIZES)}", field="size") from None


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Random numbers for one purpose; a change to one purpose leaves the others' numbers as they were."""
    return np.random.default_rng([seed, crc32(purpose.encode())])
