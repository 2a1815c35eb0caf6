"""Which commit of the source this process runs, as far as git can tell."""

import subprocess
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 5


@cache
def source_commit(root: Path = _ROOT) -> str | None:
    """Twelve digits of the commit that `root` has checked out, with `-dirty` when files differ from it.

    None when git is not there or does not answer, and when `root` is no checkout of its own, such as the site-packages
    folder of an installed package that happens to lie inside somebody's repository.
    """
    if not (root / ".git").exists():
        return None
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--exclude=*", "--abbrev=12"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()
