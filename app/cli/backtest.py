"""`binsight backtest`: the present methods against simple rules, on what happened after they learnt."""

from enum import StrEnum
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.context import HomeOption, JsonOption, command_container, print_json
from app.cli.weights import WeightOption, with_given
from app.exceptions import NotAvailableYetException

if TYPE_CHECKING:
    from app.services.placement.backtest import PlacementBacktest


class Subject(StrEnum):
    """What can be tested."""

    PLACEMENT = "placement"
    FORECAST = "forecast"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(backtest)


def backtest(
    subject: Annotated[Subject, typer.Argument(help="What to test.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same answer.")] = 0,
    weight: WeightOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Test on held-out pick sessions: the layout the search makes, against the present one and simple rules.

    Example: binsight backtest placement
    """
    if subject is Subject.FORECAST:
        raise NotAvailableYetException("binsight backtest forecast is not available yet in this version")
    with command_container(home) as container:
        from app.services.placement.backtest import BACKTEST_DAYS
        from app.services.placement.backtest import backtest as run
        from app.warehouse.queries.fetches import fetches

        snapshot = container.snapshots().open()
        with container.unit_of_work(actor="backtest") as work:
            store = work.placement.read(snapshot)
            weights = with_given(work.placement_weights.get(), weight)
        result = run(store, fetches(snapshot, BACKTEST_DAYS), clock=perf_counter, weights=weights, seed=seed)
    if as_json:
        print_json(
            {
                "method": "search",
                "baselines": {name: round(one.mean_m, 3) for name, one in result.baselines.items()},
                "value": round(result.mean_m, 3),
                "interval": [round(bound, 3) for bound in result.interval],
                "unit": "m per pick session",
                "sessions": result.sessions,
                "ratios": {
                    name: {"ratio": round(one.ratio, 4), "interval": [round(bound, 4) for bound in one.interval]}
                    for name, one in result.baselines.items()
                },
            }
        )
        return
    _render(result)


def _render(result: "PlacementBacktest") -> None:
    low, high = result.interval
    typer.echo(
        f"{result.mean_m:.1f} m ({low:.1f} to {high:.1f}) a tour over {result.sessions} held-out pick sessions, "
        "if everything lay where the search puts it"
    )
    for name, one in result.baselines.items():
        below, above = one.interval
        typer.echo(
            f"  {name.replace('_', ' '):<16} {one.mean_m:>8.1f} m; the search walks {one.ratio:.0%} of it "
            f"({below:.0%} to {above:.0%})"
        )
