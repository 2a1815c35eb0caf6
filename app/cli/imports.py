"""`binsight import` and `binsight undo`: bring foreign data in, and take any batch back."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.context import LARGEST_BATCH, HomeOption, JsonOption, command_container, print_json
from app.domain.importing.answers import Answers, check_answers

if TYPE_CHECKING:
    from app.services.importers.bom_service import BomReport
    from app.services.importers.report import ImportReport

_SHOWN = 60


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import")(import_)
    app.command()(undo)


def import_(
    source_format: Annotated[
        str, typer.Argument(metavar="FORMAT", help="csv, bom, part-db, partkeepr, inventree or predecessor")
    ],
    path: Annotated[Path, typer.Argument(help="Folder or file to read.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen, with --json row by row; write nothing.")
    ] = False,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="HEADER=FIELD", help="Column of a table (format csv); HEADER= leaves it out."),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option("--currency", help="Of prices that name none, such as EUR; for csv, part-db and partkeepr."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the kit a BOM becomes; default: the file's.")
    ] = None,
    units: Annotated[int, typer.Option("--units", help="How many of the BOM's kit are to be built.")] = 1,
    choose: Annotated[
        list[str] | None,
        typer.Option("--choose", metavar="ROW=PART", help="Part for a line of a BOM: a key, new, or leave."),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import foreign data as one batch, or nothing at all.

    Examples: binsight import csv parts.csv --dry-run --map "Part No=manufacturer_code" ;
    binsight import bom board.csv --name Blinker --choose "row 3=ABCD"
    """
    mapping = dict(_pair(text, "--map") for text in columns or ())
    choices = dict(_pair(text, "--choose") for text in choose or ())
    check_answers(source_format, Answers(mapping, currency, name, units, choices))
    bill: BomReport | None = None
    with command_container(home) as container, container.unit_of_work(actor="import") as work:
        if source_format == "bom":
            bill = work.boms.run(path, dry_run=dry_run, name=name, units=units, choices=choices)
            report: ImportReport = bill
        else:
            report = work.imports.run(source_format, path, dry_run=dry_run, mapping=mapping, currency=currency)
    if as_json:
        print_json(report.as_json())
        return
    _render(report)
    if bill is not None:
        _render_lines(bill)


def undo(
    batch: Annotated[int, typer.Argument(min=1, max=LARGEST_BATCH, help="Number of the batch.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a batch back as one, or say what prevents it.

    Example: binsight undo 3
    """
    with command_container(home) as container, container.unit_of_work(actor="undo") as work:
        result = work.undo.undo(batch)
    if as_json:
        print_json(asdict(result))
        return
    typer.echo(f"Batch {result.batch} was taken back by batch {result.undo_batch}: {result.compensated} movements.")
    for line in result.left:
        typer.echo(f"  {line}")


def _pair(text: str, option: str) -> tuple[str, str]:
    name, sign, value = text.rpartition("=")
    if not sign or not name.strip():
        raise typer.BadParameter(f"'{text}' lacks a name or its =", param_hint=option)
    return name.strip(), value.strip()


def _outcome(report: "ImportReport") -> str:
    if report.dry_run and report.errors:
        return (
            "Nothing was written (dry run). As it is, the import would be refused; without its errors it would bring:"
        )
    if report.dry_run:
        return "Nothing was written (dry run); --json says row by row what would happen."
    if report.batch is None:
        return "Everything is here already; nothing was written."
    return f"Imported as batch {report.batch}; `binsight undo {report.batch}` takes it back."


def _render_lines(report: "BomReport") -> None:
    for match in report.matches:
        sure = f" ({match.candidates[0].confidence:.0%} sure)" if match.part else ""
        what = match.part or ", ".join(candidate.key for candidate in match.candidates) or "-"
        typer.echo(f"  {match.line.where}: {match.line.quantity} x {match.line.label}: {match.state}: {what}{sure}")


def _render(report: "ImportReport") -> None:
    typer.echo(_outcome(report))
    for verb, counts in (("new", report.created), ("changed", report.updated)):
        for kind, count in counts.items():
            typer.echo(f"  {count:>6} {verb} {kind}")
    typer.echo(f"  {report.skipped:>6} rows as they were")
    for severity in ("error", "warning", "info"):
        problems = [problem for problem in report.problems if problem.severity == severity]
        if problems:
            typer.echo(f"{severity} ({len(problems)}):")
        for problem in problems[:_SHOWN]:
            typer.echo(f"  {problem.where}: {problem.message}")
        if len(problems) > _SHOWN:
            typer.echo(f"  ... and {len(problems) - _SHOWN} more; --json lists all")
