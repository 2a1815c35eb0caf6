"""Demo stores in a real PostgreSQL of their own, for rows that need one without the rest of the house."""

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache
from time import perf_counter

from sqlalchemy import create_engine, text

from app.config import Settings
from app.domain.demo.size import SIZES, DemoSize
from app.embedded.postgres import EmbeddedPostgres
from app.migrations import runner
from app.services.container import Container
from app.services.demo import load_store
from tests.benchmarks.commands import fresh_home

SEED = 7
UNTIL = date(2026, 1, 1)
THOUSAND_PARTS = DemoSize("thousand", parts=1_000, kits=30, devices=60, sellers=6, sessions=2)

_kept = ExitStack()
atexit.register(_kept.close)


@contextmanager
def empty_store() -> Iterator[Container]:
    """A container on a migrated store without anything in it."""
    os.umask(0o022)
    with fresh_home() as home, EmbeddedPostgres(home) as server:
        runner.upgrade(server.url())
        container = Container(settings=Settings(home=home, database_url=server.url()))
        yield container
        container.engine().dispose()


@contextmanager
def loaded_store(size: DemoSize) -> Iterator[tuple[Container, float]]:
    """A container on a store of this size, and the seconds that loading it took."""
    with empty_store() as container:
        started = perf_counter()
        load_store(container, size, SEED, UNTIL)
        seconds = perf_counter() - started
        _vacuum(container.settings().database_url)
        yield container, seconds


@cache
def large_store() -> tuple[Container, float]:
    """A store of 100 000 parts that all rows share, and the seconds that loading it took; it stays until the end."""
    return _kept.enter_context(loaded_store(SIZES["large"]))


def _vacuum(url: str) -> None:
    """What autovacuum does within minutes anyway; done now so that it does not run into the measurement."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()
