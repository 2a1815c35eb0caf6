"""Errors of a form, shown beside the field they are about; what was typed stays."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.exceptions import InsufficientQuantityException, RecordNotFoundException, ValidationException
from app.ui.components.errors import show_error
from app.ui.components.plain_text import plain


class FieldErrors:
    """Places under the fields of one form; an error without a field goes to the form's foot."""

    def __init__(self) -> None:
        self._places: dict[str, DeltaGenerator] = {}
        self._foot: DeltaGenerator | None = None

    def below(self, field: str) -> None:
        """Reserve the place under the field drawn just now."""
        self._places[field] = st.empty()

    def foot(self) -> None:
        """Reserve the place for errors about the form as a whole."""
        self._foot = st.empty()

    def show(self, error: Exception) -> None:
        """Show `error` where it belongs."""
        show_error(error, self._places.get(_field_of(error) or "", self._foot))

    def tell(self, message: str) -> None:
        """Say at the form's foot that there was nothing to do."""
        (self._foot or st).info(plain(message), icon=":material/info:")


def _field_of(error: Exception) -> str | None:
    if isinstance(error, InsufficientQuantityException):
        return "quantity"
    if isinstance(error, RecordNotFoundException):
        return str(error.details["kind"]).lower()  # a slot that does not exist belongs below the field `location`
    return error.field if isinstance(error, ValidationException) else None
