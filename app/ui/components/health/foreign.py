"""Databases that are not ours: what was read of each, or why not, its stock and use, and how its tables changed."""

import polars as pl
import streamlit as st

from app.ui.components.health.foreign_parts import foreign_parts
from app.ui.components.plain_text import plain
from app.ui.components.tables import data_table, number, text
from app.ui.local_time import clock_text, zone
from app.ui.resources import container
from app.ui.snapshot_reads import drift_of_foreign_sources, foreign
from app.warehouse.snapshot import Snapshot


def foreign_list(snapshot: Snapshot) -> None:
    """Draw the sources, those that were refused said first in words."""
    sources = foreign(snapshot.id)
    if sources.is_empty():
        st.info(
            "No other database is read. Name a mapping in BINSIGHT_FOREIGN_SOURCES to read one.", icon=":material/hub:"
        )
        return
    for row in sources.filter(pl.col("state") == "refused").iter_rows(named=True):
        st.warning(plain(f"{row['reason']}. The rows read before stay."), icon=":material/warning:")
    columns = {
        "source": text("Source"),
        "state": text("Last run"),
        "parts": number("Parts"),
        "stock": number("Stock records"),
        "movements": number("Movements"),
        "changes": number("Columns changed"),
    }
    data_table(sources, columns, key="foreign-sources")
    foreign_parts(snapshot, sources["source"].to_list())
    _changes(snapshot)


def _changes(snapshot: Snapshot) -> None:
    changes = drift_of_foreign_sources(snapshot.id)
    if changes.is_empty():
        return
    now, where = container().clock()(), zone()
    when = pl.Series([clock_text(at, now, where) for at in changes["noticed_at"]], dtype=pl.String)
    st.caption("Columns that came, went or changed, which did not keep the source from being read")
    columns = {
        "when": text("Noticed"),
        "source": text("Source"),
        "table_name": text("Table"),
        "column_name": text("Column"),
        "change": text("Change"),
        "type_before": text("Type before"),
        "type_now": text("Type now"),
    }
    data_table(changes.with_columns(when=when), columns, key="foreign-drift")
