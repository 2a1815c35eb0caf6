"""`binsight demo` as a process: JSON on success, one sentence and exit 1 on a refusal, exit 2 on bad usage."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import Settings


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli.main", "demo", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.integration
@pytest.mark.parametrize("arguments", [["--size", "huge"], ["--until", "tomorrow"], ["--seed", "-1"]])
def test_bad_usage_exits_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert arguments[0] in result.stderr


@pytest.mark.integration
def test_loads_once_and_refuses_the_second_time(settings: Settings, tmp_path: Path) -> None:
    environment = {"BINSIGHT_DATABASE_URL": str(settings.database_url)}
    arguments = ("--until", "2026-01-01", "--home", str(tmp_path / "home"), "--json")
    first = run(*arguments, **environment)
    assert first.returncode == 0, first.stderr
    report = json.loads(first.stdout)
    assert report["rows"]["parts"] == 500
    assert report["until"] == "2026-01-01"
    second = run(*arguments, **environment)
    assert second.returncode == 1
    assert "already" in second.stderr
    assert json.loads(second.stdout)["code"] == "INVALID_OPERATION"
