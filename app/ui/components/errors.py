"""One face for everything that goes wrong: expected errors say their sentence, others only a correlation id."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import streamlit as st
import structlog
from streamlit.delta_generator import DeltaGenerator

from app.exceptions import BinsightError
from app.ui.components.plain_text import plain

UNEXPECTED = "Something went wrong that should not have"
"""How the sentence about an unexpected error begins."""
_log = structlog.get_logger(__name__)


@contextmanager
def guarded(place: DeltaGenerator | None = None) -> Iterator[None]:
    """Run a page or an action; whatever it raises is shown at `place` (default: here) and goes no further."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the outermost handler: people see a sentence, never a trace
        show_error(error, place)


def show_error(error: Exception, place: DeltaGenerator | None = None) -> None:
    """Show `error` in words at `place`; unexpected ones are logged under the correlation id that is shown."""
    target = place if place is not None else st.container()
    target.error(plain(sentence(error)), icon=":material/error:")


def sentence(error: Exception) -> str:
    """What people read about `error`."""
    if isinstance(error, BinsightError):
        return error.message
    correlation_id = uuid4().hex[:12]
    _log.error("unexpected error in the app", correlation_id=correlation_id, exc_info=error)
    return f"{UNEXPECTED}. Look for {correlation_id} in the app's log"
