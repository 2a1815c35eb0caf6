"""What happens around every request: a correlation id, the batch that was written, one metric, and the last resort for
errors.

It is the outermost layer, so that what the framework's own layers refuse in plain text gets the error body too, and
what nobody expected ends here: logged with its trace, answered without it.
"""

import re
from time import perf_counter
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.error_body import error_response
from app.services.metrics_service import MetricsService

CORRELATION_HEADER = "X-Request-ID"
BATCH_HEADER = "X-Batch-ID"
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_log = structlog.get_logger()


class RequestContextMiddleware:
    """Outermost ASGI layer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; other kinds of connection pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        correlation_id = choose_correlation_id(Headers(scope=scope).get(CORRELATION_HEADER))
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        answer = _Answer(scope, receive, send, correlation_id)
        started = perf_counter()
        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
            try:
                await self._app(scope, receive, answer.send)
            except Exception:  # noqa: BLE001 - outermost handler: people get the id, the log gets the trace
                _log.exception("request_failed", method=scope["method"], path=scope["path"])
                await answer.fail()
        metrics: MetricsService = scope["app"].state.container.metrics_service()
        metrics.request_done(scope["method"], _template(scope), answer.status, perf_counter() - started)


class _Answer:
    """Passes an answer on with our headers; a plain-text refusal is replaced by the error body."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, correlation_id: str) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._correlation_id = correlation_id
        self._is_replaced = False
        self.status = 0

    async def send(self, message: Message) -> None:
        if self._is_replaced:
            return
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if message["status"] >= 400 and headers.get("content-type", "").startswith("text/plain"):
                self._is_replaced = True
                await self._refuse(message["status"])
                return
            self.status = message["status"]
            headers[CORRELATION_HEADER] = self._correlation_id
            headers["X-Content-Type-Options"] = "nosniff"
            batch_id = self._scope["state"].get("batch_id")
            if batch_id is not None:
                headers[BATCH_HEADER] = str(batch_id)
        await self._send(message)

    async def fail(self) -> None:
        """Answer 500, unless an answer has begun: then the server closes the connection."""
        if not self.status:
            await self._refuse(500)

    async def _refuse(self, status: int) -> None:
        self.status = status
        message = "This server does not answer to that host name" if status == 400 else None
        headers = {CORRELATION_HEADER: self._correlation_id, "X-Content-Type-Options": "nosniff"}
        response = error_response(status, self._correlation_id, message=message, headers=headers)
        await response(self._scope, self._receive, self._send)


def choose_correlation_id(given: str | None) -> str:
    """The caller's id when it is short and plain, else a new one."""
    return given if given is not None and _ACCEPTABLE.fullmatch(given) else uuid4().hex


def _template(scope: Scope) -> str:
    """The route's template; unknown addresses share one label, so that nobody can flood the metrics."""
    return getattr(scope.get("route"), "path", None) or "unmatched"
