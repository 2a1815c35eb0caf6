"""A small store that the pipeline can run on, with S3 and without Dagster's storage (runs use a passing instance)."""

from datetime import UTC, datetime

import pytest

from app.embedded.servers import s3_settings
from app.services.container import Container


@pytest.fixture
def store(settings, object_storage, request):
    """Settings of a store with one box, two parts, and a use of 3 that was undone beside one of 2 that stands."""
    bucket = f"test-{abs(hash(request.node.nodeid))}"
    ready = settings.model_copy(update=s3_settings(object_storage) | {"s3_bucket": bucket})
    container = Container(settings=ready)
    container.object_store().ensure_bucket()
    with container.unit_of_work() as work:
        work.batches.open("edit")
        work.boxes.create("Drawer", 4, x_m=3.0, y_m=1.0, z_m=0.0)
        kind = work.types.create("Gadget")
        for key in ("ABCD", "EFGH"):
            work.parts.create(key=key, description=f"Gadget {key}", type_id=kind.id)
    with container.unit_of_work() as work:
        work.stock.receive("ABCD", "1-1", 10, occurred_at=datetime(2026, 1, 5, 8, tzinfo=UTC))
    with container.unit_of_work() as work:
        mistake = work.stock.use("ABCD", "1-1", 3)
    with container.unit_of_work() as work:
        work.undo.undo(mistake.batch_id)
    with container.unit_of_work() as work:
        work.stock.use("ABCD", "1-1", 2)
    yield ready
    container.engine().dispose()
