"""Under which account PostgreSQL runs, and where its files can lie.

PostgreSQL refuses to run as root. Started by root it runs as an unprivileged account, which must be able to pass
through every folder above its data and its binaries.
"""

import hashlib
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from app.exceptions import EmbeddedServerException

MARKER = "binsight-home"
MINIMUM_FREE_BYTES = 256 * 1024**2
"""A fresh database with its log takes about 100 MiB; PostgreSQL stops hard on a full disk."""
SYSTEM_FOLDER = Path("/var/lib/binsight")
PRIVATE_FOLDERS = ("dagster", "lake", "lake_on_s3", "logs", "run", "s3", "secrets", "tmp")
_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An unprivileged system account."""

    name: str
    uid: int
    gid: int


def database_account() -> Account | None:
    """The account to run PostgreSQL under; None when we are not root and simply run it ourselves.

    Raises:
        EmbeddedServerException: root, but no unprivileged account exists.
    """
    if os.geteuid() != 0:
        return None
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedServerException("PostgreSQL cannot run as root and there is no account 'postgres'; create one")


def may_pass(folder: Path, account: Account) -> bool:
    """True when the account may enter `folder` and every folder above it."""
    return _closed_folder(folder, account) is None


def _closed_folder(folder: Path, account: Account) -> Path | None:
    """The innermost folder on the way to `folder`, itself included, that the account may not enter."""
    return next((place for place in (folder, *folder.parents) if not _may_enter(place, account)), None)


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _may_enter(folder: Path, account: Account) -> bool:
    facts = folder.stat()
    if facts.st_uid == account.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid == account.gid:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & stat.S_IXOTH)


def prepare_home(home: Path) -> None:
    """Make the home folder (0700) and mark it; for root, let the database account pass through it (0711).

    Only a folder that is new, empty or already marked is opened, never a folder that holds other things.

    Raises:
        EmbeddedServerException: the folder cannot be made or written, or its disk is nearly full.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_ours = (home / MARKER).exists() or not any(home.iterdir())
        if is_ours:
            (home / MARKER).touch()
        for name in PRIVATE_FOLDERS:
            (home / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise EmbeddedServerException(
            f"The home folder {home} cannot be written ({error.strerror}); choose another with --home"
        ) from error
    free = shutil.disk_usage(home).free
    if free < MINIMUM_FREE_BYTES:
        raise EmbeddedServerException(
            f"Only {free // 1024**2} MiB are free at {home}, and Binsight needs {MINIMUM_FREE_BYTES // 1024**2}; "
            "free some space, or choose another home with --home"
        )
    account = database_account()
    if account is not None and is_ours and not _may_enter(home, account):
        home.chmod(home.stat().st_mode | 0o011)


def server_folder(home: Path, name: str, account: Account | None) -> Path:
    """Where the server `name` keeps its files: in the home, or under /var/lib/binsight when the home is closed to it.

    A pointer file in the home says where the second place is. Its name is drawn, so that a home that was removed and
    made again never meets the files, and the password, of the one before. Once there are files they stay where they
    are: a folder that is closed or opened later must not bring up an empty server beside them.

    Raises:
        EmbeddedServerException: the files lie in the home, and a folder on the way was closed since.
    """
    inside, pointer = home / name, home / f"{name}.location"
    closed = None if account is None else _closed_folder(home, account)
    if closed is None and (account is None or not pointer.exists() or _has_files(inside)):
        return inside
    if _has_files(inside):
        raise EmbeddedServerException(
            f"The data of {name} in {inside} cannot be reached: {closed} is closed to the account under which it "
            f"runs; open it again (chmod a+x {closed})"
        )
    if not pointer.exists():
        pointer.write_text(f"{SYSTEM_FOLDER / token_hex(8) / name}\n", encoding="utf-8")
    return Path(pointer.read_text(encoding="utf-8").strip())


def reachable_binaries(installation: Path, account: Account | None) -> Path:
    """The PostgreSQL installation itself, or a copy that the account can reach when the original is closed to it."""
    if account is None or may_pass(installation / "bin", account):
        return installation
    target = SYSTEM_FOLDER / f"{installation.name}-{_fingerprint(installation)}"
    if not target.exists():
        SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
        open_system_folder(SYSTEM_FOLDER)
        copy = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(installation, copy, symlinks=True)
        copy.chmod(0o755)
        try:
            copy.rename(target)
        except OSError:
            shutil.rmtree(copy)  # another process was first
    return target


def open_system_folder(folder: Path) -> None:
    """Let accounts pass through `folder` up to our system folder, which the umask may have closed.

    Folders outside of it are never touched; the data folders inside stay closed.
    """
    for place in (folder, *folder.parents):
        if place.is_relative_to(SYSTEM_FOLDER):
            place.chmod(0o711)


def _fingerprint(installation: Path) -> str:
    """Changes when another build of the binaries is installed."""
    facts = (installation / "bin" / "postgres").stat()
    return hashlib.sha256(f"{facts.st_size}-{int(facts.st_mtime)}".encode()).hexdigest()[:12]
