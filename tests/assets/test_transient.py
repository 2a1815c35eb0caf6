"""Raw assets ask again when their source was away, and only then."""

import dagster as dg
import pytest

from app.exceptions import (
    ContractViolationException,
    ExternalServiceException,
    NotAnsweringException,
    ServiceUnavailableException,
)
from assets.io import transient
from assets.io.transient import retried

pytestmark = pytest.mark.integration
AWAY = (ServiceUnavailableException("The database", "it is away"), NotAnsweringException("list files", "it is away"))
WRONG = (
    ContractViolationException("raw.parts lacks a column"),
    ExternalServiceException("list files", "it refused the credentials"),
    ValueError("a broken row"),
)


@pytest.fixture
def attempts(monkeypatch):
    """Runs an asset that fails with the given errors, one after the other; returns success and the number of tries."""
    monkeypatch.setattr(transient, "WAIT_SECONDS", 0)

    def run(errors, generates):
        tried = []

        def fail():
            tried.append(1)
            if len(tried) <= len(errors):
                raise errors[len(tried) - 1]

        if generates:

            @dg.multi_asset(outs={"thing": dg.AssetOut(io_manager_key="kept")})
            @retried
            def source():
                yield dg.Output(1, output_name="thing")
                fail()
        else:

            @dg.asset(io_manager_key="kept")
            @retried
            def source():
                fail()
                return 1

        result = dg.materialize([source], resources={"kept": dg.mem_io_manager}, raise_on_error=False)
        return result.success, len(tried)

    return run


@pytest.mark.parametrize("generates", [False, True])
def test_a_source_that_comes_back_is_read(attempts, generates):
    assert attempts(AWAY, generates) == (True, 3)


def test_a_source_that_stays_away_fails_in_the_end(attempts):
    assert attempts(AWAY * 3, generates=False) == (False, 1 + transient.RETRIES)


@pytest.mark.parametrize("error", WRONG, ids=lambda error: type(error).__name__)
def test_what_would_be_the_same_again_fails_at_once(attempts, error):
    assert attempts([error], generates=True) == (False, 1)
