"""The HTTP API: assembled from a container, nothing read at import time.

`create_app(container)` is for tests and other doors; `build()` is what uvicorn calls.
"""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio.to_thread import run_sync
from fastapi import Depends, FastAPI
from fastapi.responses import RedirectResponse
from starlette.middleware.trustedhost import TrustedHostMiddleware

from app.api.exception_handlers import install_exception_handlers
from app.api.query_names import refuse_unknown_names
from app.api.request_context import RequestContextMiddleware
from app.api.routers import (
    attachments,
    batches,
    boxes,
    builds,
    cas,
    dashboard,
    duplicates,
    exports,
    findings,
    health,
    imports,
    insight,
    inventory,
    kits,
    labels,
    location_minimums,
    locations,
    metrics,
    movements,
    part_editing,
    part_types,
    parts,
    pick_lists,
    placement,
    quarantine,
    search,
    seller_links,
    sellers,
    shopping_groups,
    shopping_lines,
    shopping_lists,
    shopping_memberships,
    snapshots,
    why,
)
from app.config import load_settings
from app.schemas.base import ErrorResponse
from app.services.container import Container
from app.utils.log_setup import configure_logging

JSON_BODY_BYTES = 1024 * 1024
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]", "testserver")
"""Names this machine answers to; any other Host header is a page that rebound its name to us."""

DESCRIPTION = (
    "Parts, stock, batches, devices and what the published snapshot knows about them. Every write is a batch that "
    "`POST /api/batches/{batch_id}/undo` takes back; the header `X-Batch-ID` of its answer names it. "
    "A POST that writes takes the header `Idempotency-Key`: sent again under the same key nothing is done twice. "
    "Stock operations then answer as before, with `repeated`; all others answer 409 `ALREADY_DONE` with the batch. "
    "Lists answer `items`, `total`, `limit`, `offset`. A query parameter that is not declared is refused. "
    "Every refusal has the same body: `error`, `details`, `code`, "
    "`correlationId`."
)
ERRORS = {
    400: "The request is not valid; `details.errors` names the fields",
    404: "The thing that was named does not exist",
    409: "Refused in the present state; the sentence says why",
    500: "Unexpected; the log knows the correlation id",
    503: "A server behind the API does not answer",
}
ROUTERS = (
    health,
    metrics,
    parts,
    duplicates,
    findings,
    part_editing,
    part_types,
    boxes,
    locations,
    inventory,
    location_minimums,
    movements,
    attachments,
    cas,
    labels,
    batches,
    dashboard,
    insight,
    placement,
    search,
    sellers,
    seller_links,
    shopping_lists,
    shopping_groups,
    shopping_lines,
    shopping_memberships,
    snapshots,
    why,
    kits,
    pick_lists,
    builds,
    exports,
    imports,
    quarantine,
)


def create_app(container: Container) -> FastAPI:
    """The application on a container."""
    app = FastAPI(
        title="Binsight",
        version=version("binsight"),
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url="/api/docs",
        redoc_url=None,
        lifespan=_lifespan,
        dependencies=[Depends(refuse_unknown_names)],
        responses={
            **{status: {"model": ErrorResponse, "description": text} for status, text in ERRORS.items()},
            "default": {"model": ErrorResponse, "description": "Any other refusal"},
        },
    )
    app.state.container = container
    for module in ROUTERS:
        # A limit on the router, not on the application, lies inside our outermost layer and so gets the error body.
        app.include_router(module.router, max_body_size=JSON_BODY_BYTES)
    app.add_api_route("/", _to_the_docs, include_in_schema=False)
    install_exception_handlers(app)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK_NAMES, container.settings().host])
    app.add_middleware(RequestContextMiddleware)
    return app


def build() -> FastAPI:
    """The application of this process: settings from the environment, its own container."""
    configure_logging(as_json=True)
    app = create_app(Container(settings=load_settings()))
    # What is loaded now stays: looking through all of it for garbage held up single requests for half a second.
    gc.collect()
    gc.freeze()
    return app


def _to_the_docs() -> RedirectResponse:
    """People who open the announced address meet the documentation."""
    return RedirectResponse("/api/docs")


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Everything that registered with the lifecycle starts and stops with the server."""
    container: Container = app.state.container
    for part in (container.temp_files, container.tasks, container.inventory_gauges):
        part()
    lifecycle = container.lifecycle()
    await run_sync(lifecycle.startup)
    yield
    await run_sync(lifecycle.shutdown)
    container.engine().dispose()
