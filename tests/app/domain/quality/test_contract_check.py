from datetime import UTC, datetime

import polars as pl
import pytest

from app.contracts.base import TIMESTAMP, Column, Contract
from app.domain.quality.conform import conform
from app.domain.quality.contract_check import violations
from app.exceptions import ContractViolationException

CONTRACT = Contract(
    layer="marts",
    name="example",
    version=1,
    description="An example.",
    grain="one thing",
    key=("name",),
    columns=(
        Column("name", pl.String, "name"),
        Column("size", pl.Int64, "size", nullable=True, minimum=1, maximum=9),
        Column("colour", pl.String, "colour", nullable=True, allowed=("red", "blue")),
        Column("weight", pl.Float64, "weight", nullable=True),
        Column("at", TIMESTAMP, "when", nullable=True),
    ),
    rules={"red things are small": (pl.col("colour") != "red") | (pl.col("size") < 5)},
)
GOOD = {"name": ["a", "b"], "size": [1, 9], "colour": ["red", "blue"], "weight": [0.5, None], "at": [None, None]}


def frame(**changes):
    return conform(pl.DataFrame(GOOD | changes, schema_overrides={"at": TIMESTAMP}), CONTRACT)


def test_a_frame_that_keeps_every_promise_has_no_violations():
    assert violations(frame(), CONTRACT) == []


def test_an_empty_frame_keeps_every_promise():
    assert violations(frame().clear(), CONTRACT) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ["a", "a"]}, "key (name) repeats for 1: a"),
        ({"name": [None, "b"]}, "name is filled in"),
        ({"size": [0, 9]}, "size is at least 1 (a)"),
        ({"size": [1, 10]}, "size is at most 9 (b)"),
        ({"colour": ["red", "green"]}, "colour is one of red, blue (b)"),
        ({"weight": [float("nan"), 1.0]}, "weight is a finite number (a)"),
        ({"weight": [float("inf"), 1.0]}, "weight is a finite number (a)"),
        ({"size": [5, 9]}, "red things are small (a)"),
        ({"colour": ["red", None]}, "red things are small (b)"),
    ],
)
def test_each_broken_promise_is_named_with_its_key(changes, sentence):
    assert any(sentence in violation for violation in violations(frame(**changes), CONTRACT))


def test_wrong_columns_are_said_first_and_alone():
    (violation,) = violations(frame().drop("size"), CONTRACT)
    assert violation.startswith("columns are")


def test_conform_orders_casts_and_sorts():
    shaped = conform(
        pl.DataFrame(
            {
                "at": [datetime(2026, 1, 1, tzinfo=UTC)] * 2,
                "size": [2, 1],
                "name": ["b", "a"],
                "colour": [None] * 2,
                "weight": [1, 2],
                "extra": [0, 0],
            }
        ),
        CONTRACT,
    )
    assert shaped.schema == CONTRACT.schema
    assert shaped["name"].to_list() == ["a", "b"]


def test_conform_names_missing_columns_and_values_that_do_not_fit():
    with pytest.raises(ContractViolationException, match=r"marts.example_v1 lacks the columns weight, at"):
        conform(pl.DataFrame({"name": ["a"], "size": [1], "colour": [None]}), CONTRACT)
    with pytest.raises(ContractViolationException, match=r"marts.example_v1"):
        frame(size=["many", "few"])
