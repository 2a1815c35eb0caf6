"""Values at the edge of their types: taken exactly, or refused by name."""

from datetime import UTC, date, datetime

import pytest

from app.exceptions import ContractViolationException
from app.sources.postgres.snapshot import exported_snapshot

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def export(postgres):
    with exported_snapshot(postgres.url("postgres")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12.50::numeric(10, 2)::float8", 12.5),
        ("0.1::numeric::float8", 0.1),
        ("9007199254740991::numeric::float8", 2.0**53 - 1),
        ("NULL::numeric::float8", None),
        ("'0001-01-01'::date", date(1, 1, 1)),
        ("'9999-12-31'::date", date(9999, 12, 31)),
        ("'2026-03-29 02:30:00+02'::timestamptz", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        ("'9999-12-31 23:59:59.999999+00'::timestamptz", datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_what_has_a_place_in_the_lake_arrives_exactly(export, value, expected):
    assert export.frame("bits", f"SELECT 7 AS id, {value} AS it")["it"].to_list() == [expected]


@pytest.mark.parametrize(
    "value",
    [
        "'Infinity'::numeric::float8",
        "'-Infinity'::numeric::float8",
        "'NaN'::numeric::float8",
        "12345678901234567890::numeric::float8",
        "-9007199254740993::numeric::float8",
        "'infinity'::date",
        "'-infinity'::date",
        "'10000-01-01'::date",
        "'infinity'::timestamptz",
        "'infinity'::timestamp",
        "'0001-12-31 BC'::date",
    ],
)
def test_what_has_none_is_refused_by_table_column_and_row(export, value):
    with pytest.raises(
        ContractViolationException, match=r"^bits\.it of row id 7 is infinite, not a number or too large"
    ):
        export.frame("bits", f"SELECT 7 AS id, {value} AS it")


@pytest.mark.parametrize(("keys", "row"), [("stock", "stock x200000"), ("stock, part", "stock x200000, part 200000")])
def test_a_row_without_id_is_called_by_its_key_however_many_batches_came_before(export, keys, row):
    rows = """
        SELECT 'x' || n AS stock, n AS part, repeat('y', 200) AS note,
               CASE WHEN n < 200000 THEN n ELSE 'NaN'::float8 END AS amount
        FROM generate_series(1, 200000) AS n
    """
    with pytest.raises(ContractViolationException, match=rf"^bits\.amount of row {row} is infinite"):
        export.frame("bits", f"SELECT {keys}, amount, note FROM ({rows}) AS rows")
