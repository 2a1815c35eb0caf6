"""Questions to a published snapshot, cached by its id: a publish makes new ids, so nothing here can be stale."""

from datetime import date, datetime
from typing import Any

import polars as pl
import streamlit as st

from app.domain.placement.putaway import Habits
from app.ui.resources import snapshots
from app.warehouse.queries import (
    co_use,
    facts_as_of,
    first_choices,
    fleet,
    level_over_time,
    part_activity,
    stock_as_of,
    stock_spans,
    storage,
    usage_by_day,
)
from app.warehouse.queries.foreign import foreign_drift, foreign_parts, foreign_sources, uses_on_no_day
from app.warehouse.queries.quarantine import quarantined_files, quarantined_lines
from app.warehouse.snapshot import Snapshot
from app.warehouse.why.explain import Explanation, explain

ALL_ROWS = 1_000_000
KEPT = 200
"""Answers kept per question; the oldest go first, so that many parts looked at do not fill the memory."""
ROWS_OF_WHY = 100
"""Most source rows shown of one figure."""


def as_of_date(snapshot: Snapshot) -> date:
    """The snapshot's business day (UTC)."""
    return date.fromisoformat(str(snapshot.manifest.watermark["as_of"]))


@st.cache_data(show_spinner=False, max_entries=2)
def all_activity(snapshot_id: str) -> pl.DataFrame:
    """`marts.part_activity_v1` of all parts, most used first."""
    return part_activity.part_activity(snapshots().open(snapshot_id), limit=ALL_ROWS)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def activity_of_part(snapshot_id: str, part_key: str) -> dict[str, object] | None:
    """Rate, class and days of stock of one part; None when the snapshot does not know it."""
    return part_activity.activity_of_part(snapshots().open(snapshot_id), part_key)


@st.cache_data(show_spinner=False, max_entries=2)
def running_out(snapshot_id: str) -> pl.DataFrame:
    """Parts in use that are empty, below their minimum or soon used up, worst first."""
    return part_activity.running_out(snapshots().open(snapshot_id), limit=ALL_ROWS)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def levels_of_part(snapshot_id: str, part_key: str) -> pl.DataFrame:
    """`at, level` of one part."""
    return level_over_time.level_over_time(snapshots().open(snapshot_id), part_key)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def stock_on(snapshot_id: str, part_key: str, at: datetime) -> pl.DataFrame:
    """Slots and quantities of one part at a past instant."""
    return stock_as_of.stock_as_of(snapshots().open(snapshot_id), at, part_key)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def spans_of_part(snapshot_id: str, part_key: str, at: datetime | None = None) -> pl.DataFrame:
    """Keys of the spans in which a part lay in a slot, newest first: those of a past instant, or all."""
    return stock_spans.stock_spans(snapshots().open(snapshot_id), part_key, at)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def part_on(snapshot_id: str, part_key: str, at: datetime) -> dict[str, Any] | None:
    """What a part was at a past instant; None where no version is known."""
    return facts_as_of.part_as_of(snapshots().open(snapshot_id), part_key, at)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def device_on(snapshot_id: str, device_key: str, at: datetime) -> dict[str, Any] | None:
    """What a device was and ran at a past instant, and its configuration; None where no version is known."""
    return facts_as_of.device_as_of(snapshots().open(snapshot_id), device_key, at)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def usage_of_part(snapshot_id: str, part_key: str, start: date, end: date) -> pl.DataFrame:
    """Consumption of one part by day."""
    return usage_by_day.usage_of_part(snapshots().open(snapshot_id), part_key, start, end)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def usage_of_all(snapshot_id: str, start: date, end: date) -> pl.DataFrame:
    """Consumption of all parts by day."""
    return usage_by_day.usage_of_all(snapshots().open(snapshot_id), start, end)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def largest_uses(snapshot_id: str, start: date, end: date) -> pl.DataFrame:
    """Keys of the days on which most of a part was used."""
    return usage_by_day.largest_uses(snapshots().open(snapshot_id), start, end)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def habits_of(snapshot_id: str, part_key: str) -> Habits:
    """How often a part is fetched, and with what."""
    return co_use.habits_of(snapshots().open(snapshot_id), part_key)


@st.cache_data(show_spinner=False, max_entries=4)
def best_slots(snapshot_id: str, method: str) -> pl.DataFrame:
    """The first choice of every part by one method, largest saving first, its reasons in one sentence (`why`)."""
    found = first_choices.first_choices(snapshots().open(snapshot_id), method)
    return found.with_columns(pl.col("reasons").list.join("; ").alias("why"))


@st.cache_data(show_spinner=False, max_entries=2)
def category_spread(snapshot_id: str) -> pl.DataFrame:
    """Over how many boxes each category is scattered."""
    return storage.category_spread(snapshots().open(snapshot_id))


@st.cache_data(show_spinner=False, max_entries=KEPT)
def slot_activity(snapshot_id: str, box_no: int) -> pl.DataFrame:
    """Units consumed from each slot of a box in 90 days."""
    return storage.slot_activity(snapshots().open(snapshot_id), box_no)


@st.cache_data(show_spinner=False, max_entries=2)
def devices(snapshot_id: str) -> pl.DataFrame:
    """The fleet."""
    return fleet.fleet(snapshots().open(snapshot_id))


@st.cache_data(show_spinner="Looking for the source rows", max_entries=KEPT)
def why_figure(snapshot_id: str, table: str, column: str, key: tuple[str, ...]) -> Explanation:
    """One figure back to its source rows; `key` as in `binsight why --key`."""
    return explain(snapshots().open(snapshot_id), table, column, key, limit=ROWS_OF_WHY)


@st.cache_data(show_spinner=False, max_entries=2)
def quarantine(snapshot_id: str) -> pl.DataFrame:
    """Dropped files that could not be read."""
    return quarantined_files(snapshots().open(snapshot_id))


@st.cache_data(show_spinner=False, max_entries=20)
def quarantined_lines_of(snapshot_id: str, file: str) -> pl.DataFrame:
    """What could not be read of one file."""
    return quarantined_lines(snapshots().open(snapshot_id), file)


@st.cache_data(show_spinner=False, max_entries=2)
def foreign(snapshot_id: str) -> pl.DataFrame:
    """Databases that are not ours."""
    return foreign_sources(snapshots().open(snapshot_id))


@st.cache_data(show_spinner=False, max_entries=KEPT)
def parts_of_foreign_source(snapshot_id: str, source: str) -> pl.DataFrame:
    """Stock and use of the parts of one foreign source."""
    return foreign_parts(snapshots().open(snapshot_id), source)


@st.cache_data(show_spinner=False, max_entries=KEPT)
def uses_left_out(snapshot_id: str, source: str) -> int:
    """Uses of a foreign source that are on no day."""
    return uses_on_no_day(snapshots().open(snapshot_id), source)


@st.cache_data(show_spinner=False, max_entries=2)
def drift_of_foreign_sources(snapshot_id: str) -> pl.DataFrame:
    """How the tables of foreign sources changed."""
    return foreign_drift(snapshots().open(snapshot_id))
