"""The container: how the parts of the application are wired. All four doors use it; tests override providers."""

from dependency_injector import containers, providers
from prometheus_client import CollectorRegistry

from app.config import Settings
from app.services.database import build_engine, build_session_factory
from app.services.metrics_service import MetricsService
from app.services.unit_of_work import UnitOfWork
from app.utils.time import utc_now


class Container(containers.DeclarativeContainer):
    """`Container(settings=...)`; singletons live as long as the process, units of work as long as one request."""

    settings = providers.Dependency(instance_of=Settings)
    clock = providers.Object(utc_now)
    registry = providers.Singleton(CollectorRegistry)
    metrics_service = providers.Singleton(MetricsService, registry=registry)
    engine = providers.Singleton(build_engine, settings=settings)
    session_factory = providers.Singleton(build_session_factory, engine=engine)
    unit_of_work = providers.Factory(UnitOfWork, session_factory=session_factory, clock=clock, metrics=metrics_service)
