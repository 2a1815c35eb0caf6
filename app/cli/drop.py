"""`binsight drop`: put files where devices drop theirs, for the next run to read."""

from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from app.cli.context import HomeOption, JsonOption, command_container, print_json
from app.exceptions import SourceFormatException, ValidationException


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(drop)


def drop(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to drop; what they are is in them.")],
    folder: Annotated[
        str, typer.Option("--folder", help="Folder below drops/; a core dump lies in one called as its device.")
    ] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put files below drops/ in the bucket, where the next run reads them; a key that is taken is replaced.

    Example: binsight drop crash-20260131T080000.bin --folder dumps/ab12cd34
    """
    keys = _keys(files, folder)
    with command_container(home) as container:
        store = container.object_store()
        store.ensure_bucket()
        for key, path in keys.items():
            with path.open("rb") as file:
                store.put(key, file)
    if as_json:
        print_json({"dropped": list(keys)})
        return
    for key in keys:
        typer.echo(f"Dropped {key}.")
    typer.echo("The next run reads it: `binsight run`, or a minute or two while `binsight up` runs.")


def _keys(files: list[Path], folder: str) -> dict[str, Path]:
    """Every file by the key it gets.

    Raises:
        SourceFormatException: something is no file. ValidationException: two would get one key, or the folder is none.
    """
    from app.domain.fleet.drops import PREFIX

    place = PurePosixPath(folder)
    if place.is_absolute() or ".." in place.parts:
        raise ValidationException(
            f"'{folder}' is no folder below {PREFIX}; write it like dumps/ab12cd34", field="folder"
        )
    keys: dict[str, Path] = {}
    for path in files:
        if not path.is_file():
            raise SourceFormatException(str(path), "there is no such file", "Check the path")
        key = str(PurePosixPath(PREFIX) / place / path.name)
        if key in keys:
            raise ValidationException(
                f"{keys[key]} and {path} would both be {key}; drop them one by one", field="files"
            )
        keys[key] = path
    return keys
