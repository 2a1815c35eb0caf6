"""`binsight snapshots` and `binsight snapshot`: list, inspect, re-hash. Needs no server."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.context import HomeOption, JsonOption, open_snapshots, print_json
from app.exceptions import ContractViolationException

if TYPE_CHECKING:
    from app.warehouse.manifest import Manifest


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(snapshots)
    app.command()(snapshot)


def snapshots(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the published snapshots, newest first.

    Example: binsight snapshots
    """
    store = open_snapshots(home)
    current, manifests = store.current_id(), store.manifests()
    if as_json:
        print_json({"current": current, "snapshots": [m.as_json() for m in manifests]})
        return
    for manifest in manifests:
        mark = "*" if manifest.id == current else " "
        typer.echo(f"{mark} {manifest.id}  {manifest.created_at:%Y-%m-%d %H:%M} UTC  {_checks(manifest)}")
    if not manifests:
        typer.echo("Nothing has been published yet; run `binsight run`.")


def snapshot(
    snapshot_id: Annotated[str, typer.Argument(metavar="ID", help="Snapshot id, or 'current'.")],
    verify: Annotated[bool, typer.Option("--verify", help="Hash every file again.")] = False,
    put_back: Annotated[
        bool, typer.Option("--restore", help="Put it in force where none is: current.json, or what it names, is lost.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one snapshot: until when it knows the store, its tables, rows, hashes and checks.

    Example: binsight snapshot current --verify
    """
    store = open_snapshots(home)
    manifest = store.open().manifest if snapshot_id == "current" else store.manifest(snapshot_id)
    is_hashed = verify or put_back
    wrong = store.verify(manifest.id) if is_hashed else []
    if put_back and not wrong:
        store.restore(manifest.id)
    if as_json:
        print_json(manifest.as_json(verified=not wrong if is_hashed else None))
    else:
        typer.echo(f"{manifest.id}, run {manifest.run_id}, code {manifest.code_version}")
        typer.echo(f"  knows what was booked until {manifest.known_until:%Y-%m-%d %H:%M:%S} UTC")
        for name, table in manifest.tables.items():
            typer.echo(f"  {name:<36} {table.rows:>10,} rows  {table.sha256[:12]}")
        _tell_checks(manifest)
        if is_hashed and not wrong:
            typer.echo("Every file has the hash that the manifest says.")
    if wrong:
        raise ContractViolationException(f"Snapshot {manifest.id} is not as published: {'; '.join(wrong)}")


def _checks(manifest: "Manifest") -> str:
    return ", ".join(f"{count} {status}" for status, count in manifest.checks.items() if count)


def _tell_checks(manifest: "Manifest") -> None:
    typer.echo(f"  checks: {_checks(manifest) or 'none recorded'}")
    for outcome in manifest.outcomes:
        if outcome.status != "passed":
            typer.echo(f"  {outcome.status}: {outcome.sentence}")
