"""Every field of every form of every page, filled with what broke other programs.

The answer is a sentence or a write that can be undone, never a trace, and the balances stay the sum of the ledger.
"""

import pytest

from app.ui.navigation import SECTIONS
from tests.app.ui.every_form import Walk

pytestmark = pytest.mark.integration


def is_survived(screen, what):
    """No page broke; says whether something was written that can be taken back."""
    assert screen.unexpected == [], what
    return bool([button for button in screen.at.button if button.key == "undo-last" and button.label == "Undo"])


@pytest.mark.parametrize("page", SECTIONS["Inventory"])
def test_every_field_takes_what_broke_others_and_what_it_writes_can_be_undone(page, empty_store, busy):
    def answered(screen, what):
        if is_survived(screen, what):
            is_survived(screen.press("undo-last"), what)
        assert empty_store.balanced(), what

    walk = Walk(page, answered)
    for query in [{}, *getattr(busy, page, [])]:
        walk.everything(query)


@pytest.mark.usefixtures("read_only_store")
@pytest.mark.parametrize("page", [page for name, pages in SECTIONS.items() if name != "Inventory" for page in pages])
def test_every_filter_of_figures_takes_what_broke_others(page):
    Walk(page, is_survived).everything({})
