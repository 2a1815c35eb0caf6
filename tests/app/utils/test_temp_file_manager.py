import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.exceptions import ValidationException
from app.utils.lifecycle_coordinator import LifecycleCoordinator
from app.utils.temp_file_manager import TempFileManager

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)


@pytest.fixture
def manager(tmp_path: Path) -> TempFileManager:
    return TempFileManager(tmp_path / "tmp", lambda: NOW, LifecycleCoordinator(), max_age_seconds=60)


def test_file_lives_in_a_private_folder_and_goes_afterwards(manager: TempFileManager, tmp_path: Path) -> None:
    with manager.file(".json") as path:
        path.write_text("{}")
        assert path.parent == tmp_path / "tmp"
        assert path.suffix == ".json"
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not path.exists()


def test_file_goes_even_when_its_use_fails(manager: TempFileManager) -> None:
    def use() -> None:
        with manager.file() as path:
            path.write_text("x")
            used.append(path)
            raise RuntimeError

    used: list[Path] = []
    with pytest.raises(RuntimeError):
        use()
    assert not used[0].exists()


def test_folder_goes_with_all_that_is_in_it(manager: TempFileManager) -> None:
    with manager.folder() as folder:
        (folder / "deep" / "er").mkdir(parents=True)
        (folder / "deep" / "er" / "file").write_text("x")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()


@pytest.mark.parametrize(
    "suffix", ["/../../etc/passwd", "..", ".a/b", ".json\x00", "x", ".", ".\u00e9", ".toolongending1"]
)
def test_suffix_cannot_lead_elsewhere(manager: TempFileManager, suffix: str) -> None:
    with pytest.raises(ValidationException), manager.file(suffix):
        pass


def test_cleaning_removes_what_is_old_and_nothing_else(manager: TempFileManager, tmp_path: Path) -> None:
    folder = tmp_path / "tmp"
    elsewhere = tmp_path / "elsewhere"
    for path in (folder, elsewhere, folder / "old-folder"):
        path.mkdir()
    (elsewhere / "keep").write_text("x")
    for name in ("old", "new"):
        (folder / name).write_text("x")
    (folder / "old-link").symlink_to(elsewhere)
    for name in ("old", "old-folder", "old-link"):
        os.utime(folder / name, (NOW.timestamp() - 61,) * 2, follow_symlinks=False)
    os.utime(folder / "new", (NOW.timestamp() - 59,) * 2)
    assert manager.clean() == 3
    assert [path.name for path in folder.iterdir()] == ["new"]
    assert (elsewhere / "keep").exists()


def test_cleaning_before_the_first_use_is_harmless(manager: TempFileManager) -> None:
    assert manager.clean() == 0


def test_lifecycle_cleans_at_startup(tmp_path: Path) -> None:
    lifecycle = LifecycleCoordinator()
    folder = tmp_path / "tmp"
    folder.mkdir()
    (folder / "old").write_text("x")
    os.utime(folder / "old", (0, 0))
    TempFileManager(folder, lambda: NOW, lifecycle)
    lifecycle.startup()
    lifecycle.shutdown()
    assert not (folder / "old").exists()
