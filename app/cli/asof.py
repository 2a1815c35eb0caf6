"""`binsight asof`: stock as it was. Needs no server."""

from typing import Annotated

import typer

from app.cli.context import HomeOption, JsonOption, open_snapshots, print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(asof)


def asof(
    timestamp: Annotated[str, typer.Argument(help="A date (its midnight, UTC) or an ISO timestamp.")],
    part: Annotated[str | None, typer.Option("--part", help="Key of one part; default all.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what lay where at an instant, replayed from the ledger.

    Example: binsight asof 2024-02-01 --part ABCD
    """
    from app.utils.time import parse_instant
    from app.warehouse.queries.stock_as_of import stock_as_of

    at = parse_instant(timestamp)
    key = part.strip().upper() if part else None
    rows = stock_as_of(open_snapshots(home).open(), at, key)
    if as_json:
        named = rows.rename({"part_key": "part"}).select("part", "location", "quantity")
        print_json({"at": at.isoformat(), "rows": named.to_dicts()})
        return
    for row in rows.iter_rows(named=True):
        typer.echo(f"{row['part_key']}  {row['location']:<8} {row['quantity']:>8}")
    if rows.is_empty():
        typer.echo(f"Nothing of {key or 'any part'} lay anywhere at {at:%Y-%m-%d %H:%M} UTC.")
