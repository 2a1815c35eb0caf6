"""Every operation of the API, called with generated input, right and wrong: no unexpected error, the promised answer.

`BINSIGHT_FUZZ_EXAMPLES=100` looks deeper than a run of the suite has time for.
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.python import asgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from app.api.main import create_app
from app.services.web_fetcher import WebFetcher

pytestmark = pytest.mark.integration

PROMISES = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
CHECKS = {GenerationMode.POSITIVE: PROMISES, GenerationMode.NEGATIVE: (*PROMISES, negative_data_rejection)}
EXAMPLES = int(os.environ.get("BINSIGHT_FUZZ_EXAMPLES", "1"))


@pytest.fixture
def container(storage_container):
    """A store with a bucket, because documents are part of the API, and without a web to fetch them from."""

    def nobody(host, port):
        raise OSError

    storage_container.web_fetcher.override(WebFetcher(resolve=nobody))
    return storage_container


@pytest.mark.timeout(0 if EXAMPLES > 20 else 300)
@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("mode", list(CHECKS), ids=lambda mode: mode.value)
def test_every_operation_keeps_its_promises(container, subtests, mode):
    """All operations share one small store, which the calls change as they go."""
    app = create_app(container)
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    with asgi.get_client(app, max_stream_events=10) as client:
        for found in schema.get_all_operations():
            operation = found.ok()
            with subtests.test(operation.label):
                probe(operation, client, mode)


def probe(operation, client, mode):
    """Call one operation with generated input of one mode."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=EXAMPLES <= 20,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def call(case):
        # In a form every value is bytes, so that a number where a file belongs is a file like any other.
        is_form = (case.media_type or "").startswith("multipart/")
        checks = PROMISES if is_form else CHECKS[mode]
        case.call_and_validate(session=client, checks=list(checks), timeout=60)

    try:
        call()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "there is no right input"  # and an address alone knows no wrong one
