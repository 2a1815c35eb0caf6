"""Settings: spellings of URLs, paths below the home, and every wrong setting named at once."""

import os
from pathlib import Path

import pytest

from app.config import Settings, load_settings
from app.exceptions import ConfigurationError


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    for name in list(os.environ):
        if name.startswith("BINSIGHT_"):
            monkeypatch.delenv(name)


def test_without_anything_everything_is_local_and_embedded(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.home == tmp_path / ".binsight"
    assert settings.lake_path == settings.home / "lake"
    assert (settings.uses_embedded_postgres, settings.uses_embedded_s3) == (True, True)
    assert settings.host == "127.0.0.1", "nobody else on the network is served"


def test_the_environment_is_read_when_asked_and_arguments_win(monkeypatch, tmp_path):
    monkeypatch.setenv("BINSIGHT_HOME", str(tmp_path / "first"))
    monkeypatch.setenv("BINSIGHT_API_PORT", "9000")
    monkeypatch.setenv("BINSIGHT_SOMETHING_NEW", "of a later version")
    assert (load_settings().home, load_settings().api_port) == (tmp_path / "first", 9000)
    assert load_settings(home=tmp_path / "second").home == tmp_path / "second"


def test_a_home_is_absolute_whatever_folder_a_process_works_in(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    assert Settings(home=Path("here")).home == tmp_path / "here"
    assert Settings(home=Path("~/binsight")).home == tmp_path / "me" / "binsight"
    settings = Settings(home=Path("here"))
    for path in (settings.lake_path, settings.dagster_home, settings.temp_path):
        assert path.is_relative_to(tmp_path / "here")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_usual_spellings_of_a_database_url_name_our_driver(scheme):
    settings = Settings(database_url=f"{scheme}://u:p@host:5433/db?sslmode=require")
    assert settings.database_url == "postgresql+psycopg://u:p@host:5433/db?sslmode=require"
    assert not settings.uses_embedded_postgres


@pytest.mark.parametrize("url", ["mysql://u@h/d", "host:5432/db", "", "postgresql", "postgresql+psycopg2://h/d"])
def test_what_is_no_postgresql_url_is_refused_with_what_to_write(url):
    with pytest.raises(ConfigurationError, match=r"BINSIGHT_DATABASE_URL: .*must start with postgresql://"):
        load_settings(database_url=url)


def test_dagster_gets_the_url_that_its_library_wants():
    url = "postgresql+psycopg://u:a+psycopg@h/d"
    assert Settings(dagster_database_url=url).dagster_storage_url == "postgresql://u:a+psycopg@h/d"
    assert Settings().dagster_storage_url is None


@pytest.mark.parametrize("url", ["{folder}", "file://{folder}"])
def test_a_lake_may_lie_elsewhere(tmp_path, url):
    folder = tmp_path / "lake of all"
    assert Settings(home=tmp_path / "home", lake_url=url.format(folder=folder)).lake_path == folder


def test_the_name_of_a_lake_of_this_machine_is_no_url(tmp_path):
    for folder in (tmp_path / "lake #2", tmp_path / "lake?"):
        assert Settings(home=tmp_path / "home", lake_url=str(folder)).lake_path == folder
    assert Settings(home=tmp_path, lake_url="").lake_path == tmp_path / "lake"


@pytest.mark.parametrize("url", ["s3://", "s3:///prefix", "https://host/lake", "gs://bucket"])
def test_a_lake_of_another_kind_is_refused(url):
    with pytest.raises(ConfigurationError, match=r"BINSIGHT_LAKE_URL: give a folder or s3://bucket/prefix"):
        load_settings(lake_url=url)


def test_a_lake_on_s3_has_its_work_area_at_home(tmp_path):
    settings = Settings(home=tmp_path, lake_url="s3://bucket/prefix")
    assert (settings.lake_path, settings.is_lake_on_s3) == (tmp_path / "lake_on_s3", True)
    assert not Settings(home=tmp_path).is_lake_on_s3


def test_all_wrong_settings_are_named_at_once(monkeypatch):
    wrong = {
        "API_PORT": "0",
        "UI_PORT": "65536",
        "DAGSTER_PORT": "x",
        "SNAPSHOT_RETENTION": "0",
        "MAX_UPLOAD_BYTES": "-1",
        "LOW_STOCK_THRESHOLD": "-1",
        "FRESHNESS_MINUTES": "soon",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(f"BINSIGHT_{name}", value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert {problem.split(":")[0] for problem in caught.value.problems} == {f"BINSIGHT_{name}" for name in wrong}


def test_secrets_are_never_shown(monkeypatch):
    monkeypatch.setenv("BINSIGHT_S3_SECRET_ACCESS_KEY", "hidden-secret")
    settings = load_settings()
    assert "hidden-secret" not in repr(settings)
    assert "hidden-secret" not in str(settings.model_dump())
    assert settings.s3_secret_access_key.get_secret_value() == "hidden-secret"


@pytest.mark.parametrize(
    ("given", "engine"),
    [("spark://host:15002", "sc://host:15002"), ("sc://host", "sc://host"), ("polars", None), ("", None)],
)
def test_an_engine_is_a_spark_connect_address_or_this_machine(given, engine):
    assert Settings(engine=given).engine == engine


@pytest.mark.parametrize("given", ["duckdb", "http://host", "sc://", "spark"])
def test_other_engines_are_refused_with_what_to_write(given):
    with pytest.raises(ConfigurationError, match="BINSIGHT_ENGINE: must be sc://host:port"):
        load_settings(engine=given)


@pytest.mark.parametrize(("given", "names"), [("", ()), ("bench", ("bench",)), (" bench, shop ,", ("bench", "shop"))])
def test_sources_to_forget_stand_with_commas_between(monkeypatch, given, names):
    monkeypatch.setenv("BINSIGHT_FORGET_SOURCES", given)
    assert load_settings().forget_sources == names
    assert Settings(forget_sources=names).forget_sources == names


def test_every_setting_is_in_the_document_with_its_default():
    text = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    rows = {line.split(" | ")[0]: line.split(" | ")[1] for line in text.splitlines() if line.startswith("| `BINSIGHT_")}
    told = {name.strip("| `,"): default for names, default in rows.items() for name in names.split()}
    told = {name: default for name, default in told.items() if name}
    assert told.keys() == {f"BINSIGHT_{name.upper()}" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if field.default not in {None, ()}:
            assert str(field.default).lower() == told[f"BINSIGHT_{name.upper()}"].strip("`"), name
