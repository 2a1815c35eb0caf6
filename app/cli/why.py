"""`binsight why`: one figure back to its contract, its run and its source rows. Needs no server."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.context import HomeOption, JsonOption, open_snapshots, print_json
from app.exceptions import ContractViolationException

if TYPE_CHECKING:
    from app.warehouse.why.explain import Explanation

_MAX_ROWS = 1_000_000


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(why)


def why(
    table: Annotated[str, typer.Argument(help="Published table, such as marts.usage_daily_v1.")],
    column: Annotated[str, typer.Argument(help="Column of the figure.")],
    key: Annotated[
        list[str] | None, typer.Option("--key", metavar="NAME=VALUE", help="One per key column: part=ABCD, box=7.")
    ] = None,
    rows: Annotated[int, typer.Option("--rows", min=1, max=_MAX_ROWS, help="Most source rows to show.")] = 1000,
    snapshot: Annotated[str | None, typer.Option("--snapshot", help="A snapshot id; default the current one.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show where a figure comes from: contract, run, code version, watermark, and the rows that make it.

    Example: binsight why marts.usage_daily_v1 used_qty --key part=ABCD --key day=2026-01-05
    """
    from app.warehouse.why.explain import explain

    opened = open_snapshots(home).open(snapshot)
    found = explain(opened, table, column, key or [], limit=rows)
    if as_json:
        print_json(found.as_json())
    else:
        _print(found)
    if not found.adds_up:
        raise ContractViolationException(
            f"The source rows make {found.combined}, but the snapshot says {found.value}; run the pipeline again"
        )


def _print(found: "Explanation") -> None:
    from app.warehouse.why.question import key_text

    value = "empty" if found.value is None else f"{found.value} {found.unit or ''}".rstrip()
    typer.echo(f"{found.column} of {found.contract} where {key_text(found.key)}: {value}")
    typer.echo(f"  {found.how}")
    typer.echo(f"  snapshot {found.snapshot}, run {found.run_id}, code {found.code_version}")
    # Which file each table was in is for programs: `--json` has it.
    typer.echo("  " + ", ".join(f"{name} {value}" for name, value in found.watermark.items() if name != "tables"))
    for row in found.rows:
        typer.echo("    " + "  ".join(f"{name}={value}" for name, value in row.items() if value is not None))
    if found.inputs and not found.total:
        typer.echo(f"    no row of {' and '.join(found.inputs)} counts towards it")
    if found.total > len(found.rows):
        typer.echo(f"    and {found.total - len(found.rows):,} more rows; --rows shows more")
