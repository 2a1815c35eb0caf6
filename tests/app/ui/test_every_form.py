"""Every field of every form of every page, filled with what broke other programs.

The answer is a sentence or a write that can be undone, never a trace, and the balances stay the sum of the ledger.
"""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from app.ui.components.errors import UNEXPECTED
from app.ui.navigation import SECTIONS
from tests.app.ui.every_form import Walk
from tests.app.ui.stores import fill

pytestmark = pytest.mark.integration


@pytest.fixture
def busy(empty_store):
    """A store with a record of everything that a page can be about; the addresses of the pages by name."""
    fill(empty_store.container, datetime.now(UTC))
    with empty_store.container.unit_of_work(actor="setup") as work:
        seller = work.sellers.create("Corner shop").id
        work.sellers.link_part("ABCD", seller, sku="C-1")
        board = work.shopping_lists.create("Spring").id
        new = work.shopping_lines.add(board, part_key="ABCD", needed=5).id
        ordered = work.shopping_lines.add(board, part_key="EFGH", needed=2, seller_id=seller).id
        work.shopping_lines.update(ordered, {"ordered": 2})
        work.orders.order(board, seller)
        kit = work.kits.create("Lamp", build_target=30).id
        work.kit_contents.add(kit, "EFGH", 1, substitutes=["IJKL"])
        picked, walked = (work.pick_lists.create(kit, 1).id for _ in range(2))
        work.picks.pick_all(picked)
        work.attachments.add_file(work.parts.get("ABCD").attachment_set_id, b"words", filename="words.txt")
    return SimpleNamespace(
        part=[{"part": "ABCD"}, {"part": "IJKL"}],
        boxes=[{"box": 2, "slot": 1}],
        kits=[{"kit": kit}],
        pick_lists=[{"pick_list": walked}, {"pick_list": picked}],
        shopping=[{"shopping_list": board, "line": line} for line in (new, ordered)],
        sellers=[{"seller": seller}],
        duplicates=[{"first": "ABCD", "second": "IJKL"}],
    )


def is_survived(screen, what):
    """No page broke; says whether something was written that can be taken back."""
    assert [text for text in screen.errors if UNEXPECTED in text] == [], what
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
