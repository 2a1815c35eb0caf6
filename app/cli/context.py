"""What commands share: options, settings, a container on live servers, and JSON output."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.config import Settings, load_settings

if TYPE_CHECKING:
    from app.services.container import Container
    from app.warehouse.snapshot import SnapshotStore

JSON_FLAG = "--json"
LARGEST_BATCH = 2**63 - 1
"""Numbers of batches are as long as the database counts."""

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of all local state (default .binsight, or BINSIGHT_HOME).", show_default=False),
]
JsonOption = Annotated[bool, typer.Option(JSON_FLAG, help="Print one JSON object and nothing else.")]


def open_settings(home: Path | None) -> Settings:
    """Settings from the environment; `--home` wins.

    Raises:
        ConfigurationError: naming every wrong setting.
    """
    return load_settings() if home is None else load_settings(home=home)


def open_snapshots(home: Path | None) -> "SnapshotStore":
    """The published snapshots; needs no server unless the lake lies on S3.

    Raises:
        ConfigurationError: naming every wrong setting.
    """
    from app.warehouse.open_lake import open_lake
    from app.warehouse.snapshot import SnapshotStore

    return SnapshotStore(open_lake(open_settings(home)))


@contextmanager
def live_settings(home: Path | None) -> Iterator[Settings]:
    """Settings whose servers answer and whose store is migrated while the command runs."""
    from app.embedded.servers import embedded_servers
    from app.services.bootstrap import migrate_store, with_dagster_storage

    with embedded_servers(open_settings(home)) as settings:
        migrate_store(settings)
        yield with_dagster_storage(settings)


@contextmanager
def command_container(home: Path | None) -> Iterator["Container"]:
    """A container on live servers and a migrated store."""
    from app.services.container import Container

    with live_settings(home) as settings:
        container = Container(settings=settings)
        try:
            yield container
        finally:
            container.engine().dispose()


def print_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object on standard output."""
    sys.stdout.write(json.dumps(value, default=str, ensure_ascii=False) + "\n")


def is_terminal() -> bool:
    """True when a person watches: only then progress is shown."""
    return sys.stderr.isatty()
