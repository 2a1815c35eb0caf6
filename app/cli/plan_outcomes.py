"""What applied plans brought, for `binsight plan --outcomes`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.cli.context import command_container, print_json

if TYPE_CHECKING:
    from app.services.placement.outcome_service import MoveOutcome, Outcome


def list_outcomes(home: Path | None, batch: int | None, *, as_json: bool) -> None:
    """Print the plans applied last, or each move of one, with what they were said to save and what the walks show."""
    with command_container(home) as container, container.unit_of_work(actor="plan") as work:
        if batch is not None:
            _print_moves(work.placement_outcomes.moves(batch, container.snapshots().open()), as_json=as_json)
            return
        found = work.placement_outcomes.latest(container.snapshots().open())
    if as_json:
        print_json({"outcomes": [_as_json(one) for one in found]})
        return
    for one in found:
        typer.echo(
            f"Batch {one.batch_id}, {one.applied_at:%-d %b %Y}: {one.moves} moves were to save "
            f"{_metres(one.predicted_m_per_month)}; {_observed(one.observed_m_per_month, f'in {one.days} days')}"
        )
    if not found:
        typer.echo("No plan was applied yet.")


def _print_moves(moves: list["MoveOutcome"], *, as_json: bool) -> None:
    if as_json:
        print_json({"moves": [asdict(move) for move in moves]})
        return
    for move in moves:
        typer.echo(
            f"{move.part} from {move.origin} to {move.target} was to save {_metres(move.predicted_m_per_month)}; "
            + _observed(move.observed_m_per_month, f"by {move.visits} walks")
        )


def _observed(value: float | None, how: str) -> str:
    return "what came of it shows after the first whole day" if value is None else f"saved {_metres(value)} {how}"


def _metres(value: float | None) -> str:
    return "an unknown length" if value is None else f"{value:.1f} m a month"


def _as_json(one: "Outcome") -> dict[str, object]:
    return {
        "batch": one.batch_id,
        "applied_at": one.applied_at.isoformat(),
        "moves": one.moves,
        "days": one.days,
        "predicted_m_per_month": _rounded(one.predicted_m_per_month),
        "observed_m_per_month": _rounded(one.observed_m_per_month),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
