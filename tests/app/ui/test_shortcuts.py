"""Shortcuts of buttons: no two on a page alike, none that the browser wants, none on what is not to be seen."""

import re
from pathlib import Path

import pytest

from app.ui import shortcuts
from app.ui.components.kit.detail import ACTIONS as OF_KITS
from app.ui.components.stock_forms import ACTIONS as OF_PARTS
from app.ui.navigation import SECTIONS
from tests.app.ui.screen import Screen

pytestmark = pytest.mark.integration

KEYS = {name: value for name, value in vars(shortcuts).items() if name.isupper()}
KEPT_BY_BROWSERS = {f"alt+{letter}" for letter in "bdefhstv"}
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "app.md"


def keys_on(screen):
    """The shortcuts of the buttons that can be seen; none is on a button under a fold or behind a tab."""
    for hidden in (*screen.at.expander, *screen.at.tabs):
        assert [button.label for button in hidden.button if button.proto.shortcut] == []
    found = [button.proto.shortcut for button in screen.at.button if button.proto.shortcut]
    assert len(set(found)) == len(found), found
    assert not KEPT_BY_BROWSERS & set(found)
    return set(found)


def pressed(value):
    """A key as Streamlit passes it on."""
    return value.lower().replace("mod", "ctrl")


@pytest.fixture
def keys(busy):
    """Every page of the inventory at each of its records, with every form of parts and kits: page to its keys."""
    found = {}
    for page in SECTIONS["Inventory"]:
        for query in [{}, *getattr(busy, page, [])]:
            screen = Screen().open(page, **query)
            found.setdefault(page, set()).update(keys_on(screen))
            for action in {"part": OF_PARTS, "kits": OF_KITS}.get(page, ()) if query else ():
                found[page] |= keys_on(screen.press(f"choose-{action}-"))
    return found


def test_every_page_has_its_keys_and_none_twice(keys):
    everywhere = {pressed(shortcuts.SEARCH)}
    assert {page: sorted(found - everywhere) for page, found in keys.items() if found - everywhere} == {
        "part": sorted(map(pressed, {shortcuts.NEW, *OF_PARTS.values()})),
        "boxes": [pressed(shortcuts.NEW)],
        "kits": sorted(pressed(key) for key in (shortcuts.NEW, *(key for _, key in OF_KITS.values()))),
        "pick_lists": sorted(map(pressed, (shortcuts.ADD, shortcuts.PICK, shortcuts.USE))),
        "shopping": sorted(map(pressed, (shortcuts.NEW, shortcuts.RECEIVE))),
        "sellers": [pressed(shortcuts.NEW)],
        "duplicates": sorted(map(pressed, (shortcuts.MOVE, shortcuts.REFUSE))),
    }


def test_pages_of_figures_have_no_key_twice(viewer):
    for page in (page for name, pages in SECTIONS.items() if name != "Inventory" for page in pages):
        keys_on(viewer.open(page))


def test_no_key_means_two_things_and_all_are_told():
    assert len(set(KEYS.values())) == len(KEYS)
    told = re.findall(r"^\| ((?:Alt|Ctrl)\+[A-Z]) \|", DOCUMENT.read_text(), re.MULTILINE)
    assert sorted(told) == sorted(value.replace("Mod", "Ctrl") for value in KEYS.values())


def test_new_opens_a_form_and_closes_it_again(screen):
    page = screen.open("boxes").press("choose-new-box")
    assert page.field("new-box-description").value == ""
    page.press("choose-new-box")
    assert not [field for field in page.at.text_input if field.key and field.key.startswith("new-box")]
