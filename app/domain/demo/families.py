"""All families of parts, and how many parts of each a store has."""

import numpy as np

from app.domain.demo.electromechanics import ELECTROMECHANICS
from app.domain.demo.part_family import PartFamily
from app.domain.demo.passives import PASSIVES
from app.domain.demo.semiconductors import SEMICONDUCTORS

FAMILIES: tuple[PartFamily, ...] = PASSIVES + SEMICONDUCTORS + ELECTROMECHANICS


def draw_families(rng: np.random.Generator, parts: int) -> np.ndarray:
    """Index into `FAMILIES` for every part: exact shares (at least one of each), in the mixed order people add them."""
    shares = np.array([family.share for family in FAMILIES])
    counts = np.maximum(1, np.floor(shares / shares.sum() * parts)).astype(int)
    counts[0] += parts - counts.sum()
    return rng.permutation(np.repeat(np.arange(len(FAMILIES)), counts))
