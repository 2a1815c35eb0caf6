"""Repeating timer: one background thread that does one thing every so many seconds."""

from collections.abc import Callable
from threading import Event, Thread

import structlog

_log = structlog.get_logger()


class RepeatingTimer:
    """Calls `action` at once and then every `seconds`, until stopped; a failing call is logged and tried again."""

    def __init__(self, name: str, seconds: float, action: Callable[[], object]) -> None:
        self._name = name
        self._seconds = seconds
        self._action = action
        self._stopped = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start the thread; does nothing when it runs."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """End after the present call, waiting at most `timeout` seconds for it."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        while True:
            try:
                self._action()
            except Exception:  # noqa: BLE001 - outermost handler of this thread: one bad tick must not end all later ones
                _log.exception("timer_tick_failed", timer=self._name)
            if self._stopped.wait(self._seconds):
                return
