"""What was promised before the work at hand: the lock of the main line, which no edit of a working folder changes."""

import subprocess
from pathlib import Path

LOCK = "docs/contracts.lock.json"
_MAIN = ("origin/main", "main")


def promised_lock(root: Path) -> str | None:
    """The lock where the checkout `root` left the main line, or one commit back when it lies on it.

    None where this cannot be known: no git, no repository, no main line, not enough history, or no lock then.
    """
    head = _git(root, "rev-parse", "HEAD")
    for main in _MAIN:
        base = _git(root, "merge-base", "HEAD", main)
        if base is not None:
            return _git(root, "show", f"{'HEAD^' if base == head else base}:./{LOCK}")
    return None


def _git(root: Path, *arguments: str) -> str | None:
    """What git says; None when it has nothing to say."""
    try:
        answer = subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
