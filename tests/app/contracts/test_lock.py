"""The lock: every kind of change is either harmless or named with its remedy."""

import json
from dataclasses import replace

import polars as pl
import pytest

from app.contracts.__main__ import check, write
from app.contracts.base import Column, Contract
from app.contracts.lock import compare, render

SIZE = Column("size", pl.Int64, "how long it is", unit="m", minimum=0)
NAME = Column("name", pl.String, "what it is called")
NOTE = Column("note", pl.String, "remark", nullable=True)
THING = Contract("marts", "thing", 1, "Things.", "one thing", ("name",), (NAME, SIZE, NOTE))
SOURCE = replace(THING, layer="raw", name="things")
OTHER = replace(THING, name="other")
NEXT = "Bring it back, or leave marts.thing_v1 as it was, with deprecated='<what replaces it, and from which day on>', "
NEXT += "and promise the change as marts.thing_v2"


def changed(*columns, **others):
    return replace(THING, columns=columns or THING.columns, **others)


def since(before, now):
    return compare(render(before), now)


def test_the_lock_is_json_and_knows_what_was_promised():
    assert json.loads(render([THING]))["marts.thing_v1"]["columns"] == {
        "name": {"type": "String", "nullable": False, "unit": None},
        "size": {"type": "Int64", "nullable": False, "unit": "m", "minimum": 0},
        "note": {"type": "String", "nullable": True, "unit": None},
    }
    nothing = since([THING, SOURCE], [SOURCE, THING])
    assert (nothing.breaking, nothing.harmless) == ([], [])


@pytest.mark.parametrize(
    "now",
    [
        changed(NAME, SIZE, NOTE, Column("colour", pl.String, "colour", nullable=True)),
        changed(NAME, SIZE, replace(NOTE, nullable=False)),
        changed(NAME, replace(SIZE, minimum=1), NOTE),
        changed(grain="one thing or another"),
        changed(owner="team:other"),
        changed(rules={"things are short": pl.col("size") < 9}),
        changed(NAME, replace(SIZE, maximum=9), NOTE),
        changed(replace(NAME, allowed=("bolt", "nut")), SIZE, NOTE),
        changed(deprecated="use marts.other_v1 from 2026-12-01 on"),
    ],
)
def test_what_hurts_no_reader_only_makes_the_lock_out_of_date(now):
    changes = since([THING], [now])
    assert (changes.breaking, changes.harmless) == (
        [],
        ["marts.thing_v1 says more, less or something else than before"],
    )


def test_a_new_table_is_harmless():
    assert since([THING], [THING, OTHER]).harmless == ["marts.other_v1 is new"]


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        (changed(NAME, SIZE), "column note is gone"),
        (
            changed(NAME, replace(SIZE, name="length"), NOTE),
            "column size is gone (if it is called length now: a new name breaks readers, too)",
        ),
        (changed(NAME, replace(SIZE, dtype=pl.Int32), NOTE), "column size is Int32, was Int64"),
        (changed(NAME, replace(SIZE, nullable=True), NOTE), "column size may be empty, which it never was"),
        (changed(NAME, replace(SIZE, unit="cm"), NOTE), "column size is in cm, was in m"),
        (changed(NAME, replace(SIZE, unit=None), NOTE), "column size is in no unit, was in m"),
        (changed(key=("name", "size")), "the key is (name, size), was (name)"),
    ],
)
def test_what_breaks_readers_is_named_with_its_remedy(now, sentence):
    assert since([THING], [now]).breaking == [f"marts.thing_v1: {sentence}. {NEXT}"]
    raw = replace(now, layer="raw", name="things")
    remedy = "Bring it back, or raise the version of raw.things to 2"
    assert since([SOURCE], [raw]).breaking == [f"raw.things: {sentence}. {remedy}"]
    assert since([SOURCE], [replace(raw, version=2)]).breaking == []


BOUND, CLOSED = replace(SIZE, maximum=9), replace(NAME, allowed=("bolt", "nut"))
SHORT = {"things are short": pl.col("size") < 9}


