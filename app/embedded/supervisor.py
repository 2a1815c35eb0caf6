"""The supervisor behind `binsight up`: servers, first data, doors - and all of them down again in order."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from ipaddress import IPv4Address
from time import sleep
from types import FrameType

from app.config import Settings
from app.embedded.account import prepare_home
from app.embedded.children import Children
from app.embedded.doors import PORT_FIELDS, child_environment, first_data, first_run, plan_doors, with_free_ports
from app.embedded.home_lock import hold_home, write_state
from app.embedded.left_behind import end_left_behind
from app.embedded.object_store import EmbeddedS3
from app.embedded.postgres import EmbeddedPostgres
from app.embedded.servers import postgres_settings, s3_settings, with_servers
from app.exceptions import ConfigurationError, EmbeddedServerException
from app.warehouse.open_lake import open_lake

_LOOK_SECONDS = 0.5


class StopRequested(BaseException):
    """Raised in the main thread by the first SIGINT or SIGTERM."""


class Supervisor:
    """Runs everything on one machine until it is asked to stop.

    `prepare` brings the store up (migrations, bucket) once the servers answer and returns the settings that the doors
    get; `wants_first_data` tells whether demo data is to be loaded while the doors open; `say` tells the person at the
    terminal.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        prepare: Callable[[Settings], Settings],
        wants_first_data: Callable[[Settings], bool],
        say: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._prepare = prepare
        self._wants_first_data = wants_first_data
        self._say = say

    def run(self, on_ready: Callable[[dict[str, str]], None]) -> None:
        """Run until SIGINT or SIGTERM; everything started here is stopped on the way out.

        `on_ready` gets the addresses of the open doors by name.

        Raises:
            AlreadyRunningException: this home is taken. ConfigurationError: an address that needs sign-in.
            EmbeddedServerException: something cannot be kept running; names its log.
        """
        require_loopback(self._settings.host)
        prepare_home(self._settings.home)
        with _stop_on_signals(), ExitStack() as stack:
            state = stack.enter_context(hold_home(self._settings.home, "up"))
            for name in end_left_behind(self._settings.home):
                self._say(f"{name} was left running by a killed Binsight; it was ended")
            postgres, s3, settings = self._start_servers(stack)
            state = with_servers(state, settings)
            write_state(settings.home, state)
            settings = self._prepare(self._with_free_ports(settings))
            children, addresses = self._open_doors(stack, settings)
            write_state(settings.home, replace(state, addresses=addresses))
            on_ready(addresses)
            if open_lake(settings).pointer() is None:
                self._say("Computing the first snapshot ...")
                children.start_errand(first_run())
            self._watch(children, postgres, s3)

    def _start_servers(self, stack: ExitStack) -> tuple[EmbeddedPostgres | None, EmbeddedS3 | None, Settings]:
        postgres, s3 = None, None
        changes: dict[str, object] = {}
        if self._settings.uses_embedded_postgres:
            postgres = stack.enter_context(EmbeddedPostgres(self._settings.home))
            changes |= postgres_settings(postgres)
        if self._settings.uses_embedded_s3:
            s3 = stack.enter_context(EmbeddedS3(self._settings.home))
            changes |= s3_settings(s3)
        return postgres, s3, self._settings.model_copy(update=changes)

    def _with_free_ports(self, settings: Settings) -> Settings:
        chosen = with_free_ports(settings)
        for name, field in PORT_FIELDS.items():
            wanted, port = getattr(settings, field), getattr(chosen, field)
            if port != wanted:
                self._say(f"Port {wanted} is taken; {name} uses {port}")
        return chosen

    def _open_doors(self, stack: ExitStack, settings: Settings) -> tuple[Children, dict[str, str]]:
        doors = plan_doors(settings)
        children = Children(settings, doors, child_environment(settings))
        stack.callback(children.stop)
        children.start()
        if self._wants_first_data(settings):
            children.run_errand(first_data())
            self._say("The store was empty; it now holds demo data (next time: --no-demo)")
        children.wait_until_ready()
        return children, {door.name: door.address for door in doors if door.address}

    def _watch(self, children: Children, postgres: EmbeddedPostgres | None, s3: EmbeddedS3 | None) -> None:
        while True:
            for server, name in ((postgres, "PostgreSQL"), (s3, "S3")):
                if server is not None and server.pid is None:
                    self._say(f"{name} ended; starting it again")
                    _restart_in_place(server, name)
            for name in children.restart_fallen():
                self._say(f"{name} ended and was started again")
            if (news := children.ended_errand()) is not None:
                self._say(news)
            sleep(_LOOK_SECONDS)


def require_loopback(host: str) -> None:
    """Refuse to serve beyond this machine: there is no sign-in yet.

    Raises:
        ConfigurationError: the host is not a loopback address.
    """
    try:
        is_loopback = host == "localhost" or IPv4Address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ConfigurationError(
            [f"BINSIGHT_HOST: without sign-in Binsight serves this machine only; use 127.0.0.1, not {host}"]
        )


def _restart_in_place(server: EmbeddedPostgres | EmbeddedS3, name: str) -> None:
    """Start a fallen server again on the port that everybody knows.

    Raises:
        EmbeddedServerException: the port was taken meanwhile.
    """
    before = server.port
    server.start()
    if server.port != before:
        raise EmbeddedServerException(f"{name} could not get its port {before} back; start Binsight again")


@contextmanager
def _stop_on_signals() -> Iterator[None]:
    """Turn the first SIGINT or SIGTERM into `StopRequested`; later ones are ignored while things shut down."""

    def request(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise StopRequested

    before = {number: signal.signal(number, request) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except StopRequested:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
