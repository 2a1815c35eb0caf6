"""Choose what is labelled, a sheet and a code, then save the labels as a PDF."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import streamlit as st

from app.domain.labels.label import CODE_STYLES, CodeStyle, Label
from app.domain.labels.sheet import SHEETS
from app.exceptions import BinsightError
from app.services.unit_of_work import UnitOfWork
from app.ui.components.errors import show_error
from app.ui.counted import counted
from app.ui.resources import unit_of_work

_CODES: Mapping[CodeStyle, str] = {
    "qr": "QR",
    "datamatrix": "Data Matrix",
    "code128": "Code 128",
    "qr+code128": "QR and Code 128",
    "none": "no code",
}
Find = Callable[[UnitOfWork], Sequence[Label]]
Key = TypeVar("Key")
FindSeveral = Callable[[UnitOfWork, Sequence[Key]], Sequence[Label]]


def print_labels(what: Mapping[str, Find], *, key: str, filename: str) -> None:
    """A popover that prints, drawn once it is open; `what` maps each choice in words to what finds its labels."""
    popover = st.popover("Print labels", icon=":material/label:", key=f"labels-{key}", on_change="rerun")
    if popover.open:
        with popover:
            _print(what[_choice(list(what), key)], key, filename)


def print_several(records: Mapping[Key, str], what: Mapping[str, FindSeveral[Key]], *, key: str, filename: str) -> None:
    """Like `print_labels`, for any of several records.

    `records` maps what is shown to words; `what` maps each choice in words to what finds the labels of the chosen ones.
    """
    popover = st.popover("Print labels", icon=":material/label:", key=f"labels-{key}", on_change="rerun")
    if popover.open:
        with popover:
            only = st.multiselect(
                "Only these",
                list(records),
                format_func=records.__getitem__,
                placeholder=f"all {len(records)} that are shown" if len(records) > 1 else "the one that is shown",
                key=f"labels-only-{key}",
            )
            find = what[_choice(list(what), key)]
            _print(lambda work: find(work, only or list(records)), key, filename)


def _choice(what: Sequence[str], key: str) -> str:
    return str(st.radio("Labels of", what, key=f"labels-what-{key}")) if len(what) > 1 else what[0]


def _print(find: Find, key: str, filename: str) -> None:
    """How the labels are printed, and the button that saves them; a refusal is shown in its place."""
    sheet = st.selectbox("Sheet", list(SHEETS), format_func=lambda name: SHEETS[name].title, key=f"labels-sheet-{key}")
    code: CodeStyle = st.selectbox("Code", list(CODE_STYLES), format_func=_CODES.__getitem__, key=f"labels-code-{key}")
    left, right = st.columns(2)
    per_page = SHEETS[sheet].per_page
    skip = left.number_input("Labels already used on the first sheet", 0, per_page - 1, key=f"labels-skip-{key}")
    copies = right.number_input("Copies of each", 1, 100, key=f"labels-copies-{key}")
    try:
        with unit_of_work() as work:
            labels = find(work)
        data = _drawn(labels, sheet, code, int(skip), int(copies))
    except BinsightError as error:
        show_error(error)
        return
    pages = -(-(len(labels) * copies + skip) // per_page)
    amount = counted(len(labels) * copies, "label")
    st.caption(f"{amount} on {counted(pages, 'page')}. Print at 100 %, unscaled.")
    save_pdf("Save the PDF", data, filename, key=f"labels-save-{key}")


@st.cache_data(max_entries=4, show_spinner="Drawing the labels ...")
def _drawn(labels: Sequence[Label], sheet: str, code: CodeStyle, skip: int, copies: int) -> bytes:
    """Drawn anew only when something about the labels changed: hundreds take seconds, and the page is drawn often."""
    with unit_of_work() as work:
        return work.labels.sheet(labels, sheet=sheet, code=code, skip=skip, copies=copies)


def save_pdf(label: str, data: bytes, filename: str, *, key: str) -> None:
    """A button that saves a PDF."""
    st.download_button(
        label, data, filename, "application/pdf", key=key, icon=":material/print:", on_click="ignore", type="primary"
    )
