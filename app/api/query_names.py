"""Refuses a request whose query names what the operation does not take: a misspelt filter would answer everything."""

from fastapi import Request
from fastapi.dependencies.models import Dependant

from app.exceptions import ValidationException


async def refuse_unknown_names(request: Request) -> None:
    """Compare the names in the query with those that the operation declares.

    Raises:
        ValidationException: naming the first that is unknown, and those that are taken.
    """
    if not request.query_params:
        return
    known = declared_names(request.scope["route"].dependant)
    unknown = next((name for name in request.query_params if name not in known), None)
    if unknown is not None:
        taken = f"it takes {', '.join(known)}" if known else "it takes none"
        raise ValidationException(f"'{unknown[:50]}' is not a query parameter of this address; {taken}", field=unknown)


def declared_names(dependant: Dependant) -> list[str]:
    """The query parameters of an operation and of all that it depends on, in the order they are declared."""
    names = [field.alias for field in dependant.query_params]
    for needed in dependant.dependencies:
        names += declared_names(needed)
    return list(dict.fromkeys(names))
