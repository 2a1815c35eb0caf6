"""Metrics for Prometheus."""

from fastapi import APIRouter, Response

from app.api.dependencies import InContainer
from app.services.metrics_service import CONTENT_TYPE

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    summary="Metrics",
    description="All metrics in Prometheus' text format; inventory figures are refreshed every minute.",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Prometheus text format"}},
)
def metrics(container: InContainer) -> Response:
    """Everything that is measured."""
    return Response(container.metrics_service().render(), media_type=CONTENT_TYPE)
