"""The container: how the parts of the application are wired. All four doors use it; tests override providers."""

from random import SystemRandom

from dependency_injector import containers, providers
from prometheus_client import CollectorRegistry

from app.config import Settings
from app.services.database import build_engine, build_session_factory
from app.services.file_limits import FileLimits
from app.services.inventory_gauges import InventoryGauges
from app.services.metrics_service import MetricsService
from app.services.object_store import ObjectStore
from app.services.orphan_sweep import OrphanSweep
from app.services.task_service import TaskService
from app.services.thumbnail_cache import ThumbnailCache
from app.services.unit_of_work import UnitOfWork
from app.services.web_documents import WebDocuments
from app.services.web_fetcher import WebFetcher
from app.utils.lifecycle_coordinator import LifecycleCoordinator
from app.utils.temp_file_manager import TempFileManager
from app.utils.time import utc_now
from app.warehouse.open_lake import open_lake
from app.warehouse.snapshot import SnapshotStore


class Container(containers.DeclarativeContainer):
    """`Container(settings=...)`; singletons live as long as the process, units of work as long as one request."""

    settings = providers.Dependency(instance_of=Settings)
    clock = providers.Object(utc_now)
    random_source = providers.Factory(SystemRandom)
    lifecycle = providers.ThreadSafeSingleton(LifecycleCoordinator)
    registry = providers.ThreadSafeSingleton(CollectorRegistry)
    metrics_service = providers.ThreadSafeSingleton(MetricsService, registry=registry)
    engine = providers.ThreadSafeSingleton(build_engine, settings=settings)
    session_factory = providers.ThreadSafeSingleton(build_session_factory, engine=engine)
    object_store = providers.ThreadSafeSingleton(ObjectStore, settings=settings)
    temp_files = providers.ThreadSafeSingleton(
        TempFileManager, folder=settings.provided.temp_path, clock=clock, lifecycle=lifecycle
    )
    tasks = providers.ThreadSafeSingleton(TaskService, clock=clock, lifecycle=lifecycle, metrics=metrics_service)
    lake = providers.ThreadSafeSingleton(open_lake, settings=settings)
    snapshots = providers.ThreadSafeSingleton(SnapshotStore, lake=lake)
    web_fetcher = providers.ThreadSafeSingleton(WebFetcher)
    file_limits = providers.ThreadSafeSingleton(FileLimits.of, settings)
    web_documents = providers.ThreadSafeSingleton(WebDocuments, fetcher=web_fetcher, limits=file_limits)
    thumbnails = providers.ThreadSafeSingleton(
        ThumbnailCache, folder=settings.provided.thumbnail_path, objects=object_store
    )
    orphan_sweep = providers.Factory(
        OrphanSweep,
        session_factory=session_factory,
        objects=object_store,
        clock=clock,
        grace=settings.provided.orphan_grace,
    )
    unit_of_work = providers.Factory(
        UnitOfWork,
        session_factory=session_factory,
        clock=clock,
        metrics=metrics_service,
        objects=object_store,
        settings=settings,
        random_source=random_source,
    )
    inventory_gauges = providers.ThreadSafeSingleton(
        InventoryGauges, unit_of_work=unit_of_work.provider, metrics=metrics_service, lifecycle=lifecycle
    )
