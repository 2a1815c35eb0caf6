"""New layouts of a dense problem from layouts that are good."""

import numpy as np

from app.domain.placement.dense import Places


def crossed(one: Places, other: Places, rng: np.random.Generator) -> Places:
    """Where both have the same item on a place it stays; other places get the item of either, or what is left."""
    child = np.where(one == other, one, -1)
    taken = np.zeros(len(one), dtype=bool)
    taken[child[child >= 0]] = True
    for item in rng.permutation(np.flatnonzero(child < 0)):
        first, second = (one, other) if rng.random() < 0.5 else (other, one)
        for place in (first[item], second[item]):
            if child[item] < 0 and not taken[place]:
                child[item] = place
                taken[place] = True
    child[child < 0] = rng.permutation(np.flatnonzero(~taken))
    return child


def shuffled(place: Places, share: float, rng: np.random.Generator) -> Places:
    """The same, with the places of a share of the items dealt anew."""
    items = rng.permutation(len(place))[: max(int(share * len(place)), 2)]
    result = place.copy()
    result[items] = place[rng.permutation(items)]
    return result
