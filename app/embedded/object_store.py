"""The embedded S3: ministack with generated credentials, on loopback, its data in the home.

It is an emulator for one machine. Production uses a real S3, given by settings.
"""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from time import perf_counter, sleep
from types import TracebackType
from typing import Self

from app.embedded.account import prepare_home
from app.embedded.ports import LOOPBACK, choose_port
from app.embedded.process import end, end_stale, last_lines, spawn, start_time
from app.embedded.secret_file import read_or_create_secret
from app.exceptions import EmbeddedServerException

READY_SECONDS = 30.0
STOP_SECONDS = 10.0
_MODULE = "ministack"


class EmbeddedS3:
    """One S3 endpoint on loopback; buckets and objects survive restarts and SIGKILL."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._child: subprocess.Popen[bytes] | None = None
        self._port: int | None = None
        self.access_key_id = ""
        self.secret_access_key = ""
        self.log = home / "logs" / "s3.log"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def endpoint_url(self) -> str:
        """Where it answers."""
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def port(self) -> int | None:
        """The port it listens on, while it runs."""
        return self._port

    @property
    def pid(self) -> int | None:
        """Its process id, while it runs."""
        return self._child.pid if self._child is not None and self._child.poll() is None else None

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            EmbeddedServerException: it cannot run here; says why and what to do.
        """
        prepare_home(self._home)
        secrets = self._home / "secrets"
        self.access_key_id = "AK" + read_or_create_secret(secrets / "s3-access-key-id", 12)
        self.secret_access_key = read_or_create_secret(secrets / "s3-secret-access-key")
        folder = self._home / "s3"
        for name in ("data", "state"):
            (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        pid_file = folder / "pid"
        _end_left_over(pid_file)
        self._port = choose_port(self._port)
        self._child = spawn(
            [sys.executable, "-m", _MODULE],
            log=self.log,
            environment=self._environment(folder),
            working_folder=folder,
        )
        pid_file.write_text(f"{self._child.pid} {start_time(self._child.pid)}", encoding="ascii")
        self._wait_until_ready(self._child)

    def stop(self) -> None:
        """Stop the server; does nothing when it does not run."""
        if self._child is not None:
            end(self._child, signal.SIGTERM, STOP_SECONDS)
            self._child = None
            (self._home / "s3" / "pid").unlink(missing_ok=True)

    def is_healthy(self) -> bool:
        """True when it answers at all; without credentials a refusal is an answer."""
        try:
            with urllib.request.urlopen(self.endpoint_url, timeout=2):  # noqa: S310 - our own loopback address
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def _environment(self, folder: Path) -> dict[str, str]:
        """Everything is stated, because the emulator's own defaults listen everywhere and ask for no credentials."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return inherited | {
            "TMPDIR": str(folder),
            "AUTH": "true",
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "SERVICES": "s3",
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(folder / "data"),
            "PERSIST_STATE": "1",
            "STATE_DIR": str(folder / "state"),
            "BIND_HOST": LOOPBACK,
            "IOT_MTLS_ENABLED": "0",
            "GATEWAY_PORT": str(self._port),
        }

    def _wait_until_ready(self, child: subprocess.Popen[bytes]) -> None:
        deadline = perf_counter() + READY_SECONDS
        while not self.is_healthy():
            if child.poll() is not None:
                raise EmbeddedServerException(f"The embedded S3 stopped at once: {last_lines(self.log)}")
            if perf_counter() > deadline:
                self.stop()
                raise EmbeddedServerException(f"The embedded S3 was not ready in {READY_SECONDS:.0f} s; see {self.log}")
            sleep(0.05)


def _end_left_over(pid_file: Path) -> None:
    """A server that outlived its supervisor would write to the same folders; end it before starting our own."""
    if not pid_file.exists():
        return
    pid, _, started = pid_file.read_text(encoding="ascii").partition(" ")
    if pid.isdigit() and started:
        end_stale(int(pid), lambda number: start_time(number) == started, signal.SIGTERM, STOP_SECONDS)
