"""`python -m app.contracts`: hold the contracts to their lock and their dictionary, or write both with `--write`.

They are held to the lock of the main line, too, because the one in the working folder can be written anew.
"""

import argparse
import sys
from pathlib import Path

from app.contracts import dictionary, lock
from app.contracts.base import Contract
from app.contracts.promised import LOCK, promised_lock
from app.contracts.registry import ALL

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def check(docs: Path, contracts: tuple[Contract, ...], promised: str = "{}") -> list[str]:
    """What is wrong, a sentence each: broken promises first, then files that are out of date.

    `promised` is the lock before the work at hand.
    """
    changes = _changes(docs, contracts, promised)
    if changes.breaking or changes.harmless:
        stale = [f"{sentence}; the lock does not know it yet. Run `make contracts`" for sentence in changes.harmless]
        return changes.breaking + stale
    page = docs / "data_dictionary.md"
    is_current = page.exists() and page.read_text(encoding="utf-8") == dictionary.render(contracts)
    return [] if is_current else [f"{page.name} is out of date. Run `make contracts`"]


def write(docs: Path, contracts: tuple[Contract, ...], promised: str = "{}") -> list[str]:
    """Write the lock and the dictionary, unless a promise is broken; returns what is."""
    broken = _changes(docs, contracts, promised).breaking
    if not broken:
        (docs / Path(LOCK).name).write_text(lock.render(contracts), encoding="utf-8")
        (docs / "data_dictionary.md").write_text(dictionary.render(contracts), encoding="utf-8")
    return broken


def _changes(docs: Path, contracts: tuple[Contract, ...], promised: str) -> lock.Changes:
    path = docs / Path(LOCK).name
    changes = lock.compare(path.read_text(encoding="utf-8") if path.exists() else "{}", contracts)
    broken = dict.fromkeys([*changes.breaking, *lock.compare(promised, contracts).breaking])
    return lock.Changes(list(broken), changes.harmless)


def main() -> int:
    """Print what is wrong; 1 when anything is."""
    parser = argparse.ArgumentParser(prog="python -m app.contracts", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the lock and the dictionary")
    problems = (write if parser.parse_args().write else check)(DOCS, ALL, promised_lock(ROOT) or "{}")
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
