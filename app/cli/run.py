"""`binsight run`: compute and publish now, in this process."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.context import HomeOption, JsonOption, live_settings, print_json
from app.exceptions import InvalidOperationException

if TYPE_CHECKING:
    from pipelines.run import RunSummary


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(run)


def run(
    select: Annotated[
        str | None, typer.Option("--select", help="Only these assets, in Dagster's selection syntax.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the pipeline now and publish a snapshot.

    Example: binsight run --json
    """
    from pipelines.run import run_pipeline

    with live_settings(home) as settings:
        summary = run_pipeline(settings, select)
    result = asdict(summary) | {"seconds": {name: round(value, 3) for name, value in summary.seconds.items()}}
    if as_json:
        print_json(result)
    else:
        render_summary(result)
    if select is None or summary.problems:
        require_published(summary)


def render_summary(result: Mapping[str, Any]) -> None:
    """The result for people: snapshot, rows, checks."""
    typer.echo(f"Snapshot {result['snapshot'] or 'none'} in {result['seconds']['total']:.1f} s")
    for table, rows in result["tables"].items():
        typer.echo(f"  {table:<36} {rows:>10,} rows")
    checks = result["checks"]
    typer.echo(f"  {checks['passed']} checks passed, {checks['failed']} failed, {checks['warned']} warned")


def require_published(summary: "RunSummary") -> None:
    """Refuse, with the reason, when nothing was published.

    Raises:
        InvalidOperationException: naming the checks or steps that failed.
    """
    if summary.snapshot is None:
        cause = "; ".join(summary.problems) or "no step published"
        raise InvalidOperationException(
            "publish a snapshot", f"{cause}. The snapshot before stays in force", {"problems": summary.problems}
        )
