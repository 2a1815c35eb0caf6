"""Health: alive, and ready to work."""

from fastapi import APIRouter, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.api.dependencies import InContainer
from app.migrations import runner
from app.schemas.health import HealthResponse
from app.services.container import Container

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/healthz", summary="Alive", description="Always 200 while the process runs.")
def healthz() -> HealthResponse:
    """The process runs."""
    return HealthResponse(status="ok")


@router.get(
    "/readyz",
    summary="Ready",
    description="200 when requests can be served; 503 with reasons when shutting down, when the database does not "
    "answer, or when migrations are pending.",
    responses={503: {"model": HealthResponse, "description": "Not ready, with the reasons"}},
)
def readyz(container: InContainer, response: Response) -> HealthResponse:
    """Whether requests can be served now."""
    reasons = _reasons(container)
    response.status_code = 503 if reasons else 200
    return HealthResponse(status="not ready" if reasons else "ok", reasons=reasons)


def _reasons(container: Container) -> list[str]:
    if container.lifecycle().is_shutting_down:
        return ["Binsight is shutting down"]
    try:
        with container.engine().connect() as connection:
            connection.execute(text("SELECT 1"))
            current = runner.current(connection)
    except SQLAlchemyError:
        return ["the database does not answer"]
    head = runner.head()
    return [] if current == head else [f"migrations are pending: the store is at {current}, this version wants {head}"]
