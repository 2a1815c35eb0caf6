"""Batches as `core.batch_v1`."""

import narwhals as nw

from app.domain.portable import Frame


def core_batches(some: Frame, batches: Frame, movements: Frame) -> Frame:
    """Batches with the undo that took each back as one and the number of their ledger lines; `core.batch_v1`.

    Args:
        some: any of the batches. batches: all of them: `id`, `undoes_batch_id` (null unless an undo; each batch is
            undone once at most). movements: the whole ledger: `batch_id`.
    """
    chosen = some.with_columns(batch_id=nw.col("id"))
    undos = batches.filter(~nw.col("undoes_batch_id").is_null()).select(
        batch_id="undoes_batch_id", undone_by_batch_id="id"
    )
    lines = movements.select("batch_id").join(chosen.select("batch_id"), on="batch_id", how="semi")
    counted = lines.group_by("batch_id").agg(movements=nw.len())
    return (
        chosen.join(undos, on="batch_id", how="left")
        .join(counted, on="batch_id", how="left")
        .with_columns(movements=nw.col("movements").fill_null(0))
    )
