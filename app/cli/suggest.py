"""`binsight suggest`: the best slots for a part, by the store as it is now, with reasons."""

from dataclasses import asdict
from typing import Annotated

import typer

from app.cli.context import HomeOption, JsonOption, command_container, print_json
from app.exceptions import ValidationException


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(suggest)


def suggest(
    part: Annotated[str, typer.Argument(help="Key of the part.")],
    quantity: Annotated[int, typer.Option("--qty", help="Units to put away.")] = 1,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name up to five free slots for a part, best first, and why: the answer of the app and of `GET .../putaway`.

    Example: binsight suggest ABCD --qty 50
    """
    from app.warehouse.queries.co_use import latest_habits

    if quantity < 1:
        raise ValidationException(f"The quantity must be at least 1, not {quantity}", field="qty")
    key = part.strip().upper()
    with command_container(home) as container, container.unit_of_work(actor="suggest") as work:
        found = work.putaway.for_part(key, latest_habits(container.snapshots(), key))
    if as_json:
        scores = range(len(found), 0, -1)  # scripts rely on a number that is higher for what is better
        rows = [{**asdict(slot), "score": score} for slot, score in zip(found, scores, strict=True)]
        print_json({"part": key, "suggestions": rows})
        return
    for slot in found:
        typer.echo(f"{slot.location:<8} {'; '.join(slot.reasons)}")
    if not found:
        typer.echo(f"No free slot fits {key}: every slot is taken, locked, too small, or lacks what it needs.")
