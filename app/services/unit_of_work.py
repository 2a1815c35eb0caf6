"""Unit of work: one transaction and the services that share it.

The edge opens one (`with container.unit_of_work(actor="...") as work: work.stock.use(...)`); leaving it commits once,
any error rolls everything back. Services never commit.
"""

import random
from collections.abc import Callable
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.config import Settings
from app.services.database_errors import translate
from app.services.metrics_service import MetricsService
from app.services.object_store import ObjectStore
from app.services.work_services import WorkServices
from app.utils.time import Clock

_log = structlog.get_logger()


class UnitOfWork(WorkServices):
    """Context manager; inside it, its services share one session."""

    def __init__(
        self,
        *,
        session_factory: Callable[[], Session],
        clock: Clock,
        metrics: MetricsService,
        objects: ObjectStore,
        settings: Settings,
        random_source: random.Random,
        actor: str = "local",
    ) -> None:
        super().__init__(
            clock=clock, metrics=metrics, objects=objects, settings=settings, random_source=random_source, actor=actor
        )
        self._session_factory = session_factory
        self._after_commit: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        self.session = self._session_factory()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.session.commit()
        except DBAPIError as broken:
            _raise_typed(broken)
            raise
        finally:
            self.session.close()  # rolls back whatever was not committed
        if isinstance(error, DBAPIError):
            _raise_typed(error)
        if error is None:
            self._run_after_commit()

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` once the transaction stands; it is forgotten when the transaction is rolled back."""
        self._after_commit.append(callback)

    def _run_after_commit(self) -> None:
        for callback in self._after_commit:
            try:
                callback()
            except Exception:  # noqa: BLE001 - the commit stands: what comes after it is best effort, and the log says what failed
                _log.exception("after_commit_failed", callback=repr(callback))


def _raise_typed(error: DBAPIError) -> None:
    """Raise the sentence for what the database refused; a mistake of ours passes as it is."""
    typed = translate(error)
    if typed is not None:
        raise typed from error
