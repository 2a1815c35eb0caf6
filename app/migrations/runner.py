"""Apply, revert and inspect migrations from code: `upgrade`, `downgrade`, `current`, `head`, `differences`."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from app.exceptions import MigrationException
from app.models import Base

_ADVISORY_LOCK = 727_361_001
"""Any fixed number: two processes that start at once migrate one after the other."""
OTHER_VERSION = "start the version of Binsight that made it or a newer one, or choose another home or database"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _require_known(revision: str | None) -> None:
    if not is_known(revision):
        raise MigrationException(
            f"Another version of Binsight made this database: its tables are at revision {revision}, and this version "
            f"knows those up to {head()}. Nothing was changed; {OTHER_VERSION}"
        )


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring the database to `revision`; safe to call from several processes at once.

    Raises:
        MigrationException: another version made the database, or a step was refused; the database is as it was.
    """
    engine = create_engine(database_url)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            _require_known(current(connection))
            command.upgrade(_config(connection), revision)
    except DBAPIError as error:
        cause = str(error.orig).strip().splitlines()[0]
        raise MigrationException(
            f"The database cannot be brought to this version of Binsight, and was left as it was: {cause}. "
            "Run `binsight doctor`, mend what it names, and start again"
        ) from error
    finally:
        engine.dispose()


def downgrade(database_url: str, revision: str = "base") -> None:
    """Take the database back to `revision`; data of removed tables is lost."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        command.downgrade(_config(connection), revision)
    engine.dispose()


def head() -> str | None:
    """The newest revision this code knows."""
    return _scripts().get_current_head()


def is_known(revision: str | None) -> bool:
    """True for every revision of this code, and for the empty database before the first."""
    return revision is None or revision in {known.revision for known in _scripts().walk_revisions()}


def current(connection: Connection) -> str | None:
    """The revision a database is at; None when it was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def differences(connection: Connection) -> list[Any]:
    """What autogenerate would change: empty when models and migrations agree."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
    return [
        change
        for change in compare_metadata(context, Base.metadata)
        if not (change[0] == "remove_table" and change[1].name == "alembic_version")
    ]
