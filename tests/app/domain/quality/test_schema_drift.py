"""What changed between two readings of a source's columns, against plain dictionaries."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from app.domain.quality.schema_drift import breaking_drift, drift, drift_history

columns = st.dictionaries(
    st.tuples(st.sampled_from(["s.t", "s.u"]), st.sampled_from("abc")), st.sampled_from(["int4", "text", "timestamptz"])
)
START = datetime(2026, 1, 1, tzinfo=UTC)


def frame(known):
    rows = [(table, column, kind) for (table, column), kind in known.items()]
    return pl.DataFrame(rows, schema=["table_name", "column_name", "type"], orient="row").cast(pl.String)


@given(columns, columns)
def test_drift_is_the_difference_of_two_dictionaries(before, now):
    expected = [
        (*place, "added" if place not in before else "removed" if place not in now else "retyped", before.get(place),
         now.get(place))
        for place in sorted(before.keys() | now.keys())
        if before.get(place) != now.get(place)
    ]  # fmt: skip
    assert drift(frame(before), frame(now)).rows() == expected


@given(columns, columns, st.sets(st.sampled_from("abc")))
def test_a_mapping_breaks_by_a_missing_misfit_or_retyped_column_and_by_nothing_else(before, now, accepted):
    mapped = {("s.t", "a"): pl.Float64(), ("s.t", "b"): pl.String(), ("s.u", "c"): None}
    fits = {"a": {"int4"}, "b": {"int4", "text", "timestamptz"}, "c": {"int4", "text", "timestamptz"}}
    tables = {table for table, _ in now}
    broken = {table for table, _ in mapped if table not in tables}
    for table, column in mapped:
        kind = now.get((table, column))
        retyped = before.get((table, column), kind) != kind and column not in accepted
        if table in tables and (kind not in fits[column] or retyped):
            broken.add((table, column))
    accepts = {f"{table}.{column}" for table, column in mapped if column in accepted}
    assert len(breaking_drift(frame(before), frame(now), mapped, accepts)) == len(broken)


@given(st.lists(columns.filter(bool), min_size=1, max_size=4))
def test_the_history_of_readings_leads_from_the_first_to_the_last(readings):
    dated = [
        frame(known).with_columns(source=pl.lit("bench"), read_at=pl.lit(START + timedelta(days=day)))
        for day, known in enumerate(readings)
    ]
    known = dict(readings[0])
    for row in drift_history(pl.concat(dated)).sort("noticed_at").iter_rows(named=True):
        place = row["table_name"], row["column_name"]
        assert known.get(place) == row["type_before"]
        known = known | {place: row["type_now"]} if row["type_now"] else {k: v for k, v in known.items() if k != place}
    assert known == readings[-1]
