"""What an asset does when a server it needs does not answer: ask again a little later, and only then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import isgeneratorfunction
from typing import Any, TypeVar, cast

import dagster as dg

from app.exceptions import NotAnsweringException, ServiceUnavailableException

_Function = TypeVar("_Function", bound=Callable[..., Any])
RETRIES = 2
WAIT_SECONDS = 5.0


def retried(read: _Function) -> _Function:
    """A function of a step, which is run again when a server was away; any other error fails at once.

    A row that is wrong or a broken contract would be the same the next time.
    """

    @wraps(read)
    def generate(*args: Any, **kwargs: Any) -> Iterator[Any]:
        with _retrying():
            yield from read(*args, **kwargs)

    @wraps(read)
    def call(*args: Any, **kwargs: Any) -> Any:
        with _retrying():
            return read(*args, **kwargs)

    return cast(_Function, generate if isgeneratorfunction(read) else call)


@contextmanager
def _retrying() -> Iterator[None]:
    try:
        yield
    except (NotAnsweringException, ServiceUnavailableException) as error:
        raise once_more() from error


def once_more() -> dg.RetryRequested:
    """What tells Dagster to run the step again, unless it was often enough."""
    return dg.RetryRequested(max_retries=RETRIES, seconds_to_wait=WAIT_SECONDS)
