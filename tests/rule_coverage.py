"""`python -m tests.rule_coverage [--check]`: which test holds Binsight to which rule of the predecessor.

Reads the `rule` marks of all tests and the lines of docs/differences.md, and writes that page's table anew. With
`--check` nothing is written; exit 1 when the table is not what it would be now.
"""

import argparse
import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "differences.md"
RULES = range(1, 78)
START, END = "<!-- made by `python -m tests.rule_coverage` -->", "<!-- end -->"
_DIFFERENCE = re.compile(r"^- \*\*Rules? ([\d, and-]+)\.\*\*", re.MULTILINE)


@cache
def tested() -> dict[int, list[str]]:
    """Rule numbers to the tests that name them, by path and name."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        if "mark.rule(" not in source:  # most files: parsing them all takes seconds
            continue
        for function in ast.walk(ast.parse(source)):
            if isinstance(function, ast.FunctionDef):
                for number in _marked(function):
                    found[number].append(f"{path.relative_to(ROOT)}::{function.name}")
    return found


def _marked(function: ast.FunctionDef) -> Iterator[int]:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.rule":
            yield from (int(ast.literal_eval(argument)) for argument in decorator.args)


def differing(page: str) -> set[int]:
    """Rule numbers that a line of the page speaks of: `- **Rule 45.** ...` or `- **Rules 71-73, 75.** ...`."""
    numbers: set[int] = set()
    for listed in _DIFFERENCE.findall(page):
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", listed):
            numbers.update(range(int(first), int(last or first) + 1))
    return numbers


def table(tests: Mapping[int, Sequence[str]], differences: set[int]) -> str:
    """One row a rule; a rule with neither test nor difference is said to be open."""
    rows = ["| rule | held by |", "|---|---|"]
    for number in RULES:
        names = [f"`{name.removeprefix('tests/')}`" for name in tests.get(number, ())]
        shown = names[:3] + ([f"and {len(names) - 3} more"] if len(names) > 3 else [])
        words = [*(["differs, see above"] if number in differences else []), *shown] or ["open"]
        rows.append(f"| {number} | {'<br>'.join(words)} |")
    return "\n".join(rows)


def open_rules(page: str) -> list[int]:
    """Rules that no test names and no line speaks of."""
    known = tested().keys() | differing(page)
    return [number for number in RULES if number not in known]


def made_anew(page: str) -> str:
    """The page with its table as it should be now."""
    head, _, rest = page.partition(START)
    _, _, tail = rest.partition(END)
    return f"{head}{START}\n{table(tested(), differing(page))}\n{END}{tail}"


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.rule_coverage", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the page is not up to date")
    wanted, page = parser.parse_args(), PAGE.read_text(encoding="utf-8")
    anew = made_anew(page)
    missing = open_rules(page)
    sys.stdout.write(f"{len(RULES) - len(missing)} of {len(RULES)} rules are held; open: {missing or 'none'}\n")
    if wanted.check:
        return int(anew != page)
    PAGE.write_text(anew, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
