"""Brings a store up to date before anything uses it: database, bucket, types, first data, Dagster's folder."""

import shutil
from pathlib import Path
from time import perf_counter

from sqlalchemy import text
from sqlalchemy.engine import make_url

import app
from app.config import Settings
from app.migrations import runner
from app.services.batch_service import BatchService
from app.services.database import build_engine, build_session_factory, require_database
from app.services.object_store import ObjectStore
from app.services.type_service import TypeService

DAGSTER_SCHEMA = "dagster"
ACTOR = "setup"
_TYPES_LOCK = 727_361_004
_TYPES_KEY = "usual types"
"""Names the batch that added them, so that it is made once: when somebody takes it back, that is final."""


def prepare_store(settings: Settings, *, with_demo: bool) -> dict[str, float]:
    """Migrate, add the usual types and, if asked, fill an empty store with demo data; returns seconds per step.

    Raises:
        ServiceUnavailableException: the database does not answer. ExternalServiceException: S3 refuses.
    """
    started = perf_counter()
    migrate_store(settings)
    migrated = perf_counter()
    add_usual_types(settings)
    if with_demo:
        load_first_data(settings)
    return {"migrate": migrated - started, "load": perf_counter() - migrated}


def migrate_store(settings: Settings) -> None:
    """Bring the database to this version, make the bucket, and lay out Dagster's folder.

    Raises:
        ServiceUnavailableException: the database does not answer. ExternalServiceException: S3 refuses.
    """
    require_database(settings)
    runner.upgrade(str(settings.database_url))
    prepare_dagster_home(settings)
    ObjectStore(settings).ensure_bucket()


def add_usual_types(settings: Settings) -> None:
    """Give a migrated store that has no type the usual ones, as one batch, once in its life."""
    engine = build_engine(settings)
    try:
        with build_session_factory(engine).begin() as session:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TYPES_LOCK})
            batches = BatchService(session, ACTOR)
            types = TypeService(session, batches)
            _, present = types.list(limit=1)
            if not present and batches.find_by_idempotency_key(_TYPES_KEY) is None:
                batches.open("edit", note="Added the usual types", idempotency_key=_TYPES_KEY)
                types.seed()
    finally:
        engine.dispose()


def is_store_empty(settings: Settings) -> bool:
    """True when a migrated store has no part."""
    engine = build_engine(settings)
    try:
        with engine.connect() as connection:
            return not connection.execute(text("SELECT EXISTS (SELECT 1 FROM parts)")).scalar()
    finally:
        engine.dispose()


def load_first_data(settings: Settings) -> None:
    """Fill a migrated store with small demo data if it has no part."""
    if not is_store_empty(settings):
        return
    # Needed on first starts only; the supervisor, which lives long, is spared their 180 MB.
    from app.services.container import Container  # noqa: PLC0415
    from app.services.demo import load_demo  # noqa: PLC0415

    container = Container(settings=settings)
    try:
        load_demo(container, until=container.clock()().date())
    finally:
        container.engine().dispose()


def prepare_dagster_home(settings: Settings) -> None:
    """Put the instance configuration where Dagster looks for it."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_instance_file(), settings.dagster_home / "dagster.yaml")


def with_dagster_storage(settings: Settings) -> Settings:
    """Settings with Dagster's own database; by default a schema of its own beside the system of record.

    Dagster and Binsight both keep a table `alembic_version`, so they must not share a schema.
    """
    if settings.dagster_database_url is not None:
        return settings
    engine = build_engine(settings)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {DAGSTER_SCHEMA}"))
    engine.dispose()
    url = make_url(str(settings.database_url)).update_query_dict({"options": f"-csearch_path={DAGSTER_SCHEMA}"})
    return settings.model_copy(update={"dagster_database_url": url.render_as_string(hide_password=False)})


def _instance_file() -> Path:
    """`dagster.yaml` of a checkout, or the copy inside an installed wheel."""
    root = Path(app.__file__).parents[1]
    checkout = root / "dagster.yaml"
    return checkout if checkout.exists() else root / "pipelines" / "dagster.yaml"
