"""Bringing a store up to date: once or ten times, empty or full, it ends the same."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from app.config import Settings
from app.embedded.ports import LOOPBACK, choose_port
from app.exceptions import ServiceUnavailableException
from app.migrations import runner
from app.services.bootstrap import (
    add_usual_types,
    is_store_empty,
    load_first_data,
    migrate_store,
    prepare_dagster_home,
    prepare_store,
    with_dagster_storage,
)
from app.services.container import Container
from app.services.database import build_engine
from app.services.demo import load_demo
from app.services.object_store import ObjectStore
from app.services.seed_types import SEED_TYPES

pytestmark = pytest.mark.integration


def test_an_up_to_date_store_stays_as_it_is_however_often_it_is_prepared(storage_settings):
    for _ in range(2):
        migrate_store(storage_settings)
        engine = build_engine(storage_settings)
        with engine.connect() as connection:
            assert runner.current(connection) == runner.head()
        engine.dispose()
        assert list(ObjectStore(storage_settings).list()) == []
        assert (storage_settings.dagster_home / "dagster.yaml").read_text().startswith("# Dagster's instance.")


def names_of_types(container):
    with container.unit_of_work() as work:
        return [row.type.name for row in work.types.list()[0]]


def test_a_store_without_types_gets_the_usual_ones_once_and_taken_back_they_stay_away(
    storage_container, storage_settings
):
    for _ in range(2):
        prepare_store(storage_settings, with_demo=False)
        assert sorted(names_of_types(storage_container)) == sorted(SEED_TYPES)
    assert is_store_empty(storage_settings), "demo data is still loaded"
    with storage_container.unit_of_work() as work:
        ((batch,), total) = work.batches.latest()
        assert (batch.kind, batch.note, total) == ("edit", "Added the usual types", 1)
        work.undo.undo(batch.id)
    add_usual_types(storage_settings)
    assert names_of_types(storage_container) == []


def test_a_store_with_a_type_of_its_own_gets_no_others(storage_container, storage_settings):
    with storage_container.unit_of_work() as work:
        work.types.create("Gadget")
    add_usual_types(storage_settings)
    assert names_of_types(storage_container) == ["Gadget"]


def test_demo_data_doubles_no_type(storage_container, storage_settings):
    add_usual_types(storage_settings)
    load_demo(storage_container, until=storage_container.clock()().date())
    names = [name.lower() for name in names_of_types(storage_container)]
    assert len(set(names)) == len(names) >= len(SEED_TYPES)


def test_an_instance_file_of_an_older_version_is_replaced(settings):
    settings.dagster_home.mkdir(parents=True)
    (settings.dagster_home / "dagster.yaml").write_text("of an older version")
    (settings.dagster_home / "logs").mkdir()
    prepare_dagster_home(settings)
    assert "BINSIGHT_DAGSTER_DATABASE_URL" in (settings.dagster_home / "dagster.yaml").read_text()
    assert (settings.dagster_home / "logs").is_dir()


def test_a_database_that_does_not_answer_stops_it_before_anything_is_written(tmp_path):
    url = f"postgresql://u:hidden@{LOOPBACK}:{choose_port(None)}/x"
    settings = Settings(home=tmp_path / "home", database_url=url)
    with pytest.raises(ServiceUnavailableException):
        migrate_store(settings)
    assert not settings.home.exists()


def test_a_store_with_one_part_gets_no_demo_data(storage_container, storage_settings):
    with storage_container.unit_of_work() as work:
        work.parts.create(key="ABCD", description="Mine")
    assert not is_store_empty(storage_settings)
    load_first_data(storage_settings)
    with storage_container.unit_of_work() as work:
        assert [row.part.key for row in work.parts.list()[0]] == ["ABCD"]


def test_a_store_without_parts_is_empty(storage_settings):
    assert is_store_empty(storage_settings)


def test_dagster_keeps_its_tables_in_a_schema_of_its_own(settings):
    ready = with_dagster_storage(with_dagster_storage(settings))
    url = make_url(ready.dagster_database_url)
    assert url.password == make_url(settings.database_url).password, "a URL that a program can use"
    engine = build_engine(settings.model_copy(update={"database_url": ready.dagster_database_url}))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (dagsters int)"))
    engine.dispose()
    container = Container(settings=settings)
    looked = inspect(container.engine())
    assert [column["name"] for column in looked.get_columns("alembic_version", schema="dagster")] == ["dagsters"]
    assert [column["name"] for column in looked.get_columns("alembic_version", schema="public")] == ["version_num"]
    container.engine().dispose()


def test_a_storage_that_was_chosen_is_left_alone(settings):
    chosen = settings.model_copy(update={"dagster_database_url": "postgresql://elsewhere/dagster"})
    assert with_dagster_storage(chosen) is chosen
