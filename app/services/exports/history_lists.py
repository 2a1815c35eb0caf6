"""Questions of exported lists about the stock journal and batches."""

from sqlalchemy import select

from app.models import Batch, Box, Location, Part, StockMovement
from app.services.exports.slot_column import slot

MOVEMENTS = (
    select(
        StockMovement.id, Part.key.label("part"), slot(), StockMovement.delta, StockMovement.reason,
        StockMovement.actor, StockMovement.batch_id.label("batch"), StockMovement.reference, StockMovement.note,
        StockMovement.occurred_at, StockMovement.recorded_at,
    )
    .join(Part, Part.id == StockMovement.part_id)
    .join(Location, Location.id == StockMovement.location_id)
    .join(Box, Box.id == Location.box_id)
    .order_by(StockMovement.id)
)  # fmt: skip
BATCHES = select(
    Batch.id, Batch.kind, Batch.actor, Batch.note, Batch.reference, Batch.undoes_batch_id, Batch.created_at
).order_by(Batch.id)
