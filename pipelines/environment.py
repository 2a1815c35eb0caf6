"""The resources that assets run with, and how a test or a command line swaps them."""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from app.config import Settings
from assets.io.parquet_io_manager import lake_io_manager
from assets.resources.settings import settings_resource

DEFAULT_RESOURCES: Mapping[str, Any] = {"settings": settings_resource, "io_manager": lake_io_manager}


def fixed_settings(settings: Settings) -> Mapping[str, Any]:
    """Resources for a process that already knows its settings."""
    return {"settings": dg.ResourceDefinition.hardcoded_resource(settings)}
