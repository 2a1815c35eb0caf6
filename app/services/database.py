"""Engine and sessions: the one place that knows how Binsight talks to PostgreSQL."""

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

from app.config import Settings
from app.exceptions import ConfigurationError

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
