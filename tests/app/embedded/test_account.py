import shutil
import stat

import pytest

from app.embedded import account
from app.embedded.account import Account, may_pass, prepare_home, reachable_binaries, server_folder
from app.exceptions import EmbeddedServerException

STRANGER = Account("stranger", 54321, 54321)


@pytest.fixture
def open_path(open_folder):
    """A folder that strangers can reach."""
    return open_folder()


@pytest.fixture
def as_root(monkeypatch, open_path):
    """Decisions as root takes them, with the system folder inside the test's own."""
    monkeypatch.setattr(account, "database_account", lambda: STRANGER)
    monkeypatch.setattr(account, "SYSTEM_FOLDER", open_path / "var")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_closed_folder_anywhere_above_stops_a_stranger(open_path):
    inner = open_path / "closed" / "inner"
    inner.mkdir(parents=True)
    inner.parent.chmod(0o700)
    assert may_pass(open_path, STRANGER)
    assert not may_pass(inner, STRANGER)


def test_an_empty_closed_home_is_opened_for_passage_only(open_path, as_root):
    home = open_path / "home"
    home.mkdir(mode=0o700)
    prepare_home(home)
    assert mode(home) == 0o711
    assert all(mode(home / name) == 0o700 for name in account.PRIVATE_FOLDERS)


def test_a_home_with_other_things_in_it_is_never_opened(open_path, as_root):
    home = open_path / "home"
    home.mkdir(mode=0o700)
    (home / "letters").touch()
    prepare_home(home)
    assert mode(home) == 0o700


def test_without_root_a_home_stays_closed(tmp_path, monkeypatch):
    monkeypatch.setattr(account, "database_account", lambda: None)
    prepare_home(tmp_path / "home")
    assert mode(tmp_path / "home") == 0o700


def test_data_stays_in_a_home_that_can_be_reached(open_path, as_root):
    home = open_path / "home"
    prepare_home(home)
    assert server_folder(home, "postgres", STRANGER) == home / "postgres"


def test_data_of_an_unreachable_home_lies_elsewhere_and_the_home_says_where(open_path, as_root):
    home = open_path / "closed" / "home"
    home.mkdir(parents=True)
    home.parent.chmod(0o700)
    folder = server_folder(home, "postgres", STRANGER)
    assert folder.is_relative_to(open_path / "var")
    assert (home / "postgres.location").read_text().strip() == str(folder)
    assert server_folder(home, "postgres", STRANGER) == folder


def test_data_in_a_home_that_was_closed_later_are_refused_and_never_replaced_by_an_empty_server(open_path, as_root):
    home = open_path / "above" / "home"
    home.mkdir(parents=True)
    folder = server_folder(home, "postgres", STRANGER)
    (folder / "data").mkdir(parents=True)
    home.parent.chmod(0o700)
    with pytest.raises(EmbeddedServerException, match=f"chmod a\\+x {home.parent}"):
        server_folder(home, "postgres", STRANGER)
    home.parent.chmod(0o711)
    assert server_folder(home, "postgres", STRANGER) == folder == home / "postgres"


def test_data_outside_of_a_home_that_was_opened_later_stay_there(open_path, as_root):
    home = open_path / "above" / "home"
    home.mkdir(parents=True)
    home.parent.chmod(0o700)
    folder = server_folder(home, "postgres", STRANGER)
    home.parent.chmod(0o711)
    assert server_folder(home, "postgres", STRANGER) == folder


def test_binaries_that_cannot_be_reached_are_copied_once(open_path, as_root):
    installation = open_path / "closed" / "pginstall"
    (installation / "bin").mkdir(parents=True)
    (installation / "bin" / "postgres").write_text("binary")
    installation.parent.chmod(0o700)
    copy = reachable_binaries(installation, STRANGER)
    assert (copy / "bin" / "postgres").read_text() == "binary"
    assert copy.is_relative_to(open_path / "var")
    assert reachable_binaries(installation, STRANGER) == copy
    assert [path.name for path in (open_path / "var").iterdir()] == [copy.name]


def test_a_home_that_cannot_be_made_is_said_in_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedServerException, match="choose another with --home"):
        prepare_home(tmp_path / "file" / "home")


def test_a_home_that_was_removed_and_made_again_never_meets_the_files_of_the_one_before(open_path, as_root):
    home = open_path / "closed" / "home"
    home.mkdir(parents=True)
    home.parent.chmod(0o700)
    first = server_folder(home, "postgres", STRANGER)
    first.mkdir(parents=True)
    shutil.rmtree(home)
    home.mkdir()
    assert server_folder(home, "postgres", STRANGER) != first
