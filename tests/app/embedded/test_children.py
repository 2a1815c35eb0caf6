import os
import signal
import socket
import sys
from time import perf_counter, sleep

import pytest

from app.config import Settings
from app.embedded import children as module
from app.embedded.children import Children, answers
from app.embedded.doors import Door
from app.embedded.ports import LOOPBACK, choose_port
from app.exceptions import EmbeddedServerException


def python(script):
    return (sys.executable, "-c", script)


SLEEPER = Door("Sleeper", python("import time; time.sleep(60)"), "sleeper")
FALLER = Door("Faller", python("print('out of cheese'); raise SystemExit(3)"), "faller")


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "run").mkdir()
    return Settings(home=tmp_path)


@pytest.fixture
def start(settings):
    started = []

    def start_all(*doors):
        built = Children(settings, doors, dict(os.environ))
        started.append(built)
        built.start()
        return built

    yield start_all
    for built in started:
        built.stop()


@pytest.fixture
def no_waiting(monkeypatch):
    monkeypatch.setattr(module, "sleep", lambda _: sleep(0.01))


def pid_of(children, name):
    return children._running[name].pid


def wait_for(question):
    deadline = perf_counter() + 10
    while perf_counter() < deadline:
        if (answer := question()) is not None and answer != []:
            return answer
        sleep(0.02)
    return pytest.fail("it never happened")


def test_a_child_that_is_killed_is_started_again(start, no_waiting):
    children = start(SLEEPER)
    before = pid_of(children, "Sleeper")
    assert children.restart_fallen() == []
    os.kill(before, signal.SIGKILL)
    assert wait_for(children.restart_fallen) == ["Sleeper"]
    assert pid_of(children, "Sleeper") != before


def test_a_child_that_keeps_falling_ends_with_a_sentence_that_names_its_log(start, no_waiting, settings):
    children = start(FALLER)

    def fall_again():
        children.restart_fallen()

    with pytest.raises(EmbeddedServerException, match="ended 6 times") as caught:
        wait_for(fall_again)
    assert str(settings.home / "logs" / "faller.log") in caught.value.message
    assert "out of cheese" in caught.value.message


def test_a_door_that_answers_is_ready(start):
    port = choose_port(None)
    door = Door(
        "Files",
        (sys.executable, "-m", "http.server", str(port), "-b", LOOPBACK),
        "files",
        health=f"http://{LOOPBACK}:{port}/",
    )
    start(door).wait_until_ready()
    assert answers(door.health)
    assert not answers(f"{door.health}missing")


def test_a_door_that_stays_silent_is_named(start, monkeypatch):
    monkeypatch.setattr(module, "READY_SECONDS", 0.3)
    silent = Door("Silent", SLEEPER.arguments, "silent", health=f"tcp://{LOOPBACK}:{choose_port(None)}")
    with pytest.raises(EmbeddedServerException, match=r"Silent did not answer .*silent\.log"):
        start(silent).wait_until_ready()


def test_an_open_port_answers_and_a_closed_one_does_not():
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        port = server.getsockname()[1]
        assert answers(f"tcp://{LOOPBACK}:{port}")
    assert not answers(f"tcp://{LOOPBACK}:{port}")


def test_an_errand_is_reported_once_and_never_restarted(start):
    children = start()
    children.start_errand(Door("First run", python("pass"), "first-run"))
    assert wait_for(children.ended_errand) == "First run is done"
    assert children.ended_errand() is None
    assert children.restart_fallen() == []


def test_an_errand_can_be_waited_for(start, tmp_path):
    written = tmp_path / "written"
    start().run_errand(Door("Demo data", python(f"open({str(written)!r}, 'w')"), "demo-data"))
    assert written.exists()


def test_an_errand_that_is_waited_for_and_fails_is_a_sentence(start):
    with pytest.raises(EmbeddedServerException, match="Demo data failed: out of cheese"):
        start().run_errand(Door("Demo data", FALLER.arguments, "demo-data"))


def test_a_failed_errand_says_its_last_words(start):
    children = start()
    children.start_errand(Door("First run", FALLER.arguments, "first-run"))
    assert wait_for(children.ended_errand) == "First run failed: out of cheese"


def test_stop_ends_all_children_together(start):
    children = start(SLEEPER, Door("Second", SLEEPER.arguments, "second"))
    pids = [pid_of(children, name) for name in ("Sleeper", "Second")]
    children.stop()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
