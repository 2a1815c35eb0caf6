"""`binsight sql`: read-only SQL over the contracts. Needs no server."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.context import HomeOption, open_snapshots
from app.cli.output_file import require_writable
from app.exceptions import QueryException, ValidationException

if TYPE_CHECKING:
    import polars as pl

_NO_TABLE = "Catalog Error: Table with name"


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(sql)


def sql(
    query: Annotated[str, typer.Argument(help="One SELECT over core.* and marts.*")],
    snapshot: Annotated[str | None, typer.Option("--snapshot", help="A snapshot id; default the current one.")] = None,
    output_format: Annotated[Format, typer.Option("--format")] = Format.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Same as --format json.")] = False,
) -> None:
    """Ask the published tables.

    Example: binsight sql "select count(*) from marts.stock_current_v1" ; which tables there are:
    binsight sql "show all tables"
    """
    require_writable(output, "output")
    opened = open_snapshots(home).open(snapshot)
    try:
        rows = opened.query(query)
    except QueryException as error:
        if not error.message.startswith(_NO_TABLE):
            raise
        raise QueryException(f"{error.message}\n\nThere are {', '.join(opened.manifest.tables)}") from error
    content = _render(rows, Format.json if as_json else output_format)
    if output is not None:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _render(rows: "pl.DataFrame", output_format: Format) -> bytes:
    from io import BytesIO

    import polars as pl

    buffer = BytesIO()
    if output_format is Format.csv:
        lists = pl.selectors.list(~pl.selectors.nested())
        rows = rows.with_columns(lists.cast(pl.List(pl.String)).list.join("; "))
    _require_writable_types(rows, output_format)
    if output_format is Format.csv:
        rows.write_csv(buffer)
    elif output_format is Format.json:
        rows.write_json(buffer)
        buffer.write(b"\n")
    elif output_format is Format.parquet:
        rows.write_parquet(buffer)
    else:
        with pl.Config(tbl_rows=-1, tbl_cols=-1, fmt_str_lengths=60, tbl_hide_dataframe_shape=True, tbl_width_chars=-1):
            buffer.write(f"{rows}\n".encode())
    return buffer.getvalue()


def _require_writable_types(rows: "pl.DataFrame", output_format: Format) -> None:
    """Refuse columns that the format has no way to write, with what to do about them."""
    if output_format not in (Format.csv, Format.json):
        return
    is_csv = output_format is Format.csv
    columns = [name for name, dtype in rows.schema.items() if "Binary" in str(dtype) or (is_csv and dtype.is_nested())]
    if columns:
        raise ValidationException(
            f"{output_format} cannot hold {', '.join(columns)}; cast to text, such as CAST({columns[0]} AS VARCHAR), "
            "or write parquet",
            field="format",
        )
