"""Questions of exported lists about devices and their models."""

from sqlalchemy import select

from app.models import Device, DeviceModel, Kit

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
