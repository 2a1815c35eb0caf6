"""Notebooks run in this process, on the published store that the app's tests use too, or on a lake without anything."""

import importlib
from types import SimpleNamespace

import pytest

from app.config import Settings
from tests.app.ui.stores import point_at, publish

BESIDE_CHOSEN = {
    "layout_of_a_box": ("box_utilisation", "boxes", "numbers"),
    "usage_of_a_part": ("part_activity", "parts", "keys"),
    "what_if_weights": ("MEANINGS", "names", "weights"),
}


@pytest.fixture(scope="session")
def published(postgres, template_database, object_storage, tmp_path_factory):
    """The store with data and a snapshot; notebooks only read its lake."""
    return publish(postgres, template_database, object_storage, tmp_path_factory.getbasetemp() / "published")


@pytest.fixture
def on_data(published, monkeypatch, tmp_path):
    """The environment points at the published lake, and at no database and no S3: notebooks need neither."""
    point_at(monkeypatch, published.settings, tmp_path / "home", published.settings.lake_path)
    for name in ("DATABASE_URL", "S3_ENDPOINT_URL"):
        monkeypatch.delenv(f"BINSIGHT_{name}")
    return published


@pytest.fixture
def on_nothing(monkeypatch, tmp_path):
    """The environment points at a home where nothing was ever published."""
    for name in ("DATABASE_URL", "S3_ENDPOINT_URL", "LAKE_URL"):
        monkeypatch.delenv(f"BINSIGHT_{name}", raising=False)
    monkeypatch.setenv("BINSIGHT_HOME", str(tmp_path / "home"))
    return Settings(home=tmp_path / "home")


@pytest.fixture
def run():
    """`run(name)`: what the cells of a notebook show, as text, what they define, and the shown objects themselves.

    With `chosen` the run is repeated with another choice; marimo wants all definitions of the cell that it replaces.
    """

    def play(name, chosen=None):
        app = importlib.import_module(f"notebooks.{name}").app
        outputs, defined = app.run()
        if chosen is not None:
            kept = {other: defined[other] for other in BESIDE_CHOSEN[name]}
            outputs, defined = app.run(defs=kept | {"chosen": SimpleNamespace(value=chosen)})
        return [getattr(output, "text", str(output)) for output in outputs], defined, outputs

    return play
