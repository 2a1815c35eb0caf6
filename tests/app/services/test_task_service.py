from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Event
from time import perf_counter, sleep

import pytest
import structlog
from prometheus_client import CollectorRegistry

from app.exceptions import InvalidOperationException, RecordNotFoundException, ServiceUnavailableException
from app.services.metrics_service import MetricsService
from app.services.task_service import Progress, TaskService, TaskStatus
from app.utils.lifecycle_coordinator import LifecycleCoordinator


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 2, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lifecycle() -> LifecycleCoordinator:
    return LifecycleCoordinator(budget_seconds=0.3)


@pytest.fixture
def metrics() -> MetricsService:
    return MetricsService(CollectorRegistry())


@pytest.fixture
def tasks(clock: Clock, lifecycle: LifecycleCoordinator, metrics: MetricsService) -> Iterator[TaskService]:
    yield TaskService(clock, lifecycle, metrics, workers=1, purge_after_seconds=60)
    lifecycle.shutdown()


def _until(condition: Callable[[], bool]) -> None:
    deadline = perf_counter() + 5
    while not condition():
        assert perf_counter() < deadline, "it did not happen in 5 s"
        sleep(0.005)


def _finished(tasks: TaskService, task_id: str) -> TaskStatus:
    _until(lambda: tasks.status(task_id).is_finished)
    return tasks.status(task_id)


def test_a_task_keeps_its_progress_and_result(tasks: TaskService, clock: Clock) -> None:
    def work(progress: Progress) -> int:
        progress(0.5, "half")
        progress(7.0, "done")
        return 42

    status = _finished(tasks, tasks.start("count", work))
    assert (status.name, status.state, status.result, status.error) == ("count", "completed", 42, None)
    assert [(event.fraction, event.message) for event in status.progress] == [(0.5, "half"), (1.0, "done")]
    assert status.ended_at == clock.now


def test_cancel_stops_a_running_task_at_its_next_progress(tasks: TaskService) -> None:
    begun, go_on, after = Event(), Event(), []

    def work(progress: Progress) -> None:
        begun.set()
        go_on.wait(5)
        progress(0.5, "half")
        after.append("never")

    task_id = tasks.start("slow", work)
    assert begun.wait(5)
    assert tasks.cancel(task_id).state == "running"
    go_on.set()
    status = _finished(tasks, task_id)
    assert (status.state, status.error, after) == ("cancelled", None, [])


def test_cancel_of_a_waiting_task_keeps_it_from_starting(tasks: TaskService) -> None:
    go_on, ran = Event(), []
    first = tasks.start("first", lambda progress: go_on.wait(5))
    second = tasks.start("second", lambda progress: ran.append(1))
    assert tasks.cancel(second).state == "cancelled"
    go_on.set()
    assert _finished(tasks, first).state == "completed"
    assert ran == []


def test_cancel_of_a_finished_task_changes_nothing(tasks: TaskService) -> None:
    task_id = tasks.start("quick", lambda progress: "result")
    _finished(tasks, task_id)
    assert tasks.cancel(task_id).state == "completed"


def test_an_expected_error_becomes_its_sentence(tasks: TaskService) -> None:
    def work(progress: Progress) -> None:
        raise InvalidOperationException("import", "the file is empty")

    status = _finished(tasks, tasks.start("import", work))
    assert (status.state, status.error) == ("failed", "Cannot import because the file is empty")


def test_an_unexpected_error_shows_an_id_and_is_logged(tasks: TaskService) -> None:
    def work(progress: Progress) -> None:
        raise RuntimeError("secret detail")

    with structlog.testing.capture_logs() as logs:
        status = _finished(tasks, tasks.start("import", work))
    assert status.state == "failed"
    assert status.error is not None
    assert status.id in status.error
    assert "secret" not in status.error
    assert (logs[0]["event"], logs[0]["task_id"]) == ("task_failed", status.id)


def test_finished_tasks_are_forgotten_after_a_while(tasks: TaskService, clock: Clock) -> None:
    task_id = tasks.start("quick", lambda progress: None)
    _finished(tasks, task_id)
    clock.now += timedelta(seconds=60)
    assert [status.id for status in tasks.all()] == [task_id]
    clock.now += timedelta(seconds=1)
    assert tasks.all() == []
    with pytest.raises(RecordNotFoundException):
        tasks.status(task_id)


def test_unknown_task(tasks: TaskService) -> None:
    with pytest.raises(RecordNotFoundException):
        tasks.cancel("nothing")


def test_progress_of_a_chatty_task_is_cut_to_the_latest(tasks: TaskService) -> None:
    def work(progress: Progress) -> None:
        for number in range(500):
            progress(number / 500, str(number))

    status = _finished(tasks, tasks.start("chatty", work))
    assert [event.message for event in status.progress] == [str(number) for number in range(300, 500)]


def test_active_tasks_are_counted_in_the_metric(tasks: TaskService, metrics: MetricsService) -> None:
    go_on = Event()
    started = [tasks.start("slow", lambda progress: go_on.wait(5)) for _ in range(3)]
    assert metrics.registry.get_sample_value("active_tasks") == 3
    go_on.set()
    for task_id in started:
        _finished(tasks, task_id)
    assert metrics.registry.get_sample_value("active_tasks") == 0


def test_shutdown_waits_for_tasks_and_refuses_new_ones(tasks: TaskService, lifecycle: LifecycleCoordinator) -> None:
    task_id = tasks.start("short", lambda progress: sleep(0.1))
    lifecycle.shutdown()
    assert tasks.status(task_id).state == "completed"
    with pytest.raises(ServiceUnavailableException):
        tasks.start("late", lambda progress: None)


def test_shutdown_cancels_what_does_not_end_in_time(tasks: TaskService, lifecycle: LifecycleCoordinator) -> None:
    def work(progress: Progress) -> None:
        while True:
            progress(0.0, "still going")
            sleep(0.01)

    endless = tasks.start("endless", work)
    waiting = tasks.start("waiting", lambda progress: None)
    with structlog.testing.capture_logs() as logs:
        lifecycle.shutdown()
    assert _finished(tasks, endless).state == "cancelled"
    assert tasks.status(waiting).state == "cancelled"
    assert tasks.active_count() == 0
    assert logs[0]["event"] == "lifecycle_waiter_out_of_time"
