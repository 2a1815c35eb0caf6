"""Every operation of the API, called with generated input: never an unexpected error, always the promised body."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.api.main import create_app
from app.config import Settings
from app.services.container import Container
from app.services.web_fetcher import WebFetcher

pytestmark = pytest.mark.integration

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
EXAMPLES = 10
OPERATIONS = [
    (method.upper(), path)
    for path, methods in create_app(Container(settings=Settings())).openapi()["paths"].items()
    for method in methods
]


@pytest.fixture
def container(storage_container):
    """A store with a bucket, because documents are part of the API, and without a web to fetch them from."""

    def nobody(host, port):
        raise OSError

    storage_container.web_fetcher.override(WebFetcher(resolve=nobody))
    return storage_container


@pytest.fixture
def schema(container, store):
    """The API on a small store that the calls change as they go."""
    return schemathesis.openapi.from_asgi("/api/openapi.json", create_app(container))


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_an_operation_keeps_its_promises(schema, method, path):
    @given(case=schema[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def call(case):
        case.call_and_validate(checks=CHECKS)

    call()
