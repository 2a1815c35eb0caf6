"""The settings resource reads the environment when a run asks for it, not before."""

import dagster as dg
import pytest

from app.exceptions import ConfigurationError
from assets.resources.settings import settings_resource


def test_the_environment_of_the_moment_counts(monkeypatch, tmp_path):
    for name in ("first", "second"):
        monkeypatch.setenv("BINSIGHT_HOME", str(tmp_path / name))
        with dg.build_resources({"settings": settings_resource}) as resources:
            assert resources.settings.home == tmp_path / name


def test_settings_that_cannot_work_are_named(monkeypatch):
    monkeypatch.setenv("BINSIGHT_SNAPSHOT_RETENTION", "0")
    with (
        pytest.raises(dg.DagsterResourceFunctionError) as caught,
        dg.build_resources({"settings": settings_resource}),
    ):
        pass
    assert isinstance(caught.value.user_exception, ConfigurationError)
    assert "BINSIGHT_SNAPSHOT_RETENTION" in caught.value.user_exception.message
