"""The command as people run it: a process of its own on outside servers, and a store that was published once."""

import itertools
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, text

from app.config import Settings
from app.embedded.servers import s3_settings
from app.services.container import Container
from tests.app.cli.child import command
from tests.forks import run_in_child

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Installation:
    """A home with outside servers, and the command run on it."""

    settings: Settings

    def run(self, *arguments, **changes):
        """What `binsight ARGUMENTS` ended with and wrote."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BINSIGHT_")}
        environment = kept | self._environment() | changes
        with TemporaryDirectory() as folder:
            output, errors = Path(folder) / "output", Path(folder) / "errors"
            code = run_in_child(command, [str(one) for one in arguments], environment, output, errors)
            return SimpleNamespace(returncode=code, stdout=output.read_text(), stderr=errors.read_text())

    def answer(self, *arguments):
        """The one JSON value that `binsight ARGUMENTS --json` prints."""
        ended = self.run(*arguments, "--json")
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def refusal(self, *arguments):
        """The one sentence of a refusal; with `--json` it is the `error` of the object too."""
        ended = self.run(*arguments)
        assert ended.returncode == 1, (ended.returncode, ended.stdout, ended.stderr)
        (sentence,) = ended.stderr.splitlines()
        if "--json" in arguments:
            told = json.loads(ended.stdout)
            assert told.keys() == {"error", "details", "code"}
            assert told["error"] == sentence
        else:
            assert ended.stdout == ""
        return sentence

    def scalar(self, question):
        """One value of the database."""
        engine = create_engine(str(self.settings.database_url))
        with engine.connect() as connection:
            value = connection.execute(text(question)).scalar_one()
        engine.dispose()
        return value

    def _environment(self):
        s3 = self.settings
        return {
            "BINSIGHT_HOME": str(s3.home),
            "BINSIGHT_DATABASE_URL": str(s3.database_url),
            "BINSIGHT_S3_ENDPOINT_URL": str(s3.s3_endpoint_url),
            "BINSIGHT_S3_ACCESS_KEY_ID": str(s3.s3_access_key_id),
            "BINSIGHT_S3_SECRET_ACCESS_KEY": s3.s3_secret_access_key.get_secret_value(),
            "BINSIGHT_S3_BUCKET": s3.s3_bucket,
        }


@pytest.fixture
def installation(storage_settings):
    """An installation with an empty, migrated database of the test's own."""
    return Installation(storage_settings)


@pytest.fixture(scope="session")
def published(postgres, template_database, object_storage, tmp_path_factory):
    """An installation whose small store was published once by `binsight run`; tests only read it."""
    name = f"published_{next(_numbers)}"
    server = create_engine(postgres.url("postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template_database} STRATEGY FILE_COPY"))
    home: Path = tmp_path_factory.mktemp("published") / "home"
    values = s3_settings(object_storage) | {"database_url": postgres.url(name), "s3_bucket": name.replace("_", "-")}
    ready = Installation(Settings(home=home).model_copy(update=values))
    _fill(ready.settings)
    first = ready.answer("run")
    yield ready, first
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def _fill(settings):
    """Two parts in a drawer; 10 of ABCD come on 5 January 2026, 6 are used on the 20th, 4 are moved now."""
    container = Container(settings=settings)
    with container.unit_of_work() as work:
        work.batches.open("edit")
        work.boxes.create("Drawer", 4, x_m=3.0, y_m=1.0, z_m=0.0)
        kind = work.types.create("Gadget")
        for key in ("ABCD", "EFGH"):
            work.parts.create(key=key, description=f"Gadget {key}", type_id=kind.id)

    def on(day):
        return {"occurred_at": datetime(2026, 1, day, 8, tzinfo=UTC)}

    with container.unit_of_work() as work:
        work.stock.receive("ABCD", "1-1", 10, **on(5))
    with container.unit_of_work() as work:
        work.stock.use("ABCD", "1-1", 6, **on(20))
    with container.unit_of_work() as work:
        work.stock.move("ABCD", "1-1", "1-2", 4)
    container.engine().dispose()
