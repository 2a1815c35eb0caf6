"""A Sail server with two workers in this process, which read the S3 server of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.embedded.object_store import EmbeddedS3

WORKERS = 2


@contextmanager
def sail_cluster(store: EmbeddedS3) -> Iterator[str]:
    """Its address. What it is told it finds in the environment, as a cluster of its own would."""
    sail = pytest.importorskip("pysail.spark", reason="the extra `cluster` is not installed")
    with pytest.MonkeyPatch.context() as environment:
        for name, value in _environment(store).items():
            environment.setenv(name, value)
        server = sail.SparkConnectServer("127.0.0.1", 0)
        server.start(background=True)
        yield f"sc://127.0.0.1:{server.listening_address[1]}"
        server.stop()


def _environment(store: EmbeddedS3) -> dict[str, str]:
    return {
        "SAIL_MODE": "local-cluster",
        "SAIL_CLUSTER__WORKER_INITIAL_COUNT": str(WORKERS),
        "SAIL_CLUSTER__WORKER_MAX_COUNT": str(WORKERS),
        "SAIL_EXECUTION__DEFAULT_PARALLELISM": "4",
        "AWS_ENDPOINT": store.endpoint_url,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": store.access_key_id,
        "AWS_SECRET_ACCESS_KEY": store.secret_access_key,
    }
