from threading import Event

import structlog

from app.utils.repeating_timer import RepeatingTimer


def test_first_tick_comes_at_once_and_later_ones_follow() -> None:
    ticks: list[int] = []
    enough = Event()

    def tick() -> None:
        ticks.append(1)
        if len(ticks) == 3:
            enough.set()

    timer = RepeatingTimer("test", 0.01, tick)
    timer.start()
    timer.start()
    assert enough.wait(5)
    timer.stop()
    count = len(ticks)
    assert not Event().wait(0.05)
    assert len(ticks) == count


def test_a_failing_tick_is_logged_and_tried_again() -> None:
    calls: list[int] = []
    recovered = Event()

    def tick() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("boom")
        recovered.set()

    timer = RepeatingTimer("test", 0.01, tick)
    with structlog.testing.capture_logs() as logs:
        timer.start()
        assert recovered.wait(5)
        timer.stop()
    assert logs[0]["event"] == "timer_tick_failed"


def test_stopping_does_not_wait_for_the_next_tick() -> None:
    first = Event()
    timer = RepeatingTimer("test", 3600, first.set)
    timer.start()
    assert first.wait(5)
    timer.stop(timeout=5)
    assert not timer._thread.is_alive()
