"""`binsight demo`: fill an empty store with invented parts, two years of movements, kits and devices."""

from dataclasses import asdict
from typing import Annotated

import typer

from app.cli.context import HomeOption, JsonOption, command_container, print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    size: Annotated[
        str, typer.Option("--size", help="small (500 parts), medium (10 000) or large (100 000).")
    ] = "small",
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same rows.")] = 7,
    until: Annotated[
        str | None, typer.Option("--until", help="Day with whose start the history ends (default today, UTC).")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fill an empty store with demo data, the same for the same arguments.

    Example: binsight demo --size medium --seed 3 --until 2026-11-01
    """
    from app.services.demo import load_demo
    from app.utils.time import parse_instant

    last = parse_instant(until, field="until").date() if until else None
    with command_container(home) as container:
        report = load_demo(container, size, seed, last)
    if as_json:
        print_json(asdict(report))
        return
    typer.echo(f"Batch {report.batch}: demo data {report.size}, seed {report.seed}, two years until {report.until}.")
    for table, rows in report.rows.items():
        typer.echo(f"{table:<24}{rows:>10}")
    typer.echo(f"{'check-in files in S3':<24}{report.files:>10}")
