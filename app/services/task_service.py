"""Tasks: work that takes longer than a click, with progress, cancel and an orderly end.

One per process, so that a task survives a page change. Work runs in a few threads; nothing is kept across restarts.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event, Lock
from uuid import uuid4

import structlog

from app.exceptions import BinsightError, RecordNotFoundException, ServiceUnavailableException
from app.services.metrics_service import MetricsService
from app.utils.lifecycle_coordinator import LifecycleCoordinator, LifecycleEvent
from app.utils.time import Clock

WORKERS = 4
PURGE_AFTER_SECONDS = 600.0
MAX_PROGRESS_EVENTS = 200
UNFINISHED = ("pending", "running")

_log = structlog.get_logger()


class TaskCancelled(BinsightError):
    """Raised inside a task by its own progress call once somebody cancelled it."""

    code = "TASK_CANCELLED"
    status = 409


@dataclass(frozen=True)
class TaskProgress:
    """How far a task was at an instant: a fraction from 0 to 1 and a few words."""

    at: datetime
    fraction: float
    message: str


@dataclass(frozen=True)
class TaskStatus:
    """A task as seen from outside; `state` is pending, running, completed, failed or cancelled.

    `error` is a sentence for people; `result` is what the function returned.
    """

    id: str
    name: str
    state: str
    created_at: datetime
    ended_at: datetime | None = None
    progress: tuple[TaskProgress, ...] = ()
    result: object = None
    error: str | None = None

    @property
    def is_finished(self) -> bool:
        """True once it completed, failed or was cancelled."""
        return self.state not in UNFINISHED


Progress = Callable[[float, str], None]
TaskFunction = Callable[[Progress], object]


@dataclass
class _Task:
    status: TaskStatus
    cancelled: Event = field(default_factory=Event)
    future: "Future[None] | None" = None


class TaskService:
    """Starts, watches and cancels tasks; drains them when the process stops."""

    def __init__(
        self,
        clock: Clock,
        lifecycle: LifecycleCoordinator,
        metrics: MetricsService,
        *,
        workers: int = WORKERS,
        purge_after_seconds: float = PURGE_AFTER_SECONDS,
    ) -> None:
        self._clock = clock
        self._purge_after = timedelta(seconds=purge_after_seconds)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="task")
        self._tasks: dict[str, _Task] = {}
        self._lock = Lock()
        self._is_accepting = True
        metrics.watch_active_tasks(self.active_count)
        lifecycle.register(LifecycleEvent.PREPARE_SHUTDOWN, self._refuse_new)
        lifecycle.register_waiter("tasks", self.drain)
        lifecycle.register(LifecycleEvent.SHUTDOWN, self._end)

    def start(self, name: str, function: TaskFunction) -> str:
        """Run `function(progress)` in the background; returns the task's id.

        Raises:
            ServiceUnavailableException: the process is shutting down.
        """
        task = _Task(TaskStatus(uuid4().hex, name, "pending", self._clock()))
        with self._lock:
            if not self._is_accepting:
                raise ServiceUnavailableException("The task service", "Binsight is shutting down")
            self._purge()
            self._tasks[task.status.id] = task
            task.future = self._pool.submit(self._run, task, function)
        return task.status.id

    def status(self, task_id: str) -> TaskStatus:
        """The task as it is now.

        Raises:
            RecordNotFoundException: never started here, or purged since.
        """
        return self._task(task_id).status

    def all(self) -> list[TaskStatus]:
        """All tasks that are still known, oldest first."""
        with self._lock:
            self._purge()
            return [task.status for task in self._tasks.values()]

    def cancel(self, task_id: str) -> TaskStatus:
        """Ask the task to stop at its next progress call; does nothing to a finished one.

        Raises:
            RecordNotFoundException: never started here, or purged since.
        """
        task = self._task(task_id)
        task.cancelled.set()
        if task.future is not None and task.future.cancel():
            self._finish(task, "cancelled")
        return task.status

    def active_count(self) -> int:
        """How many tasks wait or run."""
        with self._lock:
            return sum(not task.status.is_finished for task in self._tasks.values())

    def drain(self, seconds: float) -> bool:
        """Wait up to `seconds` for running tasks; returns whether all have ended."""
        with self._lock:
            futures = [task.future for task in self._tasks.values() if task.future is not None]
        return not wait(futures, timeout=seconds).not_done

    def _refuse_new(self) -> None:
        with self._lock:
            self._is_accepting = False

    def _end(self) -> None:
        for task in self.all():
            self.cancel(task.id)
        self._pool.shutdown(wait=False)

    def _task(self, task_id: str) -> _Task:
        with self._lock:
            self._purge()
            task = self._tasks.get(task_id)
        if task is None:
            raise RecordNotFoundException("Task", task_id)
        return task

    def _run(self, task: _Task, function: TaskFunction) -> None:
        if task.cancelled.is_set():
            self._finish(task, "cancelled")
            return
        task.status = replace(task.status, state="running")
        try:
            result = function(lambda fraction, message: self._progress(task, fraction, message))
        except TaskCancelled:
            self._finish(task, "cancelled")
        except BinsightError as error:
            self._finish(task, "failed", error=error.message)
        except Exception:  # noqa: BLE001 - outermost handler of the task's thread; whoever watches gets the id to look for in the log
            _log.exception("task_failed", task_id=task.status.id, task=task.status.name)
            self._finish(task, "failed", error=f"Something unexpected happened; the log knows it as {task.status.id}")
        else:
            self._finish(task, "completed", result=result)

    def _progress(self, task: _Task, fraction: float, message: str) -> None:
        if task.cancelled.is_set():
            raise TaskCancelled(f"{task.status.name} was cancelled")
        event = TaskProgress(self._clock(), min(max(fraction, 0.0), 1.0), message)
        task.status = replace(task.status, progress=(*task.status.progress, event)[-MAX_PROGRESS_EVENTS:])

    def _finish(self, task: _Task, state: str, *, result: object = None, error: str | None = None) -> None:
        task.status = replace(task.status, state=state, ended_at=self._clock(), result=result, error=error)

    def _purge(self) -> None:
        """Forget tasks that ended long ago; the caller holds the lock."""
        oldest = self._clock() - self._purge_after
        for task_id, task in list(self._tasks.items()):
            if task.status.ended_at is not None and task.status.ended_at < oldest:
                del self._tasks[task_id]
