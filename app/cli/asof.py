"""`binsight asof`: stock, and the facts of a part or a device, as they were. Needs no server."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.context import HomeOption, JsonOption, open_snapshots, print_json

if TYPE_CHECKING:
    import polars as pl

_SHOWN = ("part", "location", "quantity")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(asof)


def asof(
    timestamp: Annotated[str, typer.Argument(help="A date (its midnight, UTC) or an ISO timestamp.")],
    part: Annotated[str | None, typer.Option("--part", help="Key of one part, with its facts; default all.")] = None,
    device: Annotated[str | None, typer.Option("--device", help="Key of a device: firmware and configuration.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what lay where at an instant, and what a part or a device was then.

    Example: binsight asof 2024-02-01 --part ABCD
    """
    from app.utils.time import parse_instant
    from app.warehouse.queries.facts_as_of import device_as_of, part_as_of
    from app.warehouse.queries.stock_as_of import stock_as_of

    at = parse_instant(timestamp)
    snapshot = open_snapshots(home).open()
    key = part.strip().upper() if part else None
    until = snapshot.manifest.known_until
    answer: dict[str, Any] = {"at": at.isoformat(), "known_until": until.isoformat()}
    if device is not None:
        answer["device"] = device_as_of(snapshot, device.strip(), at)
    if key is not None:
        answer["part"] = part_as_of(snapshot, key, at)
    rows = None if device is not None and key is None else stock_as_of(snapshot, at, key)
    if as_json:
        named = [] if rows is None else rows.rename({"part_key": "part"}).select(_SHOWN).to_dicts()
        print_json(answer | {"rows": named})
        return
    for what in ("device", "part"):
        if what in answer:
            _tell_facts(f"{what} {device if what == 'device' else key}", answer[what], at)
    if rows is not None:
        _tell_stock(rows, key, at)
    if at > until:
        typer.echo(
            f"The snapshot knows what was booked until {until:%Y-%m-%d %H:%M:%S} UTC; `binsight run` reads newer."
        )


def _tell_facts(what: str, facts: dict[str, Any] | None, at: datetime) -> None:
    if facts is None:
        typer.echo(f"Nothing is known of {what} at {at:%Y-%m-%d %H:%M} UTC.")
        return
    for name, value in facts.items():
        if value not in (None, []):
            typer.echo(f"{name:<20} {value}")
    if facts["observed_at"] > at:
        typer.echo(
            f"First seen {facts['observed_at']:%Y-%m-%d %H:%M} UTC: no run saw what {what} was at "
            f"{at:%Y-%m-%d %H:%M} UTC. It is taken to have been the same."
        )


def _tell_stock(rows: "pl.DataFrame", key: str | None, at: datetime) -> None:
    for row in rows.iter_rows(named=True):
        typer.echo(f"{row['part_key']}  {row['location']:<8} {row['quantity']:>8}")
    if rows.is_empty():
        typer.echo(f"Nothing of {key or 'any part'} lay anywhere at {at:%Y-%m-%d %H:%M} UTC.")
