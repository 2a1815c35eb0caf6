"""Fixtures of all tests: one real PostgreSQL per run, an empty database for each test that asks for one.

A migrated template is cloned once and emptied after each test, so that commits, triggers and several connections
behave as in production; a test that changed the schema gets the next one a new clone.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from dependency_injector import providers
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine

from app.config import Settings
from app.embedded.object_store import EmbeddedS3
from app.embedded.postgres import EmbeddedPostgres
from app.embedded.servers import s3_settings
from app.migrations import runner
from app.services.container import Container
from app.services.database import build_engine
from app.utils.log_setup import configure_logging
from tests.databases import ReusedDatabase, execute, number

# Enough to find what breaks, few enough for a unit run under a minute.
hypothesis_settings.register_profile("binsight", max_examples=40, deadline=None)
hypothesis_settings.load_profile("binsight")
configure_logging(as_json=True)  # as the servers do; traces of other kinds take seconds to write


LONGEST = ("tests/e2e/", "tests/pipelines/", "tests/app/cli/", "tests/app/ui/test_every_form.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no worker is still at it when the others are done."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real files written by others, beside the checkout; tests that read them skip where they are missing."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/data with other people's files is not here")
    return folder


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """Files of a test are open as usual: a command that ran in this process closes all that it writes."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Callable[[], Path]]:
    """Makes folders that the database account may pass through.

    They lie outside of pytest's folder, which every pytest that starts closes again to other accounts.
    """
    with ExitStack() as folders:

        def make() -> Path:
            folder = Path(folders.enter_context(TemporaryDirectory(prefix="binsight-", ignore_cleanup_errors=True)))
            folder.chmod(0o711)
            return folder

        yield make


@pytest.fixture(scope="session")
def postgres(open_folder: Callable[[], Path]) -> Iterator[EmbeddedPostgres]:
    """The run's PostgreSQL server (one per xdist worker)."""
    server = EmbeddedPostgres(open_folder() / "home")
    server.start()
    for setting in ("fsync", "full_page_writes"):  # its data need not survive a power cut
        execute(server, f"ALTER SYSTEM SET {setting} = off")
    execute(server, "SELECT pg_reload_conf()")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def template_database(postgres: EmbeddedPostgres) -> str:
    """Name of a migrated, empty database to clone."""
    execute(postgres, "CREATE DATABASE binsight_template")
    runner.upgrade(postgres.url("binsight_template"))
    return "binsight_template"


@pytest.fixture(scope="session")
def reused_database(postgres: EmbeddedPostgres, template_database: str) -> ReusedDatabase:
    """The database that this worker's tests share, one at a time."""
    database = ReusedDatabase(postgres, template_database)
    database.make()
    return database


@pytest.fixture
def database_url(reused_database: ReusedDatabase) -> Iterator[str]:
    """A migrated, empty database that nobody else uses during this test."""
    yield reused_database.postgres.url(reused_database.name)
    reused_database.empty()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of an installation with this test's database and home; S3 is added by `object_storage`."""
    return Settings(home=tmp_path / "home", database_url=database_url)


@cache
def _engine_of(database_url: str) -> Engine:
    """The one engine of a database, because each new one compiles all statements again."""
    return build_engine(Settings(database_url=database_url))


def _container_of(settings: Settings) -> Container:
    built = Container(settings=settings)
    # What a test listens for it hears from an engine of its own on the shared connections.
    built.engine.override(providers.Object(_engine_of(str(settings.database_url)).execution_options()))
    return built


@pytest.fixture
def container(settings: Settings) -> Container:
    """A container on this test's database."""
    return _container_of(settings)


@pytest.fixture(scope="session")
def object_storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedS3]:
    """The run's S3 server (one per xdist worker)."""
    with EmbeddedS3(tmp_path_factory.mktemp("s3") / "home") as server:
        yield server


@pytest.fixture
def storage_settings(settings: Settings, object_storage: EmbeddedS3) -> Settings:
    """Settings with this test's database and a bucket of its own."""
    return settings.model_copy(update={**s3_settings(object_storage), "s3_bucket": f"test-{number()}"})


@pytest.fixture
def storage_container(storage_settings: Settings) -> Container:
    """A container on this test's database and bucket."""
    built = _container_of(storage_settings)
    built.object_store().ensure_bucket()
    return built
