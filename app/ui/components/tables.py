"""Tables: small ones as text, large ones to scroll, sort and leave through."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from app.ui.components.plain_text import plain
from app.ui.navigation import go

ROWS_SHOWN = 12
_ROW_PIXELS = 35
_LINE_PIXELS = 20
"""What each further line of a text adds to a row."""
_NOTHING = "–"
"""How a table shows that a value is not known or does not apply."""


def facts_table(facts: Mapping[str, object]) -> None:
    """Two columns, name and value; values are shown literally (Streamlit's tables read Markdown)."""
    st.table({plain(name): plain(str(value)) for name, value in facts.items()}, border="horizontal", hide_header=True)


def small_table(rows: Sequence[Mapping[str, object]]) -> None:
    """A few rows under heads; text is shown literally, numbers stay right-aligned."""
    st.table(
        [{plain(head): plain(cell) if isinstance(cell, str) else cell for head, cell in row.items()} for row in rows],
        border="horizontal",
    )


def data_table(frame: pl.DataFrame, columns: Mapping[str, Any], *, key: str) -> None:
    """A table of any length; `columns` maps the columns to show, in order, to their heads or configurations."""
    st.dataframe(
        frame,
        column_order=list(columns),
        column_config=dict(columns),
        hide_index=True,
        height=_height(frame.height),
        placeholder=_NOTHING,
        key=key,
    )


def linked_table(
    frame: pl.DataFrame, columns: Mapping[str, Any], *, key: str, page: str, lines: int = 1, **query: str
) -> None:
    """Like `data_table`; a click on a row opens `page`, `query` mapping its parameters to columns of the row.

    With `lines` a row is that many lines high, and long texts wrap in it.
    """
    row_height = _ROW_PIXELS + (lines - 1) * _LINE_PIXELS
    state = st.dataframe(
        frame,
        column_order=list(columns),
        column_config=dict(columns),
        hide_index=True,
        height=_height(frame.height, row_height),
        row_height=row_height,
        placeholder=_NOTHING,
        key=key,
        on_select="rerun",
        selection_mode="single-cell",
    )
    cells = state["selection"]["cells"]
    if cells:
        row = frame.row(cells[0][0], named=True)
        go(page, **{name: str(row[column]) for name, column in query.items()})


def number(head: str, *, width: Any = None, help_text: str | None = None, digits: int = 0) -> Any:
    """A right-aligned number; `head` carries the unit."""
    return st.column_config.NumberColumn(head, width=width, help=help_text, format=f"%,.{digits}f")


def share(head: str, *, width: Any = None, help_text: str | None = None) -> Any:
    """A share between 0 and 1 as a bar with a percentage."""
    return st.column_config.ProgressColumn(
        head, width=width, help=help_text, min_value=0.0, max_value=1.0, step=0.01, format="percent"
    )


def text(head: str, *, width: Any = None, help_text: str | None = None) -> Any:
    """Text, shown literally."""
    return st.column_config.TextColumn(head, width=width, help=help_text)


def _height(rows: int, row_height: int = _ROW_PIXELS) -> int:
    shown = min(rows, ROWS_SHOWN * _ROW_PIXELS // row_height)
    return _ROW_PIXELS + row_height * shown + 2
