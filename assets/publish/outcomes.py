"""How the checks of a run went, in words."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from app.warehouse.manifest import CheckOutcome, Expectation


def check_outcomes(instance: dg.DagsterInstance, run_id: str) -> Iterator[CheckOutcome]:
    """Every check that the run has evaluated so far."""
    for evaluation in check_evaluations(instance, run_id):
        told: dict[str, Any] = {name: value.value for name, value in evaluation.metadata.items()}
        yield CheckOutcome(
            check=evaluation.check_name,
            table=told.get("table", ".".join(evaluation.asset_key.path)),
            status="passed" if evaluation.passed else _unpassed_status(evaluation.severity),
            message=evaluation.description or "",
            expectations=[Expectation(**expectation) for expectation in told.get("expectations", [])],
        )


def check_evaluations(instance: dg.DagsterInstance, run_id: str) -> Iterator[dg.AssetCheckEvaluation]:
    """The same as Dagster keeps them."""
    for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
        yield entry.get_dagster_event().asset_check_evaluation_data


def _unpassed_status(severity: dg.AssetCheckSeverity) -> str:
    return "failed" if severity == dg.AssetCheckSeverity.ERROR else "warned"
