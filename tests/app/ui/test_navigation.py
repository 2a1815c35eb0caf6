"""The frame of the app: its sections and pages, the trust line on each, and what is shown when servers are away."""

import pytest

from app.embedded.ports import LOOPBACK, choose_port
from app.ui.navigation import FOLDER, SECTIONS
from tests.app.ui.screen import Screen

pytestmark = pytest.mark.integration

TITLES = {name: title for members in SECTIONS.values() for name, (title, _) in members.items()}


def test_every_module_of_the_folder_is_a_page_and_every_page_a_module():
    assert {path.stem for path in FOLDER.glob("*.py")} - {"__init__"} == set(TITLES)


def test_sections_come_in_the_order_of_the_design_and_today_is_first():
    assert list(SECTIONS) == ["", "Inventory", "Insight", "Devices", "System"]
    assert next(iter(TITLES)) == "today"


def test_the_app_opens_on_today(empty):
    assert empty.title == "Today"


def test_every_page_opens_with_data_and_leads_to_data_health_from_its_trust_line(viewer):
    for page, title in TITLES.items():
        viewer.open(page)
        assert viewer.title.startswith(title)
        assert (viewer.errors, viewer.warnings) == ([], [])
        trust, target = next(iter(viewer.links.items()))
        assert trust.startswith(":gray[Data as of ")
        assert target == ("health", "")


def test_every_page_but_the_search_itself_leads_to_the_search(viewer):
    for page in ("today", "journal", "part"):
        viewer.open(page).press("go-find")
        assert viewer.title == "Find"
    assert not [button for button in viewer.at.button if button.key == "go-find"]


def test_every_page_opens_on_an_empty_store_and_says_that_nothing_was_published(empty):
    for page, title in TITLES.items():
        empty.open(page)
        assert empty.title.startswith(title)
        assert (empty.errors, empty.warnings) == ([], [])
        assert next(iter(empty.links.items())) == (":orange[Nothing has been published yet]", ("health", ""))


@pytest.mark.usefixtures("read_only_store")
def test_without_the_database_pages_say_so_and_what_was_published_can_still_be_read(monkeypatch):
    monkeypatch.setenv("BINSIGHT_DATABASE_URL", f"postgresql://nobody:secret@{LOOPBACK}:{choose_port(None)}/nothing")
    screen = Screen()
    refusal = "The database is currently unavailable: it does not answer; nothing was changed, try again"
    for page, query in (
        ("today", {}),
        ("part", {"part": "ABCD"}),
        ("boxes", {}),
        ("find", {"q": "x"}),
        ("imports", {}),
    ):
        screen.open(page, **query)
        assert screen.errors == [refusal]
        assert "Data as of " in screen.said
    for page in ("placement", "usage", "devices", "health"):
        assert screen.open(page).errors == []
