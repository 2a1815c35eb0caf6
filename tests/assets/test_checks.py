"""Blocking checks on small tables: what keeps its promise passes, each broken promise is an error or a warning."""

import dagster as dg
import polars as pl
import pytest

from app.contracts.part import PART
from app.contracts.registry import ALL
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from assets.checks import ledger_suite as ledger
from assets.checks.contract_checks import CONTRACT_CHECKS, contract_result
from assets.checks.great_expectations_suite import run_suite
from assets.checks.parts_suite import COLUMNS, EXPECTATIONS

pytestmark = pytest.mark.integration
ERROR, WARN = dg.AssetCheckSeverity.ERROR, dg.AssetCheckSeverity.WARN


@pytest.fixture
def check_part(tmp_path):
    """Runs the contract check of `core.part_v1` on the given rows."""
    layout = LakeLayout(tmp_path)

    def run(frame):
        write_parquet(frame, layout.work_table("core", "part_v1").with_name("part_v1.parquet"))
        return contract_result(layout, PART)

    return run


def test_every_contract_has_one_blocking_check():
    specs = [spec for check in CONTRACT_CHECKS for spec in check.check_specs]
    assert [(spec.asset_key.path, spec.name, spec.blocking) for spec in specs] == [
        ([contract.layer, contract.asset_name], "contract", True) for contract in ALL
    ]


def test_a_table_that_keeps_its_contract_passes(core, check_part):
    result = check_part(core["part"])
    assert (result.passed, result.description) == (True, "3 rows keep the contract")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda frame: pl.concat([frame, frame]), "key (part_key) repeats for 3"),
        (lambda frame: frame.with_columns(description=pl.lit(None, pl.String)), "description is filled in"),
        (lambda frame: frame.with_columns(unit_price=-pl.col("unit_price")), "unit_price is at least 0 (ABCD)"),
        (lambda frame: frame.with_columns(size_class=pl.lit("huge")), "size_class is one of"),
        (lambda frame: frame.with_columns(si_value=pl.lit(float("nan"))), "si_value is a finite number"),
        (lambda frame: frame.drop("package"), "column package is missing"),
        (
            lambda frame: frame.with_columns(pl.col("minimum_quantity").cast(pl.Int32)),
            "column minimum_quantity is Int32, promised is Int64",
        ),
    ],
)
def test_a_broken_promise_is_an_error_in_words(core, check_part, damage, words):
    result = check_part(damage(core["part"]))
    assert (result.passed, result.severity) == (False, ERROR)
    assert words in result.description


def test_a_table_that_was_never_computed_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"core\.part_v1 has not been computed"):
        contract_result(LakeLayout(tmp_path), PART)


@pytest.fixture(scope="module")
def facts(core, raw):
    """Facts of the ledger suite, of the given balances; one line of the ledger may be moved to another day."""
    slots = core["location"].join(raw["boxes"].select("box_no", box_id="id"), "box_no")
    ids = raw["locations"].join(slots.select("box_id", "loc_no", "location"), ["box_id", "loc_no"])

    def make(balances, line=0, month=1, day=1):
        moved = pl.datetime(2026, month, day, time_zone="UTC", time_unit="us")
        when = pl.when(pl.col("id") == line).then(moved).otherwise("occurred_at")
        movements = core["movement"].with_columns(occurred_at=when)
        schema = {"part_id": pl.Int32, "location_id": pl.Int32, "quantity": pl.Int32}
        held = pl.DataFrame(balances, schema=schema, orient="row")
        exported = pl.lit(raw["watermark"].item(0, "exported_at")).str.to_datetime(time_unit="us", time_zone="UTC")
        return ledger.ledger_facts(movements, held, ids.select("id", "location"), raw["parts"], exported)

    return make


TRUE_BALANCES = [(1, 101, 8), (3, 102, 7)]


def test_the_facts_of_the_ledger_can_be_counted(facts):
    rows = facts(TRUE_BALANCES).sort("part_key")
    columns = ["part_key", "location", "ledger_quantity", "lowest_level", "after_export", "balance"]
    assert rows.select(columns).rows() == [("ABCD", "1-1", 8, 5, 0, 8), ("WXYZ", "1-2", 7, 7, 0, 7)]


@pytest.mark.parametrize(
    ("balances", "moved", "severity", "words"),
    [
        (TRUE_BALANCES, {}, None, "all 4 expectations hold"),
        ([(1, 101, 9), (3, 102, 7)], {}, ERROR, "the balance is the sum of the ledger"),
        ([(1, 101, 8)], {}, ERROR, "the balance is the sum of the ledger"),
        ([*TRUE_BALANCES, (2, 101, 1)], {}, ERROR, "the balance is the sum of the ledger"),
        (TRUE_BALANCES, {"line": 1, "day": 8}, WARN, "at no past instant was more taken than was there"),
        (TRUE_BALANCES, {"line": 5, "month": 2}, WARN, "nothing happened in the future"),
    ],
)
def test_the_ledger_suite(facts, balances, moved, severity, words):
    result = run_suite("ledger", facts(balances, **moved), ledger.EXPECTATIONS)
    assert result.passed == (severity is None)
    assert result.description == words
    assert severity in {None, result.severity}


@pytest.mark.parametrize(
    ("damage", "severity", "words"),
    [
        ({}, None, "all 5 expectations hold"),
        ({"part_key": pl.lit("abc")}, ERROR, "a key is four capital letters"),
        ({"description": pl.lit("x")}, WARN, "a description says something"),
        ({"type_name": pl.lit(None, pl.String)}, WARN, "nine parts in ten have a type"),
        ({"unit_price": pl.lit(1e6)}, WARN, "prices are plausible"),
        (
            {"manufacturer": pl.lit("Acme"), "manufacturer_code": pl.lit("A1"), "package": pl.lit("0805")},
            WARN,
            "maker, number and package name one part only",
        ),
    ],
)
def test_the_parts_suite(core, damage, severity, words):
    parts = core["part"].with_columns(type_name=pl.lit("LED")).with_columns(**damage).select(COLUMNS)
    result = run_suite("parts", parts, EXPECTATIONS)
    assert result.passed == (severity is None)
    assert result.description == words
    assert severity in {None, result.severity}
