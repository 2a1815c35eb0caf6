import errno
import json
import subprocess
import sys
from time import perf_counter

import pytest

from app.cli import main as module
from app.cli.later import PROMISED
from app.exceptions import NotAvailableYetException

pytestmark = pytest.mark.integration


@pytest.fixture
def failing(monkeypatch):
    """A command line whose only command raises what the test gives."""

    def arrange(error, *arguments):
        def fail():
            raise error

        monkeypatch.setattr(module, "build", lambda: fail)
        monkeypatch.setattr(sys, "argv", ["binsight", *arguments])

    return arrange


def test_a_refusal_is_one_sentence_on_stderr_and_exit_1(failing, capsys):
    failing(NotAvailableYetException("Not yet"))
    with pytest.raises(SystemExit) as caught:
        module.main()
    assert caught.value.code == 1
    assert capsys.readouterr() == ("", "Not yet\n")


def test_with_json_a_refusal_is_one_object(failing, capsys):
    failing(NotAvailableYetException("Not yet"), "--json")
    with pytest.raises(SystemExit):
        module.main()
    assert json.loads(capsys.readouterr().out) == {"error": "Not yet", "details": {}, "code": "NOT_AVAILABLE"}


def test_a_full_disk_is_a_sentence(failing, capsys):
    failing(OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(SystemExit):
        module.main()
    assert "it is full" in capsys.readouterr().err


def test_other_operating_system_errors_are_not_hidden(failing):
    failing(OSError(errno.EIO, "broken disk"))
    with pytest.raises(OSError, match="broken disk"):
        module.main()


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "app.cli.main", *arguments], capture_output=True, text=True, check=False
    )


def test_help_is_quick_because_commands_import_late():
    imported = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "app.cli.main", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    for heavy in ("dagster", "streamlit", "polars", "great_expectations", "sqlalchemy", "boto3"):
        assert f" {heavy}\n" not in imported, heavy


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_promised_commands_refuse_politely(name):
    started = perf_counter()
    ended = run(name, "anything", "--json", "--moves", "5")
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["code"] == "NOT_AVAILABLE"
    assert len(ended.stderr.splitlines()) == 1
    assert perf_counter() - started < 10


def test_bad_usage_is_exit_2():
    assert run("up", "--nonsense").returncode == 2
    assert run("nonsense").returncode == 2


def test_a_wrong_setting_is_named(monkeypatch):
    monkeypatch.setenv("BINSIGHT_API_PORT", "99999")
    ended = run("doctor")
    assert ended.returncode == 1
    assert "BINSIGHT_API_PORT" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
