"""Undo chains: which original movement a compensation belongs to, through any number of undos of undos."""

import polars as pl


def with_roots(movements: pl.DataFrame) -> pl.DataFrame:
    """Add `root_id`, `root_reason` and `root_occurred_at` to ledger lines.

    Args:
        movements: `id`, `reason`, `occurred_at`, `undoes_movement_id` (null unless an undo), and any other columns.

    Returns:
        The same rows; a line that undoes nothing is its own root.
    """
    chain = movements.select("id", root_id="id", next="undoes_movement_id")
    links = movements.select(next="id", further="undoes_movement_id")
    # Each round follows all chains by one link; a chain is as long as somebody changed their mind.
    while chain["next"].is_not_null().any():
        chain = chain.join(links, on="next", how="left").select(
            "id", root_id=pl.coalesce("next", "root_id"), next="further"
        )
    roots = movements.select(root_id="id", root_reason="reason", root_occurred_at="occurred_at")
    return movements.join(chain.select("id", "root_id"), on="id", how="left").join(roots, on="root_id", how="left")
