from collections import Counter
from datetime import UTC, datetime
from math import isfinite

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contracts.base import TIMESTAMP, Column, Contract
from app.domain.quality import contract_check
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


@pytest.mark.parametrize(
    ("made", "sentences"),
    [
        (frame().drop("size", "weight"), ["column size is missing", "column weight is missing"]),
        (frame().cast({"size": pl.Int32}), ["column size is Int32, promised is Int64"]),
        (frame().rename({"size": "length"}), ["column size is missing", "column length is not in the contract"]),
        (frame().select(reversed(CONTRACT.schema)), ["columns come in the order at, weight, colour, size, name"]),
    ],
)
def test_wrong_columns_are_named_first_and_alone(made, sentences):
    assert violations(made.with_columns(colour=pl.lit("green")), CONTRACT) == sentences


@pytest.mark.parametrize("keys_at_once", [1, 2, 100])
def test_a_key_is_looked_at_whatever_the_order_of_the_rows(monkeypatch, keys_at_once):
    monkeypatch.setattr(contract_check, "KEYS_AT_ONCE", keys_at_once)
    assert violations(frame().reverse(), CONTRACT) == []
    mixed = pl.concat([frame(), frame(name=["c", "b"]), frame(name=["b", "c"])])
    assert violations(mixed, CONTRACT) == ["key (name) repeats for 2: b; c"]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", None]),
        st.sampled_from([None, 0, 1, 9, 10]),
        st.sampled_from([None, "red", "blue", "green"]),
        st.sampled_from([None, 0.5, float("nan"), float("inf")]),
    ),
    max_size=6,
)


@given(ROWS, st.booleans())
def test_a_row_by_row_look_finds_the_same(rows, is_sorted):
    """The same promises in plain Python, one row after the other."""
    if is_sorted:
        rows = sorted(rows, key=lambda row: row[0] or "")
    columns = dict(list(CONTRACT.schema.items())[:4])
    made = pl.DataFrame(rows, schema=columns, orient="row").with_columns(at=pl.lit(None, TIMESTAMP))
    broken = {
        "name is filled in": [n for n, _, _, _ in rows if n is None],
        "size is at least 1": [n for n, s, _, _ in rows if s is not None and s < 1],
        "size is at most 9": [n for n, s, _, _ in rows if s is not None and s > 9],
        "colour is one of red, blue": [n for n, _, c, _ in rows if c == "green"],
        "weight is a finite number": [n for n, _, _, w in rows if w is not None and not isfinite(w)],
        "red things are small": [n for n, s, c, _ in rows if not _is_small_or_not_red(s, c)],
    }
    wanted = [
        f"not so in {len(names)} rows: {sentence} ({'; '.join(map(str, names[:3]))}{'; ...' if len(names) > 3 else ''})"
        for sentence, names in broken.items()
        if names
    ]
    times = Counter(name for name, *_ in rows)
    repeated = sorted((name for name, count in times.items() if count > 1), key=lambda name: name or "")
    if repeated:
        listed = f"{'; '.join(map(str, repeated[:3]))}{'; ...' if len(repeated) > 3 else ''}"
        wanted.insert(0, f"key (name) repeats for {len(repeated)}: {listed}")
    assert violations(made, CONTRACT) == wanted


def _is_small_or_not_red(size, colour):
    """A rule that cannot be judged counts as broken."""
    if colour is not None and colour != "red":
        return True
    return size is not None and size < 5


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