@pytest.mark.parametrize(
    ("columns", "rules", "sentence"),
    [
        ((NAME, replace(BOUND, minimum=-1)), SHORT, "column size may be below 0, which it never was"),
        ((NAME, replace(BOUND, minimum=None)), SHORT, "column size may be below 0, which it never was"),
        ((NAME, replace(BOUND, maximum=10)), SHORT, "column size may be above 9, which it never was"),
        ((NAME, replace(BOUND, maximum=None)), SHORT, "column size may be above 9, which it never was"),
        ((NAME, BOUND), SHORT, "column name may be anything, which it never was"),
        ((CLOSED, BOUND), {}, "the rule 'things are short' is gone"),
    ],
)
def test_a_value_where_none_ever_lay_breaks_readers_and_a_rule_in_other_words_does_not(columns, rules, sentence):
    name, size = columns
    before = changed(CLOSED if "name" in sentence else name, BOUND, rules=SHORT)
    assert since([before], [changed(name, size, rules=rules)]).breaking == [f"marts.thing_v1: {sentence}. {NEXT}"]
    assert since([before], [changed(*before.columns, rules={"short": SHORT["things are short"]})]).breaking == []


def test_one_more_word_of_a_vocabulary_is_harmless():
    changes = since([changed(CLOSED, SIZE)], [changed(replace(CLOSED, allowed=("bolt", "nut", "pin")), SIZE)])
    assert (changes.breaking, len(changes.harmless)) == ([], 1)


def test_a_table_goes_only_after_it_was_deprecated():
    (gone,) = since([THING, OTHER], [OTHER]).breaking
    assert gone.startswith("marts.thing_v1: the table is gone, and it was never deprecated. Bring it back with")
    deprecated = replace(THING, deprecated="use marts.other_v1 from 2026-12-01 on")
    changes = since([deprecated, OTHER], [OTHER])
    assert (changes.breaking, changes.harmless) == ([], ["marts.thing_v1, which was deprecated, is gone"])


def test_an_older_version_says_what_replaces_it():
    second = changed(NAME, version=2)
    (undeprecated,) = since([THING], [second, THING]).breaking
    assert undeprecated.startswith("marts.thing_v1: marts.thing_v2 is there, too. Give the older one deprecated=")
    noted = replace(THING, deprecated="use marts.thing_v2 from 2026-12-01 on")
    assert since([THING], [second, noted]).breaking == []
    assert len(since([THING], [second]).breaking) == 1, "a new number in place of the old one takes the old one away"


def test_a_version_never_falls():
    (sentence,) = since([replace(SOURCE, version=3)], [replace(SOURCE, version=2)]).breaking
    assert sentence.startswith("raw.things: version 2 is lower than before (3)")


def test_the_command_asks_for_a_new_lock_and_refuses_to_write_over_a_broken_promise(tmp_path):
    assert check(tmp_path, (THING,)) == ["marts.thing_v1 is new; the lock does not know it yet. Run `make contracts`"]
    assert write(tmp_path, (THING,)) == []
    assert check(tmp_path, (THING,)) == []
    broken = (changed(NAME, SIZE),)
    before = (tmp_path / "contracts.lock.json").read_text()
    assert check(tmp_path, broken) == write(tmp_path, broken) == [f"marts.thing_v1: column note is gone. {NEXT}"]
    assert (tmp_path / "contracts.lock.json").read_text() == before


def test_a_lock_that_was_written_anew_does_not_hide_what_was_promised_before(tmp_path):
    promised, broken = render([THING]), (changed(NAME, SIZE),)
    sentence = f"marts.thing_v1: column note is gone. {NEXT}"
    assert write(tmp_path, broken, promised) == [sentence]
    assert write(tmp_path, broken) == []
    assert check(tmp_path, broken, promised) == [sentence]
    assert check(tmp_path, (THING,), promised)[0].startswith("marts.thing_v1 says more")


def test_a_dictionary_in_other_words_is_out_of_date(tmp_path):
    write(tmp_path, (THING,))
    assert check(tmp_path, (replace(THING, description="Things in other words."),)) == [
        "data_dictionary.md is out of date. Run `make contracts`"
    ]
