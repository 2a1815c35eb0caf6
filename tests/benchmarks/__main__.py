"""`python -m tests.benchmarks [--only KEY] [--repeats N] [--write]`: measure, print, and write docs/benchmarks.md.

A whole run writes the page anew, after every row; `--write` puts single rows among those that are there. Exit 1 when a
limit is not kept.
"""

import argparse
import sys
from pathlib import Path

from tests.benchmarks.figure import Figure
from tests.benchmarks.machine import describe
from tests.benchmarks.registry import ROWS
from tests.benchmarks.report import page, section, sections_of, terminal

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"


def main() -> int:
    """Run the chosen rows."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=[row.KEY for row in ROWS], help="measure this row only")
    parser.add_argument("--repeats", type=int, default=5, help="how often each short row is measured (default 5)")
    parser.add_argument("--write", action="store_true", help="put the chosen rows into the page")
    arguments = parser.parse_args()
    chosen = [row for row in ROWS if not arguments.only or row.KEY in arguments.only]
    is_written = arguments.write or not arguments.only
    kept = sections_of(PAGE.read_text(encoding="utf-8")) if arguments.only and PAGE.exists() else {}
    found: list[Figure] = []
    for row in chosen:
        figures = row.measure(max(1, arguments.repeats))
        found += figures
        sys.stdout.write(terminal(f"{row.KEY}: {row.TITLE}", figures) + "\n")
        sys.stdout.flush()
        if is_written:  # after each row, so that a run that is cut off keeps what it has
            kept[row.KEY] = section(row.TITLE, figures)
            PAGE.write_text(_page(kept), encoding="utf-8")
    if is_written:
        sys.stdout.write(f"Written to {PAGE.relative_to(PAGE.parents[1])}\n")
    return int(any(figure.verdict == "NO" for figure in found))


def _page(sections: dict[str, str]) -> str:
    keys = [row.KEY for row in ROWS]
    ordered = {key: sections[key] for key in keys if key in sections}
    return page(describe(), ordered, [key for key in keys if key not in sections])


if __name__ == "__main__":
    sys.exit(main())
