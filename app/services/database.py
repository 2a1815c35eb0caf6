"""Engine and sessions: the one place that knows how Binsight talks to PostgreSQL."""

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from app.config import Settings
from app.exceptions import ConfigurationError, ServiceUnavailableException

CONNECT_TIMEOUT_SECONDS = 5


def build_engine(settings: Settings) -> Engine:
    """An engine for `settings.database_url`; connections are checked before use so that a restart heals itself.

    Raises:
        ConfigurationError: when no database is configured (start one with `binsight up`).
    """
    if settings.database_url is None:
        raise ConfigurationError(["BINSIGHT_DATABASE_URL is not set and no embedded PostgreSQL is running"])
    return create_engine(
        settings.database_url,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=10,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS, "application_name": "binsight"},
    )


def build_session_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions that never expire loaded rows at commit, so that an edge can still render them."""
    return sessionmaker(bind=engine, expire_on_commit=False)


def require_database(settings: Settings) -> None:
    """Check that the configured database answers.

    Raises:
        ConfigurationError: the URL cannot be read. ServiceUnavailableException: nobody answers, or access is refused;
        the message names host and database, never the password.
    """
    try:
        url = make_url(settings.database_url or "")
    except (ArgumentError, ValueError) as error:  # a port that is no number is a plain ValueError
        raise ConfigurationError(["BINSIGHT_DATABASE_URL is not a database URL"]) from error
    engine = build_engine(settings)
    try:
        engine.connect().close()
    except OperationalError as error:
        cause = str(error.orig).strip().splitlines()[0].removeprefix("connection failed: ").rstrip(".")
        raise ServiceUnavailableException(
            f"The database {url.database} at {url.host}:{url.port or 5432}", f"{cause}. Check BINSIGHT_DATABASE_URL"
        ) from error
    finally:
        engine.dispose()
