"""Settings of one Binsight process, read from the environment once, at the edge.

Belongs here: names, types, defaults and the paths derived from the home folder.
Does not belong here: reading settings at import time, or starting anything.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.exceptions import ConfigurationError

MEGABYTE = 1024 * 1024


class Settings(BaseSettings):
    """Everything that may differ between two installations; environment names are `BINSIGHT_<NAME>`.

    Without `database_url` the embedded PostgreSQL is used, without `s3_endpoint_url` the embedded S3.
    """

    model_config = SettingsConfigDict(env_prefix="BINSIGHT_", extra="ignore", validate_default=True)

    home: Path = Field(default=Path(".binsight"), description="folder of all local state")
    database_url: str | None = Field(default=None, description="postgresql+psycopg://user:password@host:port/database")
    dagster_database_url: str | None = Field(default=None, description="run storage of Dagster; default: schema beside")
    export_connections: int = Field(default=2, ge=1, le=8, description="connections that export a large table at once")
    s3_endpoint_url: str | None = Field(default=None, description="endpoint of an S3 service")
    s3_access_key_id: str | None = None
    s3_secret_access_key: SecretStr | None = None
    s3_region: str = "us-east-1"
    s3_bucket: str = "binsight"
    engine: str | None = Field(default=None, description="sc://host:port of Spark Connect; default: this machine")
    lake_url: str | None = Field(
        default=None, description="folder of the lake, or s3://bucket/prefix; default <home>/lake"
    )
    host: str = "127.0.0.1"
    api_port: int = Field(default=8000, ge=1, le=65535)
    ui_port: int = Field(default=8501, ge=1, le=65535)
    dagster_port: int = Field(default=3000, ge=1, le=65535)
    notebooks_port: int = Field(default=2718, ge=1, le=65535)
    snapshot_retention: int = Field(default=10, ge=1, description="published snapshots kept")
    max_upload_bytes: int = Field(default=50 * MEGABYTE, ge=1)
    max_image_bytes: int = Field(default=10 * MEGABYTE, ge=1, description="most bytes of a picture")
    max_pdf_bytes: int = Field(default=100 * MEGABYTE, ge=1, description="most bytes of a PDF")
    max_drop_bytes: int = Field(
        default=256 * MEGABYTE, ge=1, description="most bytes of a dropped file, before and after unpacking"
    )
    foreign_sources: Path | None = Field(default=None, description="mapping of a foreign database, or a folder of them")
    forget_sources: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="foreign sources without a mapping that a run takes out, with commas between"
    )
    orphan_grace_days: int = Field(default=30, ge=1, description="days for which removed documents can be brought back")
    max_upload_files: int = Field(default=20, ge=1)
    low_stock_threshold: int = Field(default=5, ge=0)
    freshness_minutes: int = Field(default=26 * 60, ge=1, description="age at which a snapshot counts as old")
    accept_empty_tables: bool = Field(default=False, description="publish even when a large table lost all of its rows")

    @field_validator("home")
    @classmethod
    def _absolute_home(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("database_url")
    @classmethod
    def _psycopg_url(cls, value: str | None) -> str | None:
        """Accept the usual spellings of a Postgres URL and name the driver explicitly."""
        if value is None:
            return None
        scheme, separator, rest = value.partition("://")
        if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
            raise ValueError("must start with postgresql://")
        return f"postgresql+psycopg://{rest}"

    @field_validator("forget_sources", mode="before")
    @classmethod
    def _names(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("engine")
    @classmethod
    def _spark_connect_url(cls, value: str | None) -> str | None:
        """Accept `spark://` for `sc://`, as people write it."""
        if not value or value == "polars":
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"sc", "spark"} or not parts.hostname:
            raise ValueError("must be sc://host:port of a Spark Connect endpoint, or left out to compute here")
        return value.replace("spark://", "sc://", 1)

    @field_validator("lake_url")
    @classmethod
    def _folder_or_bucket(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        if parts.scheme not in {"", "file", "s3"} or (parts.scheme == "s3" and not parts.netloc):
            raise ValueError("give a folder or s3://bucket/prefix")
        return value

    @property
    def lake_path(self) -> Path:
        """Folder of the lake on this machine; of a lake on S3 its work area and what readers opened.

        That is a folder of its own: copies of what lies in a bucket come and go, a lake of this machine has no other.
        """
        if self.is_lake_on_s3:
            return self.home / "lake_on_s3"
        parts = urlsplit(self.lake_url or "")
        folder = parts.path if parts.scheme == "file" else self.lake_url  # a folder's name may hold # and ?
        return Path(folder).expanduser().resolve() if folder else self.home / "lake"

    @property
    def is_lake_on_s3(self) -> bool:
        """True when snapshots are published to an object store."""
        return urlsplit(self.lake_url or "").scheme == "s3"

    @property
    def dagster_storage_url(self) -> str | None:
        """URL of Dagster's run storage as its library wants it, without our driver's name."""
        return self.dagster_database_url and self.dagster_database_url.replace("+psycopg", "", 1)

    @property
    def dagster_home(self) -> Path:
        """Folder that holds Dagster's instance configuration and compute logs."""
        return self.home / "dagster"

    @property
    def temp_path(self) -> Path:
        """Folder for short-lived files such as uploads."""
        return self.home / "tmp"

    @property
    def thumbnail_path(self) -> Path:
        """Folder for small versions of pictures; it may be emptied at any time."""
        return self.home / "thumbnails"

    @property
    def orphan_grace(self) -> timedelta:
        """For how long the bytes of removed documents stay."""
        return timedelta(days=self.orphan_grace_days)

    @property
    def uses_embedded_postgres(self) -> bool:
        """True when no outside database is configured."""
        return self.database_url is None

    @property
    def uses_embedded_s3(self) -> bool:
        """True when no outside S3 service is configured."""
        return self.s3_endpoint_url is None


def load_settings(**overrides: object) -> Settings:
    """Read settings from the environment; keyword arguments win.

    Raises:
        ConfigurationError: naming every setting that is wrong, and why.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic validates the overrides
    except ValidationError as error:
        problems = [
            f"BINSIGHT_{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
            if e["loc"]
        ]
        raise ConfigurationError(problems) from error
