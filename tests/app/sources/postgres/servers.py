"""A standby of an embedded server: a second one that replays what the first one writes."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlsplit

import psycopg

from app.embedded.account import database_account
from app.embedded.ports import LOOPBACK, choose_port
from app.embedded.postgres import EmbeddedPostgres

OPTIONS = {"listen_addresses": LOOPBACK, "unix_socket_directories": "", "max_connections": "100"}


@contextmanager
def standby_of(server: EmbeddedPostgres, data: Path) -> Iterator[str]:
    """The address of a database `postgres` of a standby, whose data lies beside that of its primary."""
    url = server.url("postgres").replace("+psycopg", "")
    parts, account, binaries = urlsplit(url), database_account(), Path(f"/proc/{server.pid}/exe").readlink().parent
    who = {} if account is None else {"user": account.uid, "group": account.gid}
    address = ["-h", LOOPBACK, "-p", str(parts.port), "-U", str(parts.username)]
    subprocess.run(
        [binaries / "pg_basebackup", *address, "-D", data, "-X", "stream", "-R", "--checkpoint=fast"],
        cwd="/", env=os.environ | {"PGPASSWORD": str(parts.password)}, check=True, **who,
    )  # fmt: skip
    port = choose_port(None)
    flags = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    child = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-p", str(port), *flags],
        cwd="/", stderr=subprocess.DEVNULL, **who,
    )  # fmt: skip
    try:
        yield url.replace(f":{parts.port}/", f":{port}/")
    finally:
        child.send_signal(signal.SIGINT)
        child.wait()


def caught_up(primary: str, standby: str, seconds: float = 30) -> None:
    """Wait until a standby answers and has replayed what its primary has written."""
    with psycopg.connect(primary, autocommit=True) as connection:
        written = connection.execute("SELECT pg_current_wal_flush_lsn()").fetchone()
    deadline = perf_counter() + seconds
    while perf_counter() < deadline:
        try:
            with psycopg.connect(standby) as connection:
                if connection.execute("SELECT pg_last_wal_replay_lsn() >= %s", written).fetchone() == (True,):
                    return
        except psycopg.OperationalError:
            pass
        sleep(0.05)
    raise TimeoutError
