"""Blocking checks on small tables: what keeps its promise passes, each broken promise is an error or a warning."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import narwhals as nw
import polars as pl
import pytest

from app.contracts.part import PART
from app.contracts.registry import ALL
from app.domain.portable import collect
from app.domain.stock.balances import spans
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from assets.checks.contract_checks import CONTRACT_CHECKS, contract_result
from assets.checks.freshness_suite import FRESHNESS
from assets.checks.great_expectations_suite import validate
from assets.checks.ledger_suite import LEDGER
from assets.checks.parts_suite import PARTS
from assets.checks.references_suite import (
    BATCHES,
    CHECKINS,
    CORE_DUMPS,
    DEVICES,
    KIT_CONTENTS,
    LOGS,
    MANIFESTS,
    MOVEMENTS,
    RECEIPTS,
)
from assets.checks.stock_suite import STOCK
from assets.checks.suite import Inputs, as_check_result
from assets.checks.suites import CORE, GATE
from assets.checks.usage_suite import USAGE
from assets.checks.volume_suite import VOLUME

pytestmark = pytest.mark.integration
NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)
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


@pytest.fixture
def inputs(core, raw, tmp_path):
    """`inputs(**tables)`: a lake with the small store, some tables replaced (`core__part_v1=...`), seen at `NOW`."""
    layout = LakeLayout(tmp_path)

    def make(now=NOW, rows_before=None, may_empty=False, **replaced):
        tables = {f"raw__{name}": frame for name, frame in raw.items()}
        tables |= {f"core__{name}_v1": frame for name, frame in core.items()} | small_marts(core, raw)
        tables |= {"core__part_v1": core["part"].with_columns(type_name=pl.lit("LED"))} | replaced
        for name, frame in tables.items():
            layer, _, table = name.partition("__")
            write_parquet(frame, layout.work_file(layer, table))
        return Inputs(layout, now, rows_before=rows_before or {}, may_empty=may_empty)

    return make


def small_marts(core, raw):
    """What the suites read of other tables, true to the ledger."""
    balances = [(1, 101, 8), (3, 102, 7)]
    schema = {"part_id": pl.Int32, "location_id": pl.Int32, "quantity": pl.Int32}
    device = {"key": ["ab12cd34"], "device_model_id": [1]}
    kept = core["movement"].group_by("part_key", "location").agg(quantity=pl.col("delta").sum())
    return {
        "raw__part_locations": pl.DataFrame(balances, schema=schema, orient="row"),
        "raw__devices": pl.DataFrame(device, schema_overrides={"device_model_id": pl.Int32}),
        "raw__device_models": pl.DataFrame({"id": [1], "code": ["soil"]}, schema_overrides={"id": pl.Int32}),
        "core__device_checkin_v1": pl.DataFrame({"device_key": ["ab12cd34"]}),
        "core__device_log_v1": pl.DataFrame({"device_key": ["ab12cd34"]}),
        "core__firmware_manifest_v1": pl.DataFrame({"model_code": ["soil"]}),
        "core__core_dump_v1": pl.DataFrame({"device_key": ["ab12cd34"]}),
        "marts__stock_current_v1": kept,
        "marts__stock_asof_v1": kept.with_columns(valid_to=pl.lit(None, pl.Datetime("us", "UTC"))),
        "marts__usage_daily_v1": pl.DataFrame({"part_key": ["ABCD"], "used_qty": [2]}),
        "marts__part_activity_v1": pl.DataFrame({"part_key": ["ABCD"], "used_365d": [2], "daily_rate": [0.1]}),
        "publish__row_counts": pl.DataFrame({"table": ["core.a_v1", "core.b_v1"], "rows": [1000, 5]}),
    }


def result(suite, given):
    facts = suite.facts(given)
    return as_check_result(suite, facts.height, validate(suite.name, facts, suite.expectations, suite.key))


@pytest.mark.parametrize("suite", [*CORE, *GATE], ids=lambda suite: f"{suite.table} {suite.name}")
def test_a_store_that_is_in_order_keeps_every_expectation(suite, inputs):
    found = result(suite, inputs(rows_before={"core.a_v1": 900, "core.b_v1": 9}))
    count = len(suite.expectations)
    words = {1: "the one expectation holds"}.get(count, f"all {count} expectations hold")
    assert (found.passed, found.description) == (True, words)
    assert len(found.metadata["expectations"].value) == len(suite.expectations)


@pytest.mark.parametrize("suite", [*CORE, *GATE], ids=lambda suite: f"{suite.table} {suite.name}")
def test_an_empty_store_keeps_every_expectation(suite, inputs, core, raw):
    tables = {f"raw__{name}": frame for name, frame in raw.items() if name != "watermark"} | small_marts(core, raw)
    tables |= {f"core__{name}_v1": frame for name, frame in core.items()}
    assert result(suite, inputs(**{name: frame.clear() for name, frame in tables.items()})).passed


def balances(*rows):
    schema = {"part_id": pl.Int32, "location_id": pl.Int32, "quantity": pl.Int32}
    return {"raw__part_locations": pl.DataFrame(list(rows), schema=schema, orient="row")}


WRONG_BALANCE = "not so: the balance is the sum of the ledger (1 of "


@pytest.mark.parametrize(
    ("suite", "replaced", "severity", "words"),
    [
        (LEDGER, balances((1, 101, 9), (3, 102, 7)), ERROR, WRONG_BALANCE + "2: balance 9, ledger_quantity 8, locat"),
        (LEDGER, balances((1, 101, 8)), ERROR, WRONG_BALANCE + "2: balance 0, ledger_quantity 7, location 1-2, part"),
        (LEDGER, balances((1, 101, 8), (3, 102, 7), (2, 101, 1)), ERROR, WRONG_BALANCE + "3: balance 1, ledger_quan"),
        (
            STOCK,
            {"marts__stock_current_v1": pl.DataFrame({"part_key": ["ABCD"], "location": ["1-1"], "quantity": [8]})},
            ERROR,
            "not so: the history of a slot ends at what lies there now (1 of 2: ends_at 7, location 1-2, now 0, part_",
        ),
        (
            USAGE,
            {"marts__usage_daily_v1": pl.DataFrame({"part_key": ["ABCD"], "used_qty": [5]})},
            ERROR,
            "not so: usage by day adds up to the consumption in the ledger (1 of 2: consumed 2, part_key ABCD, used 5",
        ),
        (
            USAGE,
            {"marts__part_activity_v1": pl.DataFrame({"part_key": ["ABCD"], "used_365d": [2], "daily_rate": [99.0]})},
            WARN,
            "not so: no part is used faster in a day than ever came in (1 of 2: came_in 13, daily_rate 99.0, part_key",
        ),
        (
            CHECKINS,
            {"core__device_checkin_v1": pl.DataFrame({"device_key": ["ab12cd34", "ffffffff", "ffffffff"]})},
            WARN,
            "is known (1 of 1: reference core.device_checkin_v1.device_key, rows 2, value ffffffff)",
        ),
        (
            LOGS,
            {"core__device_log_v1": pl.DataFrame({"device_key": ["ffffffff"]})},
            WARN,
            "is known (1 of 1: reference core.device_log_v1.device_key, rows 1, value ffffffff)",
        ),
        (
            MANIFESTS,
            {"core__firmware_manifest_v1": pl.DataFrame({"model_code": ["soil", "sol"]})},
            WARN,
            "is known (1 of 1: reference core.firmware_manifest_v1.model_code, rows 1, value sol)",
        ),
        (
            CORE_DUMPS,
            {"core__core_dump_v1": pl.DataFrame({"device_key": ["firmware"]})},
            WARN,
            "is known (1 of 1: reference core.core_dump_v1.device_key, rows 1, value firmware)",
        ),
        (
            DEVICES,
            {"raw__device_models": pl.DataFrame({"id": [2]}, schema={"id": pl.Int32})},
            ERROR,
            "not so: every device is of a model that exists (1 of 1: reference raw.devices.device_model_id, rows 1",
        ),
        (
            VOLUME,
            {"publish__row_counts": pl.DataFrame({"table": ["core.a_v1"], "rows": [0]})},
            ERROR,
            "no table lost all of its rows (BINSIGHT_ACCEPT_EMPTY_TABLES=true publishes all the same) (1 of 1: ",
        ),
        (
            VOLUME,
            {"publish__row_counts": pl.DataFrame({"table": ["core.a_v1"], "rows": [400]})},
            WARN,
            "not so: no table shrank to half or grew to thrice its rows (1 of 1: change_percent -60.0, table core.a_v1",
        ),
    ],
)
def test_what_is_wrong_is_told_with_what_was_found(suite, replaced, severity, words, inputs):
    found = result(suite, inputs(rows_before={"core.a_v1": 1000}, **replaced))
    assert (found.passed, found.severity) == (False, severity)
    assert words in found.description
    assert "**no**" in found.metadata["results"].value


def test_parts_and_slots_that_do_not_exist_are_named(inputs, raw):
    found = result(MOVEMENTS, inputs(raw__parts=raw["parts"].filter(pl.col("id") != 3)))
    assert found.severity == ERROR
    assert "1 of 1: reference raw.stock_movements.part_id, rows 1, value 3" in found.description
    found = result(KIT_CONTENTS, inputs(raw__kits=raw["kits"].filter(pl.col("id") != 1)))
    assert "reference raw.kit_contents.child_kit_id, rows 1, value 1" in found.description


def test_a_batch_that_is_not_there_is_named_by_all_that_refer_to_it(inputs, raw):
    lost = inputs(raw__batches=raw["batches"].filter(pl.col("id").is_in([2, 4])))
    for suite, words in (
        (MOVEMENTS, "3 of 3: reference raw.stock_movements.batch_id, rows 1, value 1; "),
        (BATCHES, "1 of 1: reference raw.batches.undoes_batch_id, rows 1, value 3"),
        (RECEIPTS, "2 of 2: reference raw.receipts.batch_id, rows 1, value 1; "),
    ):
        found = result(suite, lost)
        assert found.severity == ERROR
        assert words in found.description


def test_parts_and_sellers_that_receipts_name_must_exist(inputs, raw):
    no_seller = {"raw__sellers": raw["sellers"].clear(), "raw__parts": raw["parts"].filter(pl.col("id") != 3)}
    found = result(RECEIPTS, inputs(**no_seller))
    assert found.severity == ERROR
    assert "2 of 2: reference raw.receipts.part_id, rows 1, value 3; " in found.description
    assert "reference raw.receipts.seller_id, rows 1, value 1" in found.description


def test_an_old_export_and_a_ledger_that_nobody_uses_are_warnings(inputs):
    assert result(FRESHNESS, inputs(now=NOW + timedelta(hours=25))).passed
    late = result(FRESHNESS, inputs(now=NOW + timedelta(days=2)))
    assert late.severity == WARN
    assert late.description.startswith("not so: the export is no older than promised (1 of 1: export_age_minutes ")
    quiet = result(FRESHNESS, inputs(now=NOW + timedelta(days=31)))
    assert "something was booked in the last 30 days" in quiet.description


def test_a_table_may_be_emptied_on_purpose_and_small_ones_always(inputs):
    emptied = {"publish__row_counts": pl.DataFrame({"table": ["core.a_v1", "core.b_v1"], "rows": [0, 0]})}
    before = {"core.a_v1": 1000, "core.b_v1": 9}
    assert result(VOLUME, inputs(rows_before=before, may_empty=True, **emptied)).severity == WARN
    assert result(VOLUME, inputs(rows_before={"core.b_v1": 9}, **emptied)).passed


@pytest.mark.parametrize("table", ["core.foreign_part_v1", "marts.foreign_usage_daily_v1"])
def test_a_foreign_table_that_was_emptied_holds_nothing_up_that_is_ours(inputs, table):
    emptied = {"publish__row_counts": pl.DataFrame({"table": [table], "rows": [0]})}
    found = result(VOLUME, inputs(rows_before={table: 1000}, **emptied))
    assert (found.severity, found.passed) == (WARN, False)


@pytest.mark.parametrize(("before", "is_well"), [(0, True), (1, False), (400, True), (299, False)])
def test_a_table_that_was_empty_may_be_filled_and_one_that_was_not_grows_to_thrice_at_most(inputs, before, is_well):
    grown = {"publish__row_counts": pl.DataFrame({"table": ["core.a_v1"], "rows": [900]})}
    assert result(VOLUME, inputs(rows_before={"core.a_v1": before}, **grown)).passed == is_well


@pytest.mark.parametrize(
    ("line", "moved_to", "suite", "words"),
    [
        (5, datetime(2026, 2, 1, tzinfo=UTC), LEDGER, "nothing happened in the future"),
        (1, datetime(2026, 1, 8, tzinfo=UTC), STOCK, "at no past instant was more taken"),
    ],
)
def test_odd_times_are_warnings(line, moved_to, suite, words, inputs, core):  # noqa: PLR0917
    moved = pl.lit(moved_to, pl.Datetime("us", "UTC"))
    when = pl.when(pl.col("id") == line).then(moved).otherwise("occurred_at")
    ledger = core["movement"].with_columns(occurred_at=when)
    history = collect(spans(nw.from_native(ledger.lazy())))
    found = result(suite, inputs(core__movement_v1=ledger, marts__stock_asof_v1=history))
    assert (found.passed, found.severity) == (False, WARN)
    assert words in found.description


@pytest.mark.parametrize(
    ("damage", "severity", "words"),
    [
        ({}, None, "all 5 expectations hold"),
        ({"part_key": pl.lit("abc")}, ERROR, "a key is four capital letters (2 of 2: part_key abc; part_key abc)"),
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
def test_the_parts_suite(core, inputs, damage, severity, words):
    parts = core["part"].with_columns(type_name=pl.lit("LED")).with_columns(**damage)
    found = result(PARTS, inputs(core__part_v1=parts))
    assert found.passed == (severity is None)
    assert words in found.description
    assert severity in {None, found.severity}
