"""The settings resource: a plain `Settings`, read from the environment when a run starts, not at import."""

import dagster as dg

from app.config import Settings, load_settings


@dg.resource(description="Settings of this installation, from BINSIGHT_* in the environment.")
def settings_resource(_context: dg.InitResourceContext) -> Settings:
    """Settings of this installation."""
    return load_settings()
