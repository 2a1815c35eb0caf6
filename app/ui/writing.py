"""One way to write from a form: a unit of work, the undo bar on success, the error beside its field on refusal."""

from collections.abc import Callable
from typing import Protocol

import streamlit as st

from app.services.unit_of_work import UnitOfWork
from app.ui.addresses import record_in_address
from app.ui.components.field_errors import FieldErrors
from app.ui.components.undo_bar import remember, writes
from app.ui.navigation import go
from app.ui.resources import unit_of_work


class Change(Protocol):
    """What a service answers about a write: the batch to undo it with, and a sentence for people."""

    @property
    def batch_id(self) -> int | None:
        """The batch; none when there was nothing to do and nothing was written."""

    @property
    def message(self) -> str:
        """What was done."""


def form_key(name: str) -> str:
    """Key of a form or a field that starts afresh on every record and after every successful write or undo.

    Until then it keeps its content; what was typed for one record never shows up in the form of the next.
    """
    return "-".join([name, *record_in_address(), str(writes())])


def write(action: Callable[[UnitOfWork], Change], errors: FieldErrors) -> None:
    """Act in one transaction; then draw the page anew with Undo offered, or show why it was refused.

    When there was nothing to do, the sentence is shown at the form's foot and nothing else happens.
    """

    def act(work: UnitOfWork) -> tuple[int | None, str]:
        change = action(work)
        return change.batch_id, change.message

    _write(act, errors)


def write_edit(action: Callable[[UnitOfWork], object], message: str, errors: FieldErrors) -> None:
    """Like `write`, for services that do not say themselves what was done."""

    def act(work: UnitOfWork) -> tuple[int, str]:
        action(work)
        return work.batches.open("edit").id, message

    _write(act, errors)


def write_and_go(action: Callable[[UnitOfWork], tuple[str, dict[str, str]]], page: str, errors: FieldErrors) -> None:
    """Like `write_edit`, then open a page, with Undo offered there.

    `action` answers what was done in words, and the address on that page, empty for none.
    """
    address: dict[str, str] = {}

    def act(work: UnitOfWork) -> tuple[int, str]:
        message, there = action(work)
        address.update(there)
        return work.batches.open("edit").id, message

    _write(act, errors, lambda: go(page, **address))


def _write(
    act: Callable[[UnitOfWork], tuple[int | None, str]],
    errors: FieldErrors,
    leave: Callable[[], None] = st.rerun,
) -> None:
    try:
        with unit_of_work() as work:
            batch_id, message = act(work)
    except Exception as error:  # noqa: BLE001 - the form's outermost handler: shown in words, logged when unexpected
        errors.show(error)
        return
    if batch_id is None:
        errors.tell(message)
        return
    remember(batch_id, message)
    leave()
