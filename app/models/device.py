"""Device models, devices, and every version of a device's configuration."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CleanText, Timestamps, one_of
from app.models.kit import Kit

ROTATION_STATES = ("OK", "QUEUED", "PENDING", "TIMEOUT")


class DeviceModel(Timestamps, Base):
    """A kind of device; `kit` is what one is built from."""

    __tablename__ = "device_models"
    __table_args__ = (CheckConstraint("code ~ '^[a-z0-9_]+$'", name="code_format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CleanText(50), unique=True)
    name: Mapped[str] = mapped_column(CleanText(255))
    firmware_version: Mapped[str | None] = mapped_column(CleanText(50))
    config_schema: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("kits.id"))

    kit: Mapped[Kit | None] = relationship()
    devices: Mapped[list["Device"]] = relationship(back_populates="device_model")


class Device(Timestamps, Base):
    """One device of the fleet; `firmware_version` is what it last said it runs."""

    __tablename__ = "devices"
    __table_args__ = (
        CheckConstraint("key ~ '^[a-z0-9]{8}$'", name="key_format"),
        CheckConstraint(one_of("rotation_state", ROTATION_STATES), name="rotation_state_known"),
        Index("ix_devices_device_model_id", "device_model_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(CleanText(8), unique=True)
    device_model_id: Mapped[int] = mapped_column(ForeignKey("device_models.id"))
    name: Mapped[str | None] = mapped_column(CleanText(255))
    is_active: Mapped[bool] = mapped_column(server_default=text("true"), default=True)
    rotation_state: Mapped[str] = mapped_column(CleanText(10), server_default="OK", default="OK")
    firmware_version: Mapped[str | None] = mapped_column(CleanText(50))
    secret_created_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]

    device_model: Mapped[DeviceModel] = relationship(back_populates="devices")
    config_versions: Mapped[list["DeviceConfigVersion"]] = relationship(
        cascade="all, delete-orphan", order_by="DeviceConfigVersion.version"
    )


class DeviceConfigVersion(Base):
    """What a device's configuration was from `created_at` on; saved, never changed."""

    __tablename__ = "device_config_versions"
    __table_args__ = (
        UniqueConstraint("device_id", "version"),
        CheckConstraint("version >= 1", name="version_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("devices.id", ondelete="CASCADE"))
    version: Mapped[int]
    config: Mapped[dict[str, Any]] = mapped_column(JSONB)
    author: Mapped[str] = mapped_column(CleanText(200))
    note: Mapped[str | None] = mapped_column(CleanText())
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
