"""The data dictionary says all of a contract."""

from dataclasses import replace

import polars as pl
import pytest

from app.contracts.base import TIMESTAMP, Column, Contract
from app.contracts.dictionary import render
from app.contracts.registry import ALL

THING = Contract(
    "marts",
    "thing",
    2,
    "Things.",
    "one thing",
    ("name", "at"),
    (
        Column("name", pl.String, "red | blue", allowed=("red", "blue")),
        Column("at", TIMESTAMP, "when"),
        Column("share", pl.Float64, "part of it", nullable=True, unit="%", minimum=0, maximum=99.5),
    ),
    owner="team:other",
    rules={"things are red": pl.col("name") == "red"},
)


def test_a_table_is_told_in_full():
    page = render([THING])
    assert "| [marts.thing_v2](#martsthing_v2) | one thing |" in page
    assert "### marts.thing_v2\n\nThings.\n" in page
    assert "A row is one thing. Key: `name`, `at`. Version 2. Owner: team:other." in page
    assert "| `name` | String |  |  | one of red, blue | red \\| blue |" in page
    assert "| `at` | Datetime |  |  |  | when |" in page
    assert "| `share` | Float64 | % | yes | at least 0, at most 99.5 | part of it |" in page
    assert "Always true: things are red." in page
    assert "Deprecated" not in page


def test_a_deprecation_note_is_shown():
    note = "use marts.thing_v3 from 2026-12-01 on"
    assert f"**Deprecated:** {note}" in render([replace(THING, deprecated=note)])


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.table)
def test_every_table_is_in_the_page(contract):
    assert render(ALL).count(f"\n### {contract.table}\n") == 1
