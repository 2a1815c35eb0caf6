"""Kits: products in variants and revisions; variants of a product share a core, so their parts are used together."""

import numpy as np
import polars as pl

from app.domain.demo.families import FAMILIES
from app.domain.demo.vocabulary import PRODUCTS, VARIANTS

NEVER_IN_KITS = frozenset({"Tool", "Development board", "Power supply"})
LINES = (5, 25)
"""Fewest and most lines of a kit."""


def make_kits(rng: np.random.Generator, count: int, parts: pl.DataFrame, weights: np.ndarray) -> pl.DataFrame:
    """Kits with `id`, `name`, `description`, `build_target` and `parts`, `required` (lists, in line order).

    `weights` says how readily a part is chosen; parts with weight 0 are in no kit.
    """
    types = parts["type_id"].to_numpy()
    fit = np.array([family.type_name not in NEVER_IN_KITS for family in FAMILIES])[types - 1]
    chance = np.where(fit, weights, 0.0)
    chance /= chance.sum()
    many = np.array([family.use >= 4 for family in FAMILIES])[types - 1]
    # Drawn at once and without repetition inside a kit: the first of a long draw with repetition.
    draws = rng.choice(len(types), (count, LINES[1] * 2), p=chance)
    cores = rng.choice(len(types), (len(PRODUCTS), 8), p=chance)
    lines = rng.integers(LINES[0], LINES[1] + 1, count)
    rows = []
    for kit in range(count):
        core = cores[kit % len(PRODUCTS)][: max(2, lines[kit] // 3)]
        chosen = np.array(list(dict.fromkeys([*core.tolist(), *draws[kit].tolist()])))[: lines[kit]]
        required = np.where(many[chosen], rng.integers(1, 9, len(chosen)), rng.integers(1, 3, len(chosen)))
        rows.append(_row(kit, chosen, required) | {"build_target": int(rng.integers(1, 21))})
    return pl.DataFrame(rows, schema_overrides={"id": pl.Int32})


def _row(kit: int, chosen: np.ndarray, required: np.ndarray) -> dict[str, object]:
    product = PRODUCTS[kit % len(PRODUCTS)]
    variant = VARIANTS[kit // len(PRODUCTS) % len(VARIANTS)]
    revision = kit // (len(PRODUCTS) * len(VARIANTS))
    name = " ".join(word for word in (product, variant, f"rev {chr(ord('A') + revision)}" if revision else "") if word)
    return {
        "id": kit + 1,
        "name": name,
        "description": f"Everything on the board and in the box of one {name.lower()}",
        "parts": chosen.tolist(),
        "required": required.tolist(),
    }


def kit_lines(kits: pl.DataFrame) -> pl.DataFrame:
    """Rows of `kit_contents` (part ids count from 1)."""
    return (
        kits.select(pl.col("id").alias("kit_id"), "parts", "required")
        .explode("parts", "required")
        .select(
            "kit_id",
            (pl.col("parts") + 1).cast(pl.Int32).alias("part_id"),
            pl.col("required").cast(pl.Int32).alias("required_per_unit"),
        )
        .with_row_index("id", offset=1)
    )
