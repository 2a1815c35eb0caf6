"""The job that plans moves: rows that keep their contract, what Dagster shows of them, the same twice."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from app.warehouse.layout import LakeLayout
from assets.io.parquet_io_manager import scan_table
from pipelines.definitions import build_defs
from pipelines.environment import fixed_settings
from tests.app.warehouse.queries.made_rows import publish_rows

pytestmark = pytest.mark.integration
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


@pytest.fixture
def settings(storage_container, storage_settings):
    """ABCD, fetched daily, lies at the far end; a slot near the bench is free."""
    with storage_container.unit_of_work() as work:
        work.batches.open("edit")
        for name, x in (("Near", 1.0), ("Far", 20.0)):
            work.boxes.create(name, 2, x_m=x, y_m=0.0, z_m=0.0)
        work.parts.create(key="ABCD", description="Gadget")
    with storage_container.unit_of_work() as work:
        work.stock.receive("ABCD", "2-1", 80)
    publish_rows(LakeLayout(storage_settings.lake_path), {"movement_v1": [_use(day) for day in range(40)]}, NOW)
    return storage_settings


def _use(day):
    at = NOW - timedelta(days=day)
    return {
        "id": day + 1, "part_key": "ABCD", "location": "2-1", "delta": -1, "reason": "use", "occurred_at": at,
        "root_id": day + 1, "root_reason": "use", "root_occurred_at": at,
    }  # fmt: skip


def run(settings):
    job = build_defs(fixed_settings(settings)).resolve_job_def("plan_moves")
    result = job.execute_in_process(instance=dg.DagsterInstance.ephemeral())
    (event,) = result.get_asset_materialization_events()
    told = {name: value.value for name, value in event.materialization.metadata.items()}
    return scan_table(LakeLayout(settings.lake_path), "marts", "placement_plan_v1").collect(), told, result


def test_a_plan_is_a_row_a_step_and_says_what_it_costs(settings):
    rows, told, result = run(settings)
    (row,) = rows.to_dicts()
    assert (row["step"], row["part_key"], row["from_location"], row["quantity"]) == (1, "ABCD", "2-1", 80)
    assert row["to_location"].startswith("1-")
    assert told["plan"].startswith("1 move saves 254 m of")
    assert told["saving_m_per_month"] == pytest.approx(row["saving_m_per_month"])
    assert "| travel | 267.6 | 13.4 |" in told["cost"]
    assert told["gain_curve"].splitlines()[2:] == ["| 0 | 0.0 |", "| 1 | 254.2 |"]
    assert [check.passed for check in result.get_asset_check_evaluations()] == [True]
    again, _, _ = run(settings)
    assert again.equals(rows)


def test_a_refresh_neither_plans_nor_waits_for_a_plan():
    refresh = build_defs().resolve_job_def("refresh")
    assert dg.AssetKey(["marts", "placement_plan_v1"]) not in refresh.asset_layer.executable_asset_keys
