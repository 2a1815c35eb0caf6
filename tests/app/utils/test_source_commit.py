"""The commit that the code comes from: named where git is there, with a mark when files were changed since."""

import shutil
import subprocess

import pytest

from app.utils.source_commit import source_commit

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")


def git(folder, *words):
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    answer = subprocess.run(["git", "-C", folder, *who, *words], check=True, capture_output=True, text=True)
    return answer.stdout.strip()


@pytest.fixture
def checkout(tmp_path):
    git(tmp_path, "init", "-q")
    (tmp_path / "code.py").write_text("1")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    git(tmp_path, "tag", "v9")
    return tmp_path


@pytest.fixture(autouse=True)
def asked_anew():
    source_commit.cache_clear()
    yield
    source_commit.cache_clear()


def test_the_commit_is_named_and_a_tag_is_not(checkout):
    assert source_commit(checkout) == git(checkout, "rev-parse", "--short=12", "HEAD")


def test_changed_code_is_not_the_code_of_the_commit(checkout):
    (checkout / "code.py").write_text("2")
    assert source_commit(checkout) == git(checkout, "rev-parse", "--short=12", "HEAD") + "-dirty"


def test_a_folder_inside_the_repository_of_somebody_else_has_none(checkout):
    (checkout / "site-packages").mkdir()
    assert source_commit(checkout / "site-packages") is None


def test_without_git_or_with_a_broken_repository_there_is_none(checkout, monkeypatch):
    (checkout / ".git" / "HEAD").unlink()
    assert source_commit(checkout) is None
    source_commit.cache_clear()
    monkeypatch.setenv("PATH", "")
    assert source_commit(checkout) is None
