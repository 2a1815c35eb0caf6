"""Questions of exported lists about the stock journal and batches, and about the fleet."""

from sqlalchemy import select

from app.models import Batch, Box, Device, DeviceModel, Kit, Location, Part, StockMovement
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
DEVICE_MODELS = (
    select(
        DeviceModel.code, DeviceModel.name, DeviceModel.firmware_version, Kit.name.label("kit"),
        DeviceModel.config_schema,
    )
    .outerjoin(DeviceModel.kit)
    .order_by(DeviceModel.code)
)  # fmt: skip
DEVICES = (
    select(
        Device.key, DeviceModel.code.label("model"), Device.name, Device.is_active, Device.rotation_state,
        Device.firmware_version, Device.last_seen_at,
    )
    .join(Device.device_model)
    .order_by(Device.key)
)  # fmt: skip
