"""The quiet button beside figures: where one comes from, worked out only when somebody asks."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from app.exceptions import BinsightError
from app.ui.components.errors import show_error
from app.ui.components.plain_text import plain
from app.ui.components.tables import data_table
from app.ui.counted import counted
from app.ui.snapshot_reads import ROWS_OF_WHY, why_figure
from app.warehouse.snapshot import Snapshot
from app.warehouse.why.explain import Explanation


def why(
    snapshot: Snapshot, table: str, rows: Sequence[Mapping[str, object]], columns: Mapping[str, str], *, key: str
) -> None:
    """Draw the button; opened, it explains one figure of a published table.

    Args:
        rows: keys of the rows that can be asked about, such as `{"part_key": "ABCD"}`; of several one is chosen.
        columns: what people call the figures, to their columns.
    """
    popover = st.popover("Why", icon=":material/help:", type="tertiary", key=f"why-{key}", on_change="rerun")
    if not popover.open or not rows:
        return
    with popover:
        row = _choice("Of", list(range(len(rows))), lambda place: _name(rows[place]), f"why-row-{key}")
        figure = _choice("Figure", list(columns), str, f"why-figure-{key}")
        asked = tuple(f"{name}={_text(value)}" for name, value in rows[row].items())
        try:
            _draw(why_figure(snapshot.id, table, columns[figure], asked), f"why-rows-{key}")
        except BinsightError as error:
            show_error(error)


def _choice(label: str, options: list[Any], words: Any, key: str) -> Any:
    return options[0] if len(options) == 1 else st.selectbox(label, options, format_func=words, key=key)


def _name(row: Mapping[str, object]) -> str:
    return " · ".join(_text(value) for value in row.values())


def _text(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _draw(found: Explanation, key: str) -> None:
    value = f"{found.value:,}" if isinstance(found.value, int) and not isinstance(found.value, bool) else found.value
    unit = f" {found.unit}" if found.unit else ""
    st.markdown(f"**{plain(f'{value}{unit}')}**: {plain(found.how)}")
    if not found.adds_up:
        st.error(plain(f"The source rows make {found.combined}; run the pipeline again."), icon=":material/error:")
    if found.rows:
        # Texts and numbers side by side, as the terms of a formula can be.
        frame = pl.DataFrame(found.rows, infer_schema_length=None, strict=False)
        data_table(frame, dict.fromkeys(frame.columns), key=key)
        shown = f"the first {ROWS_OF_WHY} of " if found.total > ROWS_OF_WHY else ""
        st.caption(f"{shown}{counted(found.total, 'source row')}".capitalize())
    st.caption(plain(f"{found.contract}, column {found.column} · snapshot {found.snapshot} · run {found.run_id}"))
    marks = ", ".join(f"{name} {value}" for name, value in found.watermark.items())
    st.caption(plain(f"Code {found.code_version} · {marks}"))
