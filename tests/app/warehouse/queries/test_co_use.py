"""How a part is fetched, from the published tables."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.placement.facts import DAYS_PER_MONTH
from app.domain.placement.putaway import NO_HABITS, Habits, Partner
from app.warehouse.queries.co_use import habits_of, latest_habits
from app.warehouse.snapshot import SnapshotStore

MONTHS = 182 / DAYS_PER_MONTH


def pair(one, other, ways):
    return {
        "part_key": one, "other_key": other, "shared_walks": 2, "walks": 3, "walks_per_month": 0.4,
        "ways_per_month": ways,
    }  # fmt: skip


def day(key, at, movements):
    return {"part_key": key, "day": at, "movements": movements}


@pytest.fixture(scope="module")
def opened(snapshot):
    return snapshot(
        co_use_v1=[pair("ABCD", "EFGH", 0.1), pair("ABCD", "IJKL", 0.9), pair("IJKL", "ABCD", 0.9)],
        usage_daily_v1=[
            day("ABCD", date(2026, 3, 31), 4),
            day("ABCD", date(2025, 10, 1), 2),
            day("ABCD", date(2025, 9, 30), 64),
            day("MNOP", date(2026, 1, 1), 7),
        ],
    )


def test_partners_come_strongest_first_with_visits_of_half_a_year(opened):
    partners = (Partner("IJKL", 0.9, 2, 3), Partner("EFGH", 0.1, 2, 3))
    assert habits_of(opened, "ABCD") == Habits(pytest.approx(6 / MONTHS), 0.4, partners)


def test_without_partners_every_visit_is_a_walk_of_its_own(opened):
    assert habits_of(opened, "MNOP") == Habits(pytest.approx(7 / MONTHS), pytest.approx(7 / MONTHS), ())
    assert habits_of(opened, "ZZZZ") == NO_HABITS


def test_a_snapshot_from_before_walks_were_published_knows_none(opened, monkeypatch):
    tables = {name: table for name, table in opened.manifest.tables.items() if name != "marts.co_use_v1"}
    monkeypatch.setattr(opened, "manifest", replace(opened.manifest, tables=tables))
    assert habits_of(opened, "ABCD") == NO_HABITS


def test_before_the_first_snapshot_there_are_none(tmp_path):
    assert latest_habits(SnapshotStore(tmp_path), "ABCD") == NO_HABITS
