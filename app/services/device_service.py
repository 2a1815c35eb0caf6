"""Devices, their models, and every version of their configuration."""

import random
from base64 import b32encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.domain.catalogue.config_rules import ConfigDifference, differences, same_json
from app.domain.catalogue.text_rules import clean_text
from app.exceptions import (
    InvalidOperationException,
    RecordNotFoundException,
    ResourceConflictException,
    ValidationException,
)
from app.models import Device, DeviceConfigVersion, DeviceModel, Kit
from app.services.batch_service import BatchService
from app.services.config_validation import check_config, check_schema
from app.services.field_rules import FieldRules, check_page
from app.services.lookups import find_by_id
from app.services.part_matching import contains, query_words, starts_with
from app.utils.time import Clock

KEY_ATTEMPTS = 10
MODEL_RULES = FieldRules(model=DeviceModel, names=frozenset({"code", "name", "firmware_version", "kit_id"}))
RULES = FieldRules(model=Device, names=frozenset({"name", "is_active", "firmware_version"}))

DevicePage = tuple[list[Device], int]


class DeviceService:
    """Keeps the fleet of one unit of work; configuration versions are added, never changed."""

    def __init__(self, session: Session, batches: BatchService, clock: Clock, source: random.Random) -> None:
        self._session = session
        self._batches = batches
        self._clock = clock
        self._source = source

    def create_model(self, code: str, name: str, *, config_schema: object = None, **fields: object) -> DeviceModel:
        """A new device model; `config_schema` is a JSON Schema, `kit_id` what a device is built from.

        Raises:
            ValidationException: a field is missing, unknown or out of bounds, or no JSON Schema.
            RecordNotFoundException: unknown kit. ResourceConflictException: the code is taken.
        """
        values = MODEL_RULES.clean({"code": code, "name": name, **fields})
        if not all(character in "abcdefghijklmnopqrstuvwxyz0123456789_" for character in values["code"]):
            raise ValidationException("A model code has only a-z, 0-9 and _, such as env_sensor_2", field="code")
        if values.get("kit_id") is not None:
            find_by_id(self._session, Kit, values["kit_id"], "Kit")
        if self._session.scalar(select(exists().where(DeviceModel.code == values["code"]))):
            raise ResourceConflictException("device model", f"the code {values['code']}")
        schema = None if config_schema is None else check_schema(config_schema)
        self._batches.open("edit", note=f"Created device model {values['code']}")
        model = DeviceModel(config_schema=schema, **values)
        self._session.add(model)
        self._session.flush()
        return model

    def get_model(self, code: str) -> DeviceModel:
        """The device model with this code.

        Raises:
            RecordNotFoundException: when there is none.
        """
        model = self._session.scalar(select(DeviceModel).where(DeviceModel.code == clean_text(code, "code")))
        if model is None:
            raise RecordNotFoundException("Device model", code)
        return model

    def list_models(self) -> Sequence[DeviceModel]:
        """All device models by code."""
        return self._session.scalars(select(DeviceModel).order_by(DeviceModel.code)).all()

    def create_device(self, model_code: str, *, config: object = None, **fields: object) -> Device:
        """A new device of a model, with its first configuration when one is given.

        Raises:
            RecordNotFoundException: unknown model. ValidationException: a field or the configuration is refused.
        """
        model = self.get_model(model_code)
        values = RULES.clean(fields)
        checked = None if config is None else check_config(config, model.config_schema)
        key = self._draw_key()
        self._batches.open("edit", note=f"Created device {key}")
        device = Device(
            key=key, device_model=model, **{name: value for name, value in values.items() if value is not None}
        )
        self._session.add(device)
        self._session.flush()
        if checked is not None:
            self._add_version(device, 1, checked, self._clock(), "first configuration")
        return device

    def get(self, key: str) -> Device:
        """The device with this key.

        Raises:
            RecordNotFoundException: when there is none.
        """
        wanted = (clean_text(key, "key") or "").lower()
        device = self._session.scalar(select(Device).where(Device.key == wanted))
        if device is None:
            raise RecordNotFoundException("Device", key)
        return device

    def update(self, key: str, changes: Mapping[str, object]) -> Device:
        """Change name, activity or firmware version; None clears one.

        Raises:
            RecordNotFoundException: no such device. ValidationException: a field is unknown or out of bounds.
        """
        device = self.get(key)
        values = RULES.clean(changes, partial=True)
        if values:
            self._batches.open("edit", note=f"Changed device {device.key}")
            for name, value in values.items():
                setattr(device, name, value)
            self._session.flush()
        return device

    def list(
        self,
        *,
        limit: int = 50,
        offset: int = 0,
        model_code: str | None = None,
        query: str | None = None,
        is_active: bool | None = None,
    ) -> DevicePage:
        """Devices by key with their model, and the total count: two statements.

        Raises:
            ValidationException: impossible limit, offset or query.
        """
        check_page(limit, offset)
        chosen = select(Device).join(Device.device_model).options(joinedload(Device.device_model))
        conditions = [
            or_(starts_with(Device.key, word), contains(Device.name, word), contains(DeviceModel.code, word))
            for word in query_words(query)
        ]
        if model_code is not None:
            conditions.append(DeviceModel.code == clean_text(model_code, "model_code"))
        if is_active is not None:
            conditions.append(Device.is_active.is_(is_active))
        devices = self._session.scalars(
            chosen.where(*conditions).order_by(Device.key).limit(limit).offset(offset)
        ).all()
        counted = select(func.count(Device.id)).join(Device.device_model).where(*conditions)
        return list(devices), self._session.scalar(counted) or 0

    def save_config(self, device_key: str, config: object, note: str | None = None) -> DeviceConfigVersion:
        """Add a version of the device's configuration; saving what is current already adds none.

        Raises:
            RecordNotFoundException: no such device.
            ValidationException: no JSON object, or it does not fit the model's schema.
        """
        device = self._lock(device_key)
        checked = check_config(config, device.device_model.config_schema)
        latest = self.latest_config(device.key)
        if latest is not None and same_json(latest.config, checked):
            return latest
        self._batches.open("edit", note=f"Configured device {device.key}")
        now = self._clock()
        moment = now if latest is None else max(now, latest.created_at)
        return self._add_version(device, 1 if latest is None else latest.version + 1, checked, moment, note)

    def latest_config(self, device_key: str) -> DeviceConfigVersion | None:
        """The current configuration; None when there never was one.

        Raises:
            RecordNotFoundException: no such device.
        """
        return next(iter(self.config_versions(device_key)), None)

    def config_versions(self, device_key: str) -> Sequence[DeviceConfigVersion]:
        """All versions of a device's configuration, newest first.

        Raises:
            RecordNotFoundException: no such device.
        """
        query = (
            select(DeviceConfigVersion)
            .where(DeviceConfigVersion.device_id == self.get(device_key).id)
            .order_by(DeviceConfigVersion.version.desc())
        )
        return self._session.scalars(query).all()

    def config_version(self, device_key: str, version: int) -> DeviceConfigVersion:
        """One version of a device's configuration.

        Raises:
            RecordNotFoundException: no such device or version.
        """
        found = next((row for row in self.config_versions(device_key) if row.version == version), None)
        if found is None:
            raise RecordNotFoundException(f"Configuration version of device {device_key}", version)
        return found

    def config_as_of(self, device_key: str, instant: datetime) -> DeviceConfigVersion | None:
        """The configuration that was current at `instant`; None before the first.

        Raises:
            RecordNotFoundException: no such device. ValidationException: an instant without time zone.
        """
        if instant.tzinfo is None:
            raise ValidationException("Say in which time zone the instant is, such as 2024-02-01T09:30:00Z", field="at")
        versions = self.config_versions(device_key)
        return next((version for version in versions if version.created_at <= instant), None)

    @staticmethod
    def diff(version_a: DeviceConfigVersion, version_b: DeviceConfigVersion) -> Sequence[ConfigDifference]:
        """Keys that were added, removed or changed from a to b, by path."""
        return differences(version_a.config, version_b.config)

    def restore(self, version: DeviceConfigVersion) -> DeviceConfigVersion:
        """Make an earlier configuration current again, as a new version.

        Raises:
            ValidationException: it no longer fits the model's schema.
        """
        device = self._session.get_one(Device, version.device_id)
        return self.save_config(device.key, version.config, f"restored version {version.version}")

    def _lock(self, key: str) -> Device:
        """The device, its row locked, so that two savers number their versions one after the other."""
        device = self.get(key)
        self._session.execute(select(Device.id).where(Device.id == device.id).with_for_update())
        return device

    def _add_version(
        self, device: Device, number: int, config: dict[str, Any], moment: datetime, note: str | None
    ) -> DeviceConfigVersion:
        version = DeviceConfigVersion(
            device_id=device.id,
            version=number,
            config=config,
            author=self._batches.actor,
            note=clean_text(note, "note"),
            created_at=moment,
        )
        self._session.add(version)
        self._session.flush()
        return version

    def _draw_key(self) -> str:
        for _ in range(KEY_ATTEMPTS):
            key = b32encode(self._source.randbytes(5)).decode().lower()
            if not self._session.scalar(select(exists().where(Device.key == key))):
                return key
        raise InvalidOperationException("create the device", f"no free key was found in {KEY_ATTEMPTS} draws")
