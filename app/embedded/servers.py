"""Servers for one command: those of a running `binsight up`, outside ones from settings, or our own for a while."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlsplit

from pydantic import SecretStr

from app.config import Settings
from app.embedded.account import prepare_home
from app.embedded.home_lock import HomeState, hold_home, read_state
from app.embedded.object_store import EmbeddedS3
from app.embedded.ports import LOOPBACK
from app.embedded.postgres import USER, EmbeddedPostgres
from app.exceptions import AlreadyRunningException

_STARTING_SECONDS = 60.0


@contextmanager
def embedded_servers(settings: Settings) -> Iterator[Settings]:
    """Settings whose database and S3 answer, for as long as the context lasts.

    Raises:
        AlreadyRunningException: another command holds the home for too long.
        EmbeddedServerException: a server cannot be started here.
    """
    prepare_home(settings.home)
    if not (settings.uses_embedded_postgres or settings.uses_embedded_s3):
        yield settings
        return
    running = _running_up(settings.home)
    if running is not None:
        yield settings_of_running(settings, running)
        return
    with hold_home(settings.home, "command"), start_servers(settings) as resolved:
        yield resolved


@contextmanager
def start_servers(settings: Settings) -> Iterator[Settings]:
    """Start what is not configured from outside; the caller holds the home."""
    with ExitStack() as stack:
        changes: dict[str, object] = {}
        if settings.uses_embedded_postgres:
            changes |= postgres_settings(stack.enter_context(EmbeddedPostgres(settings.home)))
        if settings.uses_embedded_s3:
            changes |= s3_settings(stack.enter_context(EmbeddedS3(settings.home)))
        yield settings.model_copy(update=changes)


def postgres_settings(server: EmbeddedPostgres) -> dict[str, object]:
    """The settings that point at an embedded PostgreSQL."""
    return {"database_url": server.url(), "dagster_database_url": server.url("dagster")}


def s3_settings(server: EmbeddedS3) -> dict[str, object]:
    """The settings that point at an embedded S3."""
    return {
        "s3_endpoint_url": server.endpoint_url,
        "s3_access_key_id": server.access_key_id,
        "s3_secret_access_key": SecretStr(server.secret_access_key),
    }


def settings_of_running(settings: Settings, state: HomeState) -> Settings:
    """The settings that point at the servers of a running `binsight up`."""
    changes: dict[str, object] = {}
    secrets = settings.home / "secrets"
    if settings.uses_embedded_postgres:
        password = _secret(secrets / "postgres-password")
        base = f"postgresql+psycopg://{USER}:{password}@{LOOPBACK}:{state.postgres_port}"
        changes |= {"database_url": f"{base}/binsight", "dagster_database_url": f"{base}/dagster"}
    if settings.uses_embedded_s3:
        changes |= {
            "s3_endpoint_url": f"http://{LOOPBACK}:{state.s3_port}",
            "s3_access_key_id": "AK" + _secret(secrets / "s3-access-key-id"),
            "s3_secret_access_key": SecretStr(_secret(secrets / "s3-secret-access-key")),
        }
    return settings.model_copy(update=changes)


def with_servers(state: HomeState, settings: Settings) -> HomeState:
    """The state with the ports of the servers that `settings` point at."""
    return replace(
        state,
        postgres_port=urlsplit(settings.database_url or "").port,
        s3_port=urlsplit(settings.s3_endpoint_url or "").port,
    )


def _running_up(home: Path) -> HomeState | None:
    """The state of a running `up`, once its servers have ports; None when no `up` holds the home."""
    deadline = perf_counter() + _STARTING_SECONDS
    while (state := read_state(home)) is not None and state.holder == "up":
        if state.postgres_port is not None or state.s3_port is not None:
            return state
        if perf_counter() > deadline:
            raise AlreadyRunningException(f"Binsight is still starting on {home}; try again when it is up")
        sleep(0.2)
    return None


def _secret(path: Path) -> str:
    return path.read_text(encoding="ascii").strip()
