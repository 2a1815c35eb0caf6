"""`binsight demo`: fill an empty store with invented parts, two years of movements, kits and devices."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

import typer

from app.cli.context import HomeOption, JsonOption, command_container, print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    size: Annotated[
        Literal["small", "medium", "large"], typer.Option("--size", help="500, 10 000 or 100 000 parts.")
    ] = "small",
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same rows.")] = 7,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="Day with whose start history ends (default today, UTC)."),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fill an empty store with demo data, the same for the same arguments.

    Example: binsight demo --size medium --seed 3 --until 2026-11-01
    """
    from app.services.demo import load_demo

    with command_container(home) as container:
        report = load_demo(container, size, seed, until.date() if until else None)
    if as_json:
        print_json(asdict(report))
        return
    typer.echo(f"Batch {report.batch}: demo data {report.size}, seed {report.seed}, two years until {report.until}.")
    for table, rows in report.rows.items():
        typer.echo(f"{table:<24}{rows:>10}")
    typer.echo(f"{'files dropped into S3':<24}{report.files:>10}")
