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
    report_run(summary, summary.seconds, as_json=as_json, is_partial=select is not None)


def report_run(summary: "RunSummary", seconds: Mapping[str, float], *, as_json: bool, is_partial: bool = False) -> None:
    """Print what a run did, and refuse where it should have published and did not; one JSON value either way.

    Raises:
        InvalidOperationException: naming the checks or steps that failed; the details are the rest of the summary.
    """
    result = asdict(summary) | {"seconds": {name: round(value, 3) for name, value in seconds.items()}}
    failed = summary.snapshot is None and (summary.problems or not is_partial)
    if not as_json:
        _render(result)
    elif not failed:
        print_json(result)
    if failed:
        cause = "; ".join(summary.problems) or "no step published"
        raise InvalidOperationException(
            "publish a snapshot", f"{cause}. What was published before stays in force", result
        )


def _render(result: Mapping[str, Any]) -> None:
    """The result for people: snapshot, rows, checks."""
    typer.echo(f"Snapshot {result['snapshot'] or 'none'} in {result['seconds']['total']:.1f} s, run {result['run_id']}")
    for table, rows in result["tables"].items():
        typer.echo(f"  {table:<36} {rows:>10,} rows")
    checks = result["checks"]
    typer.echo(f"  {checks['passed']} checks passed, {checks['failed']} failed, {checks['warned']} warned")
    for warning in result["warnings"]:
        typer.echo(f"  warned: {warning}")
