"""Undo chains: which original movement a compensation belongs to, through any number of undos of undos."""

import narwhals as nw
import polars as pl

from app.domain.portable import Frame, beside, collect
from app.exceptions import ContractViolationException


def originals(movements: Frame) -> Frame:
    """The original of every undo: `id` of the undo, `root_id`, `root_reason`, `root_occurred_at`.

    Undos are few: they are followed at once, in memory.

    Args:
        movements: the whole ledger: `id`, `reason`, `occurred_at`, `undoes_movement_id` (null unless an undo).

    Raises:
        ContractViolationException: undos take each other back in a circle.
    """
    undos = movements.filter(~nw.col("undoes_movement_id").is_null()).select("id", root_id="undoes_movement_id")
    roots = beside(follow(collect(undos)), movements)
    facts = movements.select(root_id="id", root_reason="reason", root_occurred_at="occurred_at")
    return beside(collect(roots.join(facts, on="root_id", how="left")), movements)


def with_roots(movements: Frame, undone: Frame) -> Frame:
    """Add `root_id`, `root_reason` and `root_occurred_at` to ledger lines; one that undoes nothing is its own root.

    Args:
        movements: any lines of the ledger, with any other columns. undone: `originals` of the whole of it.
    """
    is_root = nw.col("root_id").is_null()
    return movements.join(undone, on="id", how="left").with_columns(
        root_id=nw.when(is_root).then("id").otherwise("root_id"),
        root_reason=nw.when(is_root).then("reason").otherwise("root_reason"),
        root_occurred_at=nw.when(is_root).then("occurred_at").otherwise("root_occurred_at"),
    )


def follow(undos: pl.DataFrame) -> pl.DataFrame:
    """Follow `root_id`, the line that each line `id` undoes, to the end of its chain; each round doubles the reach.

    Raises:
        ContractViolationException: a chain has no end.
    """
    chain = undos
    for _ in range(undos.height.bit_length() + 1):
        reached = chain.join(chain.select(root_id="id", further="root_id"), on="root_id", how="left")
        if reached["further"].is_null().all():
            return chain
        chain = reached.select("id", root_id=pl.coalesce("further", "root_id"))
    raise ContractViolationException("The ledger has undos that take each other back in a circle")
