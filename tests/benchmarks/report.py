"""The figures as text: a table on the terminal and a page for the documentation. Neither names a date or a place."""

from collections.abc import Mapping, Sequence

from tests.benchmarks.figure import Figure

HEADER = ("figure", "median", "range", "repeats", "limit", "kept")
_HEAD = "\n## "


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


def page(machine: list[tuple[str, str]], sections: Mapping[str, str], missing: Sequence[str] = ()) -> str:
    """The whole report in Markdown: sections by key, in order; `missing` names the rows that have none."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. All figures of one table come from one run, the compared ones in turns; a run may",
        "measure some tables only (`python -m tests.benchmarks --only KEY --write`) and leaves the others as they are.",
        "`median` is over the repeats; `limit` is what the project promises. Measure on a quiet machine.",
        "",
        _row(["machine", ""]),
        _row(["---", "---"]),
        *(_row(pair) for pair in machine),
        *(["", f"Not measured yet: {', '.join(missing)}."] if missing else []),
    ]
    return "\n".join(lines) + "\n" + "".join(f"{_HEAD}{key}\n{text}" for key, text in sections.items())


def section(title: str, figures: Sequence[Figure]) -> str:
    """One table of the page, without its head."""
    lines = ["", title, "", _row(HEADER), _row(["---"] * len(HEADER)), *(_row(cells(figure)) for figure in figures)]
    return "\n".join(lines) + "\n"


def sections_of(text: str) -> dict[str, str]:
    """The sections of a page by key."""
    found = (part.partition("\n") for part in text.split(_HEAD)[1:])
    return {key: rest for key, _, rest in found}


def _row(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
