"""Fields of one record in a form: what was typed, and what of it differs from what the form started with."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from app.services.unit_of_work import UnitOfWork
from app.ui.components.field_errors import FieldErrors
from app.ui.writing import form_key, write_edit


class RecordFields:
    """The fields of the form `name`, each with the place for its error below it; `record` is none for a new one.

    A field starts with what the record says when it is first drawn and keeps that start: what somebody else writes
    meanwhile is not a change of this form, and is not written over by it.
    """

    def __init__(self, name: str, errors: FieldErrors, record: object = None) -> None:
        self._name = name
        self._errors = errors
        self._record = record
        self._starts: dict[str, object] = st.session_state.setdefault(f"{name}-starts", {})
        self._labels: dict[str, str] = {}
        self.typed: dict[str, Any] = {}
        """What stands in the fields: texts without white space around them, None where nothing does."""

    @property
    def changed(self) -> dict[str, Any]:
        """What was changed in the form."""
        return {field: value for field, value in self.typed.items() if value != self._starts[field]}

    @property
    def changed_labels(self) -> str:
        """Labels of what was changed, for the sentence that says so."""
        return ", ".join(self._labels[field].partition(",")[0].lower() for field in self.changed)

    def save(self, action: Callable[[UnitOfWork], object], name: str) -> None:
        """Write what was changed of the record `name`; where nothing was, say so at the form's foot."""
        if not self.changed:
            self._errors.tell("Nothing was changed.")
            return
        write_edit(action, f"Changed {name}: {self.changed_labels}", self._errors)

    def text(self, field: str, label: str, *, placeholder: str = "", lines: bool = False) -> None:
        """A text; with `lines` one that may have several."""
        start, key = self._begin(field, label)
        draw = st.text_area if lines else st.text_input
        typed = draw(label, str(start or ""), placeholder=placeholder, key=key)
        self._end(field, typed.strip() or None)

    def whole(self, field: str, label: str, *, placeholder: str = "") -> None:
        """A whole number."""
        key = self._begin_number(field, label)
        self._end(field, st.number_input(label, value=None, step=1, placeholder=placeholder, key=key))

    def decimal(self, field: str, label: str, places: int) -> None:
        """A number with this many decimal places."""
        key = self._begin_number(field, label)
        step = 10.0**-places
        self._end(field, st.number_input(label, value=None, step=step, format=f"%.{places}f", key=key))

    def choice(self, field: str, label: str, options: Mapping[Any, str]) -> None:
        """One of `options`, values to words, or none of them."""
        start, key = self._begin(field, label)
        words: dict[Any, str] = {None: "none", **options}
        index = list(words).index(start) if start in words else 0
        self._end(field, st.selectbox(label, list(words), index, format_func=words.__getitem__, key=key))

    def several(self, field: str, label: str, options: Sequence[str] = (), *, placeholder: str | None = None) -> None:
        """Any of `options`; words of one's own where there are none."""
        start, key = self._begin(field, label)
        chosen = list(start) if isinstance(start, list) else []
        offered = list(dict.fromkeys([*options, *chosen]))
        typed = st.multiselect(
            label, offered, chosen, accept_new_options=not options, placeholder=placeholder or "none", key=key
        )
        self._end(field, list(typed))

    def _begin(self, field: str, label: str) -> tuple[object, str]:
        """What the field starts with, and its key; as long as it stands on the screen the start stays."""
        key = form_key(f"{self._name}-{field}")
        if key not in st.session_state:
            value = getattr(self._record, field, None)
            self._starts[field] = float(value) if isinstance(value, Decimal) else value
        self._labels[field] = label
        return self._starts[field], key

    def _begin_number(self, field: str, label: str) -> str:
        """The key; a number that is given as the widget's own default could not be cleared any more."""
        start, key = self._begin(field, label)
        if key not in st.session_state:
            st.session_state[key] = start
        return key

    def _end(self, field: str, typed: object) -> None:
        self.typed[field] = typed
        self._errors.below(field)
