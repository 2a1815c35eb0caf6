"""The error body: the one shape of every refusal and failure, whoever found it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse

CODES = {
    400: "BAD_REQUEST",
    404: "ROUTE_NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    500: "INTERNAL_ERROR",
}
"""Codes of refusals that no typed error of ours stands behind."""

SENTENCES = {
    404: "There is nothing at this address; /api/docs lists what there is",
    405: "This address does not know this method; /api/docs lists what there is",
    413: "The request body is too large",
    500: "Something unexpected happened; the log knows it by the correlation id",
}


def error_response(
    status: int,
    correlation_id: str,
    *,
    message: str | None = None,
    code: str | None = None,
    details: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An answer with the error body; without a message or code the usual ones for the status are used."""
    body = {
        "error": message or SENTENCES.get(status) or HTTPStatus(status).phrase,
        "details": dict(details or {}),
        "code": code or CODES.get(status, "BAD_REQUEST" if status < 500 else "INTERNAL_ERROR"),
        "correlationId": correlation_id,
    }
    return JSONResponse(_printable(body), status_code=status, headers=dict(headers or {}))


def _printable(value: Any) -> Any:
    """The same value with half characters replaced, which JSON in UTF-8 cannot hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {str(key): _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value if isinstance(value, int | float | bool | None) else str(value)
