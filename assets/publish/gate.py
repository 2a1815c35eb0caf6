"""What a run must have done itself before it may publish: made every table and passed every blocking check.

Dagster runs any selection of assets. The publish alone would put out tables that have just failed their checks, or new
raw tables beside marts of an earlier export, because the work area holds whatever the last runs left there.
"""

from collections.abc import Iterable, Iterator

import dagster as dg

from app.contracts.registry import ON_DEMAND
from app.exceptions import InvalidOperationException
from assets.checks.contract_checks import CONTRACT_CHECKS
from assets.checks.suites import SUITE_CHECKS
from assets.io.contract_spec import asset_key
from assets.publish.outcomes import check_evaluations

_ON_DEMAND = {asset_key(contract) for contract in ON_DEMAND}
_GATES = {
    spec.key
    for checks in (*CONTRACT_CHECKS, *SUITE_CHECKS)
    for spec in checks.check_specs
    if spec.blocking and spec.asset_key not in _ON_DEMAND
}
_SHOWN = 3


def refuse_unless_whole(instance: dg.DagsterInstance, run_id: str, tables: Iterable[dg.AssetKey]) -> None:
    """Let a run publish only if it made `tables` and all that has a blocking check, and if these checks let it pass.

    Raises:
        InvalidOperationException: a table was last made by another run, or a check failed or was left out.
    """
    wanted = {*tables, *(gate.asset_key for gate in _GATES)}
    if others := wanted - set(_made_by(instance, run_id, wanted)):
        raise _refusal("did not make", [".".join(key.path) for key in others])
    if closed := _GATES - set(_opened_by(instance, run_id)):
        raise _refusal("did not pass the check of", [f"{'.'.join(g.asset_key.path)} ({g.name})" for g in closed])


def _made_by(instance: dg.DagsterInstance, run_id: str, tables: Iterable[dg.AssetKey]) -> Iterator[dg.AssetKey]:
    """The tables whose last materialisation is of this run."""
    for record in instance.get_asset_records(list(tables)):
        last = record.asset_entry.last_materialization
        if last is not None and last.run_id == run_id:
            yield record.asset_entry.asset_key


def _opened_by(instance: dg.DagsterInstance, run_id: str) -> Iterator[dg.AssetCheckKey]:
    """The checks of this run that let it go on: they passed, or found no more than a warning."""
    for evaluation in check_evaluations(instance, run_id):
        if evaluation.passed or evaluation.severity == dg.AssetCheckSeverity.WARN:
            yield evaluation.asset_check_key


def _refusal(what: str, names: Iterable[str]) -> InvalidOperationException:
    listed = sorted(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    cause = f"this run {what} {', '.join(listed[:_SHOWN])}{more}; run the whole pipeline"
    return InvalidOperationException("publish", cause)
