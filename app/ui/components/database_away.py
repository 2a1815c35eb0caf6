"""A section that needs the database, on a page whose published part can be read without it."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app.exceptions import ServiceUnavailableException


@contextmanager
def unless_database_is_away(what: str) -> Iterator[None]:
    """Says that `what` cannot be shown where the database does not answer; the rest of the page goes on."""
    try:
        yield
    except ServiceUnavailableException as away:
        st.caption(f"{what} cannot be shown. {away.message}.")
