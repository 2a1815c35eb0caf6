"""Typed exceptions: a sentence a user can act on, a code for programs, a status for HTTP.

Belongs here: every error Binsight raises on purpose. The API and Streamlit render them in one place each.
Does not belong here: rendering, logging, or wording that only a developer understands.
"""

from collections.abc import Mapping, Sequence


class BinsightError(Exception):
    """Base of all expected errors.

    Attributes:
        message: one sentence for the user.
        code: stable identifier for programs.
        status: HTTP status that fits.
        details: further facts, JSON-ready.
    """

    code = "BUSINESS_RULE"
    status = 400

    def __init__(self, message: str, details: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, object] = dict(details or {})


class ValidationException(BinsightError):
    """Input that breaks a rule which can be stated without looking at the store."""

    code = "VALIDATION_FAILED"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message, {"errors": [{"message": message, "field": field}]} if field else None)
        self.field = field


class RecordNotFoundException(BinsightError):
    """The thing that was named does not exist."""

    code = "RECORD_NOT_FOUND"
    status = 404

    def __init__(self, kind: str, identifier: object) -> None:
        super().__init__(f"{kind} {identifier} was not found", {"kind": kind, "id": str(identifier)})


class ResourceConflictException(BinsightError):
    """A unique name or key is already taken."""

    code = "RESOURCE_CONFLICT"
    status = 409

    def __init__(self, kind: str, identifier: object) -> None:
        super().__init__(f"A {kind} with {identifier} already exists", {"kind": kind, "id": str(identifier)})


class RepeatedRequestException(BinsightError):
    """The same request was done before, under the same key; `details["batch"]` is what it wrote then."""

    code = "ALREADY_DONE"
    status = 409

    def __init__(self, batch_id: int) -> None:
        super().__init__(f"This was done before, in batch {batch_id}; nothing was done now", {"batch": batch_id})


class UsedKeyException(BinsightError):
    """The key of a request belongs to another one."""

    code = "RESOURCE_CONFLICT"
    status = 409

    def __init__(self, key: str, batch_id: int) -> None:
        super().__init__(
            f"The Idempotency-Key {key} belongs to another request, which wrote batch {batch_id}; "
            "send this one under a key of its own",
            {"batch": batch_id},
        )


class InsufficientQuantityException(BinsightError):
    """A slot holds fewer units than were asked for."""

    code = "INSUFFICIENT_QUANTITY"
    status = 409

    def __init__(self, requested: int, available: int, location: str) -> None:
        super().__init__(
            f"Not enough parts available at {location} (requested {requested}, have {available})",
            {"requested": requested, "available": available, "location": location},
        )


class InvalidOperationException(BinsightError):
    """The operation is understood but refused, with the cause."""

    code = "INVALID_OPERATION"
    status = 409

    def __init__(self, operation: str, cause: str, details: Mapping[str, object] | None = None) -> None:
        super().__init__(f"Cannot {operation} because {cause}", details)


class ReservedStockException(InvalidOperationException):
    """The units are there, but somebody holds them; `details["holders"]` says who and how many."""

    code = "STOCK_RESERVED"

    def __init__(self, operation: str, free: int, place: str, holders: Mapping[str, int]) -> None:
        held = ", ".join(f"{name} holds {units}" for name, units in holders.items())
        super().__init__(operation, f"{free} {place} are free: {held}", {"free": free, "holders": dict(holders)})


class OvertakenException(InvalidOperationException):
    """Another run published since this one began: what it has made follows a snapshot that is no longer in force."""

    code = "OVERTAKEN"


class DependencyException(BinsightError):
    """Something else still needs the record that was to be deleted."""

    code = "RECORD_IN_USE"
    status = 409

    def __init__(self, kind: str, identifier: object, reason: str) -> None:
        super().__init__(f"Cannot delete {kind} {identifier} because {reason}")


class UndoConflictException(InvalidOperationException):
    """A batch cannot be undone as one; `details["conflicts"]` names what stands in the way."""

    code = "UNDO_CONFLICT"

    def __init__(self, batch_id: int, conflicts: Sequence[str]) -> None:
        shown = "; ".join(conflicts[:3]) + (f" and {len(conflicts) - 3} more" if len(conflicts) > 3 else "")
        super().__init__(f"undo batch {batch_id}", shown, {"conflicts": list(conflicts)})


class SourceFormatException(BinsightError):
    """A file or folder to import is not what it should be; nothing was read into the store."""

    code = "SOURCE_FORMAT"

    def __init__(self, where: str, problem: str, remedy: str) -> None:
        super().__init__(f"{where}: {problem}. {remedy}", {"where": where})


class PayloadTooLargeException(BinsightError):
    """An upload is larger than the limit."""

    code = "PAYLOAD_TOO_LARGE"
    status = 413


class ExternalServiceException(BinsightError):
    """A server that Binsight talks to refused or failed."""

    code = "EXTERNAL_SERVICE_ERROR"
    status = 502

    def __init__(self, operation: str, cause: str) -> None:
        super().__init__(f"Cannot {operation} because {cause}")


class NotAnsweringException(ExternalServiceException):
    """The server is away or overloaded: the same request may well succeed a little later."""


class UnreachableAddressException(ExternalServiceException):
    """A web address that somebody gave does not answer, or not with what was hoped for."""

    code = "ADDRESS_UNREACHABLE"
    status = 422


class ServiceUnavailableException(BinsightError):
    """A part of Binsight is not ready, or shutting down."""

    code = "SERVICE_UNAVAILABLE"
    status = 503

    def __init__(self, service: str, cause: str) -> None:
        super().__init__(f"{service} is currently unavailable: {cause}")


class SnapshotNotFoundException(BinsightError):
    """No snapshot has been published yet, or the named one is gone."""

    code = "SNAPSHOT_NOT_FOUND"
    status = 404

    def __init__(self, snapshot_id: str | None = None) -> None:
        super().__init__(
            f"Snapshot {snapshot_id} does not exist here; `binsight snapshots` lists those that do"
            if snapshot_id
            else "Nothing has been published yet; run `binsight run` (or the job `refresh` in Dagster) first"
        )


class ContractViolationException(BinsightError):
    """A table does not keep its contract."""

    code = "CONTRACT_VIOLATION"
    status = 500


class QueryException(BinsightError):
    """A read-only query was refused or is not valid SQL."""

    code = "QUERY_REFUSED"


class AlreadyRunningException(BinsightError):
    """Another Binsight process holds this home folder."""

    code = "ALREADY_RUNNING"
    status = 409


class EmbeddedServerException(BinsightError):
    """An embedded server could not be started or stopped."""

    code = "EMBEDDED_SERVER"
    status = 500


class ConfigurationError(BinsightError):
    """Settings that cannot work; lists all of them."""

    code = "CONFIGURATION"
    status = 500

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems), {"problems": list(problems)})
        self.problems = list(problems)


class MigrationException(BinsightError):
    """The tables of the database cannot be brought to this version; nothing was changed."""

    code = "MIGRATION"
    status = 503


class NotAvailableYetException(BinsightError):
    """A promised command whose work is not done yet."""

    code = "NOT_AVAILABLE"
    status = 501
