"""`binsight suggest`: the best slots for a part, with reasons. Needs no server."""

from typing import Annotated

import typer

from app.cli.context import HomeOption, JsonOption, open_snapshots, print_json
from app.exceptions import RecordNotFoundException, ValidationException


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(suggest)


def suggest(
    part: Annotated[str, typer.Argument(help="Key of the part.")],
    quantity: Annotated[int, typer.Option("--qty", help="Units to put away.")] = 1,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Name up to five free slots for a part, best first, and why.

    Example: binsight suggest ABCD --qty 50
    """
    from app.warehouse.queries.part_activity import activity_of_part
    from app.warehouse.queries.suggestions import suggestions_for_part

    if quantity < 1:
        raise ValidationException(f"The quantity must be at least 1, not {quantity}", field="qty")
    snapshot, key = open_snapshots(home).open(), part.strip().upper()
    if activity_of_part(snapshot, key) is None:
        raise RecordNotFoundException("Part", part)
    columns = ["location", "score", "saving_m_per_month", "reasons"]
    rows = suggestions_for_part(snapshot, key).select(columns).to_dicts()
    if as_json:
        print_json({"part": key, "suggestions": rows})
        return
    for row in rows:
        typer.echo(f"{row['location']:<8} {'; '.join(row['reasons'])}")
    if not rows:
        typer.echo(f"No free slot fits {key}: every slot is taken, locked, too small, or lacks what it needs.")
