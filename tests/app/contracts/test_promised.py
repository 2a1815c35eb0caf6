"""The lock of the main line, from a repository of its own; nothing where there is none."""

import subprocess

import pytest

from app.contracts.promised import LOCK, promised_lock


@pytest.fixture
def git(tmp_path):
    """Runs git in a new repository on the branch `main`."""

    def run(*arguments):
        who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", tmp_path, *who, *arguments], check=True, capture_output=True)

    run("init", "-b", "main")
    return run


@pytest.fixture
def promise(git, tmp_path):
    """Commits a lock of this text."""

    def commit(text):
        (tmp_path / LOCK).parent.mkdir(exist_ok=True)
        (tmp_path / LOCK).write_text(text)
        git("add", "-A")
        git("commit", "-m", text)

    return commit


def test_a_branch_is_held_to_where_it_left_the_main_line(git, promise, tmp_path):
    promise("first")
    git("switch", "-c", "work")
    promise("second")
    promise("third")
    assert promised_lock(tmp_path) == "first"
    git("switch", "main")
    promise("elsewhere")
    git("switch", "work")
    assert promised_lock(tmp_path) == "first"


def test_the_main_line_is_held_to_one_commit_back(git, promise, tmp_path):
    promise("first")
    assert promised_lock(tmp_path) is None
    promise("second")
    assert promised_lock(tmp_path) == "first"


def test_without_a_repository_or_a_main_line_nothing_is_known(git, promise, tmp_path, monkeypatch):
    assert promised_lock(tmp_path) is None
    promise("first")
    git("branch", "-m", "other")
    assert promised_lock(tmp_path) is None
    assert promised_lock(tmp_path.parent) is None
    monkeypatch.setenv("PATH", "")
    assert promised_lock(tmp_path) is None
