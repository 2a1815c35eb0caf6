"""What all sessions share: one container per process, and the snapshot that is current."""

import streamlit as st

from app.config import Settings, load_settings
from app.embedded.home_lock import read_state
from app.embedded.servers import settings_of_running
from app.services.container import Container
from app.services.unit_of_work import UnitOfWork
from app.utils.log_setup import configure_logging
from app.warehouse.run_failure import RunFailure
from app.warehouse.run_failure import latest_failure as read_failure
from app.warehouse.snapshot import Snapshot, SnapshotStore

ACTOR = "app"
"""Who the ledger names for writes from the app, as long as nobody signs in."""


@st.cache_resource(show_spinner=False)
def container() -> Container:
    """The process's container; what runs once per process is set up with it."""
    configure_logging(as_json=True)
    return Container(settings=_live_settings())


def settings() -> Settings:
    """Settings of this process, with live servers filled in."""
    value: Settings = container().settings()
    return value


def unit_of_work() -> UnitOfWork:
    """A unit of work in the app's name."""
    return container().unit_of_work(actor=ACTOR)


def snapshots() -> SnapshotStore:
    """The published snapshots of this home."""
    return container().snapshots()


def current_snapshot() -> Snapshot | None:
    """The snapshot that is current now; None when nothing has been published."""
    snapshot_id = snapshots().current_id()
    return None if snapshot_id is None else snapshots().open(snapshot_id)


def latest_failure(snapshot: Snapshot | None) -> RunFailure | None:
    """The latest run that failed since the snapshot in force."""
    return read_failure(container().lake(), snapshot.manifest if snapshot else None)


def _live_settings() -> Settings:
    """Settings from the environment; started by hand, the servers of a running `binsight up` are used."""
    given = load_settings()
    running = read_state(given.home)
    if running is None or running.postgres_port is None:
        return given
    return settings_of_running(given, running)
