import structlog

from app.utils.lifecycle_coordinator import LifecycleCoordinator, LifecycleEvent


class Timer:
    """A timer that moves only when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_events_come_in_order_with_waiters_before_shutdown() -> None:
    seen: list[str] = []
    coordinator = LifecycleCoordinator()
    for event in reversed(LifecycleEvent):
        coordinator.register(event, lambda event=event: seen.append(event.value))

    def wait(_seconds: float) -> bool:
        seen.append("wait")
        return True

    coordinator.register_waiter("work", wait)
    coordinator.startup()
    assert not coordinator.is_shutting_down
    coordinator.shutdown()
    assert coordinator.is_shutting_down
    assert seen == ["startup", "prepare_shutdown", "wait", "shutdown", "after_shutdown"]


def test_callbacks_of_one_event_run_in_order_of_registration() -> None:
    seen: list[int] = []
    coordinator = LifecycleCoordinator()
    for number in range(3):
        coordinator.register(LifecycleEvent.STARTUP, lambda number=number: seen.append(number))
    coordinator.startup()
    assert seen == [0, 1, 2]


def test_second_startup_and_second_shutdown_do_nothing() -> None:
    seen: list[str] = []
    coordinator = LifecycleCoordinator()
    coordinator.register(LifecycleEvent.STARTUP, lambda: seen.append("up"))
    coordinator.register(LifecycleEvent.SHUTDOWN, lambda: seen.append("down"))
    for _ in range(2):
        coordinator.startup()
    for _ in range(2):
        coordinator.shutdown()
    assert seen == ["up", "down"]


def test_waiters_share_one_budget() -> None:
    timer = Timer()
    given: list[tuple[str, float]] = []
    coordinator = LifecycleCoordinator(10.0, timer)

    def taking(name: str, seconds: float) -> None:
        def wait(left: float) -> bool:
            given.append((name, left))
            timer.now += seconds
            return seconds <= left

        coordinator.register_waiter(name, wait)

    taking("first", 4.0)
    taking("second", 9.0)
    taking("third", 0.0)
    with structlog.testing.capture_logs() as logs:
        coordinator.shutdown()
    assert given == [("first", 10.0), ("second", 6.0), ("third", 0.0)]
    assert [(line["event"], line["waiter"]) for line in logs] == [("lifecycle_waiter_out_of_time", "second")]


def test_a_failing_callback_or_waiter_is_logged_and_the_rest_still_run() -> None:
    seen: list[str] = []
    coordinator = LifecycleCoordinator()

    def fail() -> None:
        raise RuntimeError("boom")

    def fail_waiting(_seconds: float) -> bool:
        raise RuntimeError("boom")

    for event in (LifecycleEvent.STARTUP, LifecycleEvent.SHUTDOWN):
        coordinator.register(event, fail)
        coordinator.register(event, lambda event=event: seen.append(event.value))
    coordinator.register_waiter("broken", fail_waiting)
    with structlog.testing.capture_logs() as logs:
        coordinator.startup()
        coordinator.shutdown()
    assert seen == ["startup", "shutdown"]
    assert [line["event"] for line in logs] == [
        "lifecycle_callback_failed",
        "lifecycle_waiter_failed",
        "lifecycle_callback_failed",
    ]
    assert all(line["exc_info"] for line in logs)
