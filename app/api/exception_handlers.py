"""Turns exceptions into the error body, in one place.

Belongs here: which exception becomes which status and sentence. What is not listed is unexpected and ends in
`request_context`.
"""

from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from app.api.error_body import SENTENCES, error_response
from app.exceptions import BinsightError, ServiceUnavailableException
from app.services.database_errors import translate

_log = structlog.get_logger()


def install_exception_handlers(app: FastAPI) -> None:
    """Register all handlers."""
    app.add_exception_handler(BinsightError, _typed)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(StatementError, _statement)
    app.add_exception_handler(StaleDataError, _stale)
    app.add_exception_handler(PoolTimeoutError, _overloaded)


def correlation_id(request: Request) -> str:
    """The id of this request."""
    return str(request.state.correlation_id)


def _typed(request: Request, error: Any) -> JSONResponse:
    return _render(request, error)


def _render(request: Request, error: BinsightError) -> JSONResponse:
    if error.status >= 500:
        _log.warning("request_refused", code=error.code, message=error.message)
    return error_response(
        error.status, correlation_id(request), message=error.message, code=error.code, details=error.details
    )


def _statement(request: Request, error: Any) -> JSONResponse:
    """A refusal by the database, or by one of our column types on the way there; the rest is unexpected."""
    typed = translate(error) if isinstance(error, DBAPIError) else error.orig
    if not isinstance(typed, BinsightError):
        raise error
    return _render(request, typed)


def _invalid_request(request: Request, error: Any) -> JSONResponse:
    errors = validation_errors(error.errors())
    shown = "; ".join(f"{one['field']}: {one['message']}" if one["field"] else one["message"] for one in errors[:3])
    more = f" (and {len(errors) - 3} more)" if len(errors) > 3 else ""
    return error_response(
        400,
        correlation_id(request),
        message=f"The request is not valid: {shown}{more}",
        code="VALIDATION_FAILED",
        details={"errors": errors[:50]},
    )


def validation_errors(problems: Sequence[Any]) -> list[dict[str, str]]:
    """`[{"message", "field"}]` of Pydantic's problems; the refused values themselves are left out."""
    return [
        {"message": str(problem["msg"]), "field": ".".join(str(part) for part in problem["loc"][1:])}
        for problem in problems
    ]


def _http(request: Request, error: Any) -> JSONResponse:
    message = None if error.status_code in SENTENCES else str(error.detail)
    return error_response(error.status_code, correlation_id(request), message=message, headers=error.headers)


def _stale(request: Request, error: Any) -> JSONResponse:  # noqa: ARG001 - its text is for developers
    return error_response(
        409,
        correlation_id(request),
        message="Somebody else changed this record meanwhile; look again and repeat your change",
        code="RESOURCE_CONFLICT",
    )


def _overloaded(request: Request, error: Any) -> JSONResponse:  # noqa: ARG001 - its text is for developers
    return _render(request, ServiceUnavailableException("The database", "too many requests wait for it; try again"))
