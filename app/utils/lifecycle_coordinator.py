"""Lifecycle: who has to do what when a process starts and stops, in which order and in how much time.

Belongs here: events, callbacks and named waiters. FastAPI's lifespan and the command line drive it.
Does not belong here: signals, or knowledge of who registered.
"""

from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum
from threading import Lock
from time import perf_counter

import structlog

_log = structlog.get_logger()

Callback = Callable[[], None]
Waiter = Callable[[float], bool]
"""Gets the seconds that are left, returns whether its work ended within them."""


class LifecycleEvent(StrEnum):
    """What happens to a process, in this order; waiters run between `prepare_shutdown` and `shutdown`."""

    STARTUP = "startup"
    PREPARE_SHUTDOWN = "prepare_shutdown"
    SHUTDOWN = "shutdown"
    AFTER_SHUTDOWN = "after_shutdown"


class LifecycleCoordinator:
    """Calls what was registered, in order of registration; a failing callback is logged and the rest still run."""

    def __init__(self, budget_seconds: float = 10.0, timer: Callable[[], float] = perf_counter) -> None:
        self._budget_seconds = budget_seconds
        self._timer = timer
        self._callbacks: dict[LifecycleEvent, list[Callback]] = defaultdict(list)
        self._waiters: dict[str, Waiter] = {}
        self._lock = Lock()
        self._is_started = False
        self._is_shutting_down = False

    @property
    def is_shutting_down(self) -> bool:
        """True from the first `shutdown` on."""
        return self._is_shutting_down

    def register(self, event: LifecycleEvent, callback: Callback) -> None:
        """Call `callback` when `event` happens."""
        self._callbacks[event].append(callback)

    def register_waiter(self, name: str, waiter: Waiter) -> None:
        """Let shutdown wait for `waiter`; all waiters share one time budget."""
        self._waiters[name] = waiter

    def startup(self) -> None:
        """Tell everybody that the process starts; a second call does nothing."""
        with self._lock:
            if self._is_started:
                return
            self._is_started = True
        self._fire(LifecycleEvent.STARTUP)

    def shutdown(self) -> None:
        """Prepare, wait for the waiters, stop, clean up; a second call does nothing."""
        with self._lock:
            if self._is_shutting_down:
                return
            self._is_shutting_down = True
        self._fire(LifecycleEvent.PREPARE_SHUTDOWN)
        self._wait()
        self._fire(LifecycleEvent.SHUTDOWN)
        self._fire(LifecycleEvent.AFTER_SHUTDOWN)

    def _wait(self) -> None:
        deadline = self._timer() + self._budget_seconds
        for name, waiter in self._waiters.items():
            left = max(0.0, deadline - self._timer())
            try:
                is_done = waiter(left)
            except Exception:  # noqa: BLE001 - somebody else's code: shutdown must go on, and the log says who failed
                _log.exception("lifecycle_waiter_failed", waiter=name)
                continue
            if not is_done:
                _log.warning("lifecycle_waiter_out_of_time", waiter=name, seconds=round(left, 3))

    def _fire(self, event: LifecycleEvent) -> None:
        for callback in self._callbacks[event]:
            try:
                callback()
            except Exception:  # noqa: BLE001 - somebody else's code: the others must still be told, and the log says who failed
                _log.exception("lifecycle_callback_failed", lifecycle_event=event.value, callback=repr(callback))
