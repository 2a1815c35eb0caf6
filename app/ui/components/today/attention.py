"""What needs somebody today, each row with the link to where it is dealt with."""

from datetime import datetime

import polars as pl
import streamlit as st

from app.ui.components.fleet.overview import FILTERS, filter_fleet
from app.ui.components.plain_text import shorten
from app.ui.components.today.rows import linked_row, part_name, section
from app.ui.components.why import why
from app.ui.counted import counted
from app.ui.snapshot_reads import all_activity, best_slots, devices, running_out
from app.warehouse.manifest import Manifest
from app.warehouse.snapshot import Snapshot

ROWS = 8
FIGURES = {"days it lasts": "days_of_stock", "in stock": "total_quantity", "pieces a day": "daily_rate"}
"""What can be asked about a part that runs out, and the columns that answer."""
MOVE_FIGURES = {"saving a month": "saving_m_per_month"}


def what_runs_out(snapshot: Snapshot) -> None:
    """Parts that are empty, below their minimum, or soon used up."""
    parts = running_out(snapshot.id)
    section("What runs out", parts.height, "Nothing in use runs out within two weeks.")
    for row in parts.head(ROWS).iter_rows(named=True):
        name = part_name(row["part_key"], row["description"])
        linked_row("part", name, _stock_text(row), part=row["part_key"])
    if parts.height > ROWS:
        st.caption(f"and {parts.height - ROWS:,} more; the page Usage lists every part with the days its stock lasts.")
    if parts.height:
        why(snapshot, "marts.part_activity_v1", parts.select("part_key").to_dicts(), FIGURES, key="runs-out")


def what_is_broken(snapshot: Snapshot, now: datetime) -> None:
    """Failed checks, and devices that run old firmware or say nothing."""
    fleet = devices(snapshot.id)
    checks = _check_rows(snapshot.manifest)
    outdated, silent = (filter_fleet(fleet, None, [name], now).height for name in ("outdated", "silent"))
    section("What is broken", len(checks) + bool(outdated) + bool(silent), "No check failed, and every device is well.")
    for table, message in checks[:ROWS]:
        linked_row("health", f"Check of {table}", shorten(message, 120))
    if outdated:
        label = f"{counted(outdated, 'device')} with old firmware"
        linked_row("devices", label, "another version than their model's", only=FILTERS["outdated"])
    if silent:
        linked_row("devices", f"{counted(silent, 'device')} silent", "not heard of for a week", only=FILTERS["silent"])


def what_waits(snapshot: Snapshot) -> None:
    """Parts without a place, and moves that would save walking."""
    unplaced = all_activity(snapshot.id).filter(pl.col("first_movement_on").is_null())
    moves = best_slots(snapshot.id, "usage_sorted").filter(pl.col("saving_m_per_month") > 0)
    section(
        "What waits", unplaced.height + bool(moves.height), "Every part has a place, and no move would save walking."
    )
    for row in unplaced.head(ROWS).iter_rows(named=True):
        name = part_name(row["part_key"], row["description"])
        linked_row("part", name, "never stocked; receive it into a suggested slot", part=row["part_key"])
    if unplaced.height > ROWS:
        st.caption(f"and {unplaced.height - ROWS:,} more that were never stocked.")
    if moves.height:
        label, best = f"{counted(moves.height, 'part')} could lie better", max(moves["saving_m_per_month"].to_list())
        linked_row("placement", label, f"the best move saves {best:,.0f} m a month")
        slots = [{"method": "usage_sorted", "part_key": part, "rank": 1} for part in moves["part_key"].head(ROWS)]
        why(snapshot, "marts.placement_suggestion_v1", slots, MOVE_FIGURES, key="moves")


def _stock_text(row: dict[str, object]) -> str:
    days = row["days_of_stock"]
    lasts = "" if not days else f", lasts {float(str(days)):,.0f} days"
    minimum = "" if row["minimum_quantity"] is None else f" of at least {row['minimum_quantity']}"
    return f"{row['state']}: {row['total_quantity']}{minimum} in stock{lasts}"


def _check_rows(manifest: Manifest) -> list[tuple[str, str]]:
    bad = [o for o in manifest.outcomes if o.status != "passed"]
    return [(o.table, f"{o.status}: {o.message}") for o in sorted(bad, key=lambda o: (o.status, o.table))]
