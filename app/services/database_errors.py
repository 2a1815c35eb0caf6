"""Turns what the database refused into a typed error with a sentence: the last line of defence, in one place."""

from sqlalchemy.exc import DataError, DBAPIError, OperationalError

from app.exceptions import (
    BinsightError,
    InvalidOperationException,
    ServiceUnavailableException,
    ValidationException,
)

UNIQUE, REFERENCE, MISSING = "23505", "23503", "23502"
DEADLOCK, SERIALIZATION = "40P01", "40001"
READ_ONLY = "25006"
RULES_OF_OURS = {
    "stock_movements_never_negative": ("take this stock", "somebody else took it meanwhile; look again"),
    "kit_contents_no_circle": ("put this kit there", "it would contain itself"),
    "uq_batches_idempotency_key": ("do this", "another request with the same Idempotency-Key did it meanwhile"),
    "pick_list_lines_keep_used": ("change this pick list", "a build has used it; undo the build first"),
}
"""What the database refuses in the name of a rule of ours: the operation and the cause in words."""


class ConstraintException(BinsightError):
    """The database refused the change because it would break a rule."""

    code = "RESOURCE_CONFLICT"
    status = 409


def translate(error: DBAPIError) -> BinsightError | None:
    """A typed error for what the database refused; None for a mistake of ours, which stays unexpected.

    Unique 409, reference 409, missing 400, other rule 409, value that does not fit 400, lost race 409, no answer and
    read-only 503.
    """
    state = getattr(error.orig, "sqlstate", None)
    if state is not None and state.startswith("23"):
        return _broken_constraint(error, state)
    if state in {DEADLOCK, SERIALIZATION}:
        return InvalidOperationException("make this change", "another change to the same records came first; try again")
    if state == READ_ONLY:
        return ServiceUnavailableException("Writing", "the database can only be read at present; nothing was changed")
    if isinstance(error, DataError):
        return ValidationException("A value is too long, too large or of the wrong kind for its field; correct it")
    if isinstance(error, OperationalError):
        return ServiceUnavailableException("The database", "it does not answer; nothing was changed, try again")
    return None


def _broken_constraint(error: DBAPIError, state: str) -> BinsightError:
    diagnosis = getattr(error.orig, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", None) or "a database rule"
    table = (getattr(diagnosis, "table_name", None) or "record").replace("_", " ")
    if constraint in RULES_OF_OURS:
        return InvalidOperationException(*RULES_OF_OURS[constraint], {"constraint": constraint})
    if state == UNIQUE:
        return ConstraintException(f"One of the {table} with these values exists already", {"constraint": constraint})
    if state == REFERENCE:
        return InvalidOperationException(
            f"change these {table}", "another record refers to them", {"constraint": constraint}
        )
    if state == MISSING:
        column = getattr(diagnosis, "column_name", None)
        return ValidationException(f"{column} of {table} must be filled in", field=column)
    return ConstraintException(f"The change would break the rule {constraint}", {"constraint": constraint})
