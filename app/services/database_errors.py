"""Turns what the database refused into a typed error with a sentence: the last line of defence, in one place."""

from sqlalchemy.exc import IntegrityError

from app.exceptions import BinsightError, InvalidOperationException, ValidationException


class ConstraintException(BinsightError):
    """The database refused the change because it would break a rule."""

    code = "RESOURCE_CONFLICT"
    status = 409


def translate(error: IntegrityError) -> BinsightError:
    """A typed error for a broken constraint: unique 409, reference 400, missing 400, other rule 409."""
    diagnosis = getattr(error.orig, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", None) or "a database rule"
    table = (getattr(diagnosis, "table_name", None) or "record").replace("_", " ")
    state = getattr(error.orig, "sqlstate", None)
    if constraint == "stock_movements_never_negative":
        return InvalidOperationException("take this stock", "somebody else took it meanwhile; look again")
    if state == "23505":
        return ConstraintException(f"One of the {table} with these values exists already", {"constraint": constraint})
    if state == "23503":
        return InvalidOperationException(
            f"change these {table}", "another record refers to them", {"constraint": constraint}
        )
    if state == "23502":
        column = getattr(diagnosis, "column_name", None)
        return ValidationException(f"{column} of {table} must be filled in", field=column)
    return ConstraintException(f"The change would break the rule {constraint}", {"constraint": constraint})
