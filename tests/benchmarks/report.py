"""The figures as text: a table on the terminal and a page for the documentation. Neither names a date or a place."""

from collections.abc import Sequence
from types import ModuleType

from tests.benchmarks.figure import Figure

Measured = Sequence[tuple[ModuleType, list[Figure]]]
HEADER = ("figure", "median", "range", "repeats", "limit", "kept")


def cells(figure: Figure) -> tuple[str, ...]:
    """One line of a table."""
    spread = f"{_number(min(figure.values))} - {_number(max(figure.values))}" if len(figure.values) > 1 else ""
    limit = "" if figure.limit is None else f"<= {_number(figure.limit)} {figure.unit}".strip()
    value = f"{_number(figure.median)} {figure.unit}".strip()
    return figure.name, value, spread, str(len(figure.values)), limit, figure.verdict


def terminal(title: str, figures: list[Figure]) -> str:
    """A table in aligned columns."""
    rows = [HEADER, *(cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([title, *lines, ""])


def page(machine: list[tuple[str, str]], measured: Measured, missing: Sequence[str] = ()) -> str:
    """The whole report in Markdown; `missing` names the rows that the run did not reach."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; every figure was measured by the run that wrote this page. `median` is over the",
        "repeats; `limit` is what the project promises. Measure on a quiet machine.",
        "",
        _row(["machine", ""]),
        _row(["---", "---"]),
        *(_row(pair) for pair in machine),
        *(["", f"Not measured by this run: {', '.join(missing)}."] if missing else []),
    ]
    for module, figures in measured:
        lines += ["", f"## {module.KEY}", "", module.TITLE, "", _row(HEADER), _row(["---"] * len(HEADER))]
        lines += [_row(cells(figure)) for figure in figures]
    return "\n".join(lines) + "\n"


def _row(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
