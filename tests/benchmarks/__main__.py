"""`python -m tests.benchmarks [--only KEY] [--repeats N]`: measure, print, and write docs/benchmarks.md.

The page is written by a whole run only, so that all its figures come from one run. Exit 1 when a limit is not kept.
"""

import argparse
import sys
from pathlib import Path

from tests.benchmarks.figure import Figure
from tests.benchmarks.machine import describe
from tests.benchmarks.registry import ROWS
from tests.benchmarks.report import page, terminal

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def main() -> int:
    """Run the chosen rows."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=[row.KEY for row in ROWS], help="measure this row only")
    parser.add_argument("--repeats", type=int, default=5, help="how often each short row is measured (default 5)")
    arguments = parser.parse_args()
    measured: list[tuple[object, list[Figure]]] = []
    for row in ROWS:
        if arguments.only and row.KEY not in arguments.only:
            continue
        figures = row.measure(max(1, arguments.repeats))
        measured.append((row, figures))
        sys.stdout.write(terminal(f"{row.KEY}: {row.TITLE}", figures) + "\n")
        sys.stdout.flush()
        if not arguments.only:  # after each row, so that a run that is cut off keeps what it has
            missing = [row.KEY for row in ROWS[len(measured) :]]
            PAGE.write_text(page(describe(), measured, missing), encoding="utf-8")
    if not arguments.only:
        sys.stdout.write(f"Written to {PAGE.relative_to(PAGE.parents[1])}\n")
    return int(any(figure.verdict == "NO" for _, figures in measured for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
