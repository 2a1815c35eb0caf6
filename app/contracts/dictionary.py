"""The data dictionary: every contract as a page for people."""

from collections.abc import Iterator, Sequence

from app.contracts.base import Column, Contract

LAYERS = {
    "raw": "What the sources said, as they said it. Kept in the work area of a run; not published.",
    "core": "Typed, conformed, keyed. Published in every snapshot.",
    "marts": "Answers to questions. Published in every snapshot.",
    "publish": "What a run notes about itself before it publishes. Kept in its work area; not published.",
}
HEAD = """# Data dictionary

Written by `make contracts` from the contracts in `app/contracts`; the page Data health shows the same. Times are UTC,
with microseconds. A table that breaks one of these promises is never published.
"""


def render(contracts: Sequence[Contract]) -> str:
    """The page in Markdown, layer by layer."""
    return "\n".join([HEAD, *_contents(contracts), *_chapters(contracts)])


def column_type(column: Column) -> str:
    """The type as people read it: `Datetime` for the lake's only timestamp."""
    return str(column.dtype).split("(time_unit", maxsplit=1)[0]


def limits(column: Column) -> str:
    """The values a column may hold, in words; empty when any will do."""
    if column.allowed is not None:
        return "one of " + ", ".join(column.allowed)
    bounds = [
        f"{word} {bound:g}"
        for word, bound in (("at least", column.minimum), ("at most", column.maximum))
        if bound is not None
    ]
    return ", ".join(bounds)


def _contents(contracts: Sequence[Contract]) -> Iterator[str]:
    yield "| table | a row is |\n| --- | --- |"
    for contract in contracts:
        yield f"| [{contract.table}](#{contract.table.replace('.', '')}) | {_cell(contract.grain)} |"
    yield ""


def _chapters(contracts: Sequence[Contract]) -> Iterator[str]:
    for layer, words in LAYERS.items():
        yield f"## {layer}\n\n{words}\n"
        for contract in contracts:
            if contract.layer == layer:
                yield from _table(contract)


def _table(contract: Contract) -> Iterator[str]:
    yield f"### {contract.table}\n\n{contract.description}\n"
    if contract.deprecated:
        yield f"**Deprecated:** {contract.deprecated}\n"
    yield (
        f"A row is {contract.grain}. Key: {', '.join(f'`{name}`' for name in contract.key)}. "
        f"Version {contract.version}. Owner: {contract.owner}.\n"
    )
    yield "| column | type | unit | may be empty | values | meaning |\n| --- | --- | --- | --- | --- | --- |"
    for column in contract.columns:
        empty = "yes" if column.nullable else ""
        cells = (f"`{column.name}`", column_type(column), column.unit or "", empty, limits(column), column.description)
        yield f"| {' | '.join(map(_cell, cells))} |"
    yield ""
    if contract.rules:
        yield "Always true: " + "; ".join(contract.rules) + ".\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
