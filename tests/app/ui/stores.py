"""Stores for the app and the notebooks: an empty one, and one with data whose snapshot is published once per run."""

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from app.config import Settings
from app.contracts.registry import PUBLISHED, RAW
from app.contracts.row_counts import ROW_COUNTS
from app.embedded.servers import s3_settings
from app.services.container import Container
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.publish import publish as publish_snapshot
from app.warehouse.snapshot import SnapshotStore
from assets.checks.suites import CORE, GATE
from assets.raw.foreign import raw_foreign
from pipelines.run import RunSummary, run_pipeline
from tests.databases import execute, number

HOSTILE = "Relay :red[hot] <script>alert(1)</script> [x](javascript:1) $a$ **bold**"
CHECKS = len((*RAW, *PUBLISHED, ROW_COUNTS)) + len(CORE) + len(GATE) + len(list(raw_foreign.check_specs))
"""How many checks a run makes."""


@dataclass(frozen=True)
class Published:
    """A store with data: the database to clone, its settings, the run that published, and what ids were drawn."""

    database: str
    settings: Settings
    summary: RunSummary
    device_key: str
    started: datetime


def clone(postgres, template):
    """Name of a new database with the content of `template`."""
    name = f"ui_{number()}"
    execute(postgres, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return name


def drop(postgres, name):
    execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@cache
def publish(postgres, template, storage, folder):
    """The store with data, published by one real run; the same one however often it is asked for."""
    name = clone(postgres, template)
    settings = Settings(home=folder / "home", database_url=postgres.url(name)).model_copy(
        update=s3_settings(storage) | {"s3_bucket": f"ui-{name.replace('_', '-')}"}
    )
    container = Container(settings=settings)
    container.object_store().ensure_bucket()
    started = datetime.now(UTC)
    device_key = fill(container, started)
    summary = run_pipeline(settings)
    container.engine().dispose()
    assert summary.problems == []
    return Published(name, settings, summary, device_key, started)


def republish(published, lake, tables=None, id="29990101T000000-again", **changes):  # noqa: A002 - the manifest's own word
    """Publish the snapshot again beside the first, in a copy of its lake, with another manifest or other tables."""
    layout = LakeLayout(lake)
    if not layout.root.exists():
        shutil.copytree(published.settings.lake_path, layout.root)
    for name, frame in (tables or {}).items():
        layer, _, table = name.partition(".")
        write_parquet(frame, layout.work_file(layer, table))
    first = SnapshotStore(layout.root).open().manifest
    publish_snapshot(layout, PUBLISHED, replace(first, id=id, follows=first.id, **changes), retention=5)
    return layout


def fill(container, now):
    """Two boxes, three parts, a kit and a device; returns the device's key.

    ABCD: 40 received 100 days ago, 12 used 40 days ago, 5 used 10 days ago, 3 moved to 1-2, 4 used and taken back;
    so 20 in 2-1 and 3 in 1-2. EFGH: 7 in 1-1 for 500 days, its description hostile. IJKL: never stocked, no type.
    """

    def ago(days):
        return now - timedelta(days=days)

    with container.unit_of_work(actor="setup") as work:
        work.batches.open("edit")
        work.boxes.create("Drawer", 4, zone="Bench", aisle=1, x_m=3.0, y_m=1.0, z_m=0.0)
        work.boxes.create("Shelf *high*", 6, x_m=9.0, y_m=1.0, z_m=0.0)
        gadget, relay = work.types.create("Gadget"), work.types.create("Relay")
        work.parts.create(key="ABCD", description="Gadget 4k7 0603", type_id=gadget.id, minimum_quantity=30)
        work.parts.create(key="EFGH", description=HOSTILE, type_id=relay.id)
        work.parts.create(key="IJKL", description="Spare lens")
        kit = work.kits.create("Weather station", build_target=2)
        work.kit_contents.add(kit.id, "ABCD", 2)
        work.devices.create_model("env_sensor", "Environment sensor", firmware_version="2.0.0", kit_id=kit.id)
        first = {"wifi": {"ssid": "shop"}, "interval": 60}
        device = work.devices.create_device("env_sensor", config=first, name="Kitchen", firmware_version="1.0.0")
        work.devices.save_config(device.key, {"wifi": {"ssid": "<b>shop</b>"}, "led": True}, "quieter")
        key = device.key
    with container.unit_of_work(actor="setup") as work:
        work.stock.receive("ABCD", "2-1", 40, occurred_at=ago(100))
        work.stock.receive("EFGH", "1-1", 7, occurred_at=ago(500))
        work.stock.use("ABCD", "2-1", 12, occurred_at=ago(40))
        work.stock.use("ABCD", "2-1", 5, occurred_at=ago(10))
    with container.unit_of_work(actor="setup") as work:
        work.stock.move("ABCD", "2-1", "1-2", 3)
    with container.unit_of_work(actor="setup") as work:
        mistake = work.stock.use("ABCD", "2-1", 4)
    with container.unit_of_work(actor="setup") as work:
        work.undo.undo(mistake.batch_id)
    return key


def published_rows(published, table):
    """All rows of a published table, such as `marts.part_activity_v1`."""
    return SnapshotStore(published.settings.lake_path).open().query(f"SELECT * FROM {table}")


def point_at(monkeypatch, settings, home, lake):
    """Set the environment that the app and the notebooks read, for one test."""
    values = {
        "HOME": home,
        "DATABASE_URL": settings.database_url,
        "S3_ENDPOINT_URL": settings.s3_endpoint_url,
        "S3_ACCESS_KEY_ID": settings.s3_access_key_id,
        "S3_SECRET_ACCESS_KEY": settings.s3_secret_access_key.get_secret_value(),
        "S3_BUCKET": settings.s3_bucket,
        "LAKE_URL": lake,
    }
    for name, value in values.items():
        monkeypatch.setenv(f"BINSIGHT_{name}", str(value))
    for name in ("DAGSTER_DATABASE_URL", "FRESHNESS_MINUTES", "LOW_STOCK_THRESHOLD"):
        monkeypatch.delenv(f"BINSIGHT_{name}", raising=False)
