"""`binsight export`: a list of the store as a file."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.context import HomeOption, JsonOption, command_container, print_json
from app.cli.output_file import require_writable
from app.exceptions import ValidationException


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def export(
    name: Annotated[str, typer.Argument(metavar="LIST", help="parts, stock, boxes, kits, stock_movements, ...")],
    path: Annotated[Path, typer.Argument(help="File to write: .csv, .json or .parquet.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a list of the store to a file; its ending says in which format.

    Example: binsight export parts parts.csv
    """
    from app.services.exports.lists import LISTS

    if name not in LISTS:
        raise ValidationException(f"There is no list {name}; there are {', '.join(LISTS)}", field="list")
    require_writable(path, "path")
    with command_container(home) as container, container.unit_of_work(actor="export") as work:
        pieces = work.exports.stream(name, path.suffix.removeprefix(".").lower() or "csv")
        with path.open("wb") as file:
            size = sum(file.write(piece) for piece in pieces)
    if as_json:
        print_json({"list": name, "path": str(path), "bytes": size})
    else:
        typer.echo(f"Wrote {name} to {path} ({size} bytes).")
