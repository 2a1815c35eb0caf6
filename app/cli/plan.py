"""`binsight plan`: a reorganisation of at most K moves that saves walking, and on request its application."""

import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.context import LARGEST_BATCH, HomeOption, JsonOption, command_container, is_terminal, print_json
from app.cli.output_file import require_writable
from app.cli.plan_outcomes import list_outcomes
from app.cli.weights import WeightOption, with_given

if TYPE_CHECKING:
    from app.services.placement.placement_service import PlacementChange
    from app.services.placement.proposal import Proposal


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(plan)


def plan(
    moves: Annotated[
        int | None,
        typer.Option("--moves", help="Most moves, steps through temporary slots included.", show_default=False),
    ] = None,
    outcomes: Annotated[
        bool,
        typer.Option("--outcomes", help="Make no plan; list what applied plans were to save, and what they saved."),
    ] = False,
    batch: Annotated[
        int | None,
        typer.Option(
            "--batch",
            min=1,
            max=LARGEST_BATCH,
            help="With --outcomes: each move of the plan that this batch applied.",
            show_default=False,
        ),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Book the moves as one batch that undo takes back.")] = False,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed finds the same plan.")] = 0,
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=0.1, help="End the search after this time at the latest.")
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option("--map", help="Write a picture (SVG) of the boxes before and after to this file."),
    ] = None,
    weight: WeightOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan at most K moves, the most valuable first, each with its saving and why.

    Example: binsight plan --moves 20
    """
    if outcomes:
        list_outcomes(home, batch, as_json=as_json)
        return
    if batch is not None:
        raise typer.BadParameter("it goes with --outcomes only", param_hint="--batch")
    if moves is None:
        raise typer.BadParameter("say how many moves at most, or --outcomes", param_hint="--moves")
    require_writable(map_file, "map")
    with command_container(home) as container:
        from app.services.placement.proposal import propose

        with container.unit_of_work(actor="plan") as work:
            store = work.placement.read(container.snapshots().open())
            weights = with_given(work.placement_weights.get(), weight)
        proposal = propose(
            store,
            moves,
            clock=perf_counter,
            weights=weights,
            seed=seed,
            seconds=seconds,
            progress=_progress if is_terminal() else None,
        )
        change = None
        if apply and proposal.moves:
            with container.unit_of_work(actor="plan") as work:
                change = work.placement.apply(proposal.accepted)
    if map_file is not None:
        from app.domain.placement.map_svg import map_svg

        map_file.write_text(map_svg(proposal.boxes, proposal.message), encoding="utf-8")
    if as_json:
        print_json(_as_json(proposal, change) | ({} if map_file is None else {"map": str(map_file)}))
        return
    _render(proposal, change)
    if map_file is not None:
        typer.echo(f"Wrote a picture of the boxes before and after to {map_file}.")


def _progress(share: float) -> bool:
    end = "\n" if share >= 1 else ""
    sys.stderr.write(f"\rLooking for moves: {share:4.0%}{end}")
    return True


def _as_json(proposal: "Proposal", change: "PlacementChange | None") -> dict[str, Any]:
    answer: dict[str, Any] = {
        "message": proposal.message,
        "moves": [
            {
                "step": move.step,
                "part": move.part,
                "from": move.origin,
                "to": move.target,
                "quantity": move.quantity,
                "saving_m_per_month": round(move.saving_m_per_month, 6),
                "reason": move.reason,
                "temporary": move.is_temporary,
            }
            for move in proposal.moves
        ],
        "saving_m_per_month": round(proposal.saving_m_per_month, 6),
        "terms": {
            name: {"before": round(before, 6), "after": round(after, 6)}
            for name, (before, after) in proposal.terms.items()
        },
        "gap": round(proposal.gap, 4),
        "gain_curve": [
            {"steps": point.steps, "saving_m_per_month": round(point.saving_m_per_month, 6)} for point in proposal.curve
        ],
        "notes": list(proposal.notes),
    }
    if change is not None:
        refused = [one.as_json() for one in change.refused]
        answer["applied"] = {"batch": change.batch_id, "steps": change.steps, "refused": refused}
    return answer


def _render(proposal: "Proposal", change: "PlacementChange | None") -> None:
    typer.echo(proposal.message)
    for move in proposal.moves:
        typer.echo(
            f"{move.step:>4}  {move.quantity:>6} of {move.part} from {move.origin:>7} to {move.target:<7} "
            f"{move.saving_m_per_month:>z8.1f} m a month  {move.reason}"
        )
    for note in proposal.notes:
        typer.echo(note)
    if change is not None:
        typer.echo(f"{change.message}. Batch {change.batch_id}; `binsight undo {change.batch_id}` takes it back.")
