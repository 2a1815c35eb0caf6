"""What a person does on the first day, in a real browser: import, find, use, undo, use again, run, look at usage."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.ui.navigation import SECTIONS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

SLOW = 240_000
"""Milliseconds for what runs the pipeline."""
PAGES = [name for section in SECTIONS.values() for name in section if name != "today"]
FILLED = ["", "find?q=LED", "part?part=ABCD", "boxes?box=1&slot=1", "usage?part=ABCD"]


def test_from_an_empty_store_to_the_usage_of_a_part(page, app, source):
    page.goto(app.addresses["App"])
    expect(page.get_by_text("The store is empty.")).to_be_visible()
    page.get_by_role("link", name="Import parts").click()
    _check_and_import(page, app, source)
    _find(page, "led red", "ABCD · LED red 5 mm")
    _use_three(page)
    _undo(page)
    _use_three(page)
    app.wait_for_snapshot()
    _run_the_pipeline(page)
    _the_open_tab_stays_when_the_frame_changes(page)
    page.get_by_role("link", name="Usage", exact=True).click()
    # Only the second use counts: the first one was taken back.
    expect(page.get_by_text(re.compile(r"^3 pieces used from .*, most on .* \(3\)$"))).to_be_visible()
    page.goto(f"{app.addresses['App']}/usage?part=ABCD")
    expect(page.get_by_text(re.compile(r"^3 pieces of ABCD used from "))).to_be_visible()
    page.get_by_role("link", name="Part ABCD").click()
    expect(_stock(page)).to_have_text("17")


def test_no_page_is_wider_than_a_phone(page, app):
    page.set_viewport_size({"width": 390, "height": 844})
    main = page.get_by_test_id("stMain")
    too_wide = {}
    for path in [*PAGES, *FILLED]:
        page.goto(f"{app.addresses['App']}/{path}")
        expect(main.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        if pixels := main.evaluate("place => place.scrollWidth - place.clientWidth"):
            too_wide[path] = pixels
    assert too_wide == {}


def _check_and_import(page: Page, app, source):
    """The dry run says what would come and writes nothing; the import writes just that."""
    page.get_by_role("tab", name="Other programs").click()
    _upload(page, "import-files", sorted(source.glob("*.json")))
    _keyed(page, "import-check").get_by_role("button").click()
    expect(page.get_by_text("This was a check: nothing was written.")).to_be_visible()
    assert json.loads(app.ask("API", "/api/parts")[1])["total"] == 0
    _keyed(page, "import-commit").get_by_role("button").click()
    expect(_bar(page)).to_contain_text("Imported 5 records")
    assert json.loads(app.ask("API", "/api/parts")[1])["total"] == 2


def _upload(page: Page, key: str, files: list[Path]):
    """Choose files and wait until the server has each: a form that is sent before goes without them."""
    arrived = set()

    def all_arrived(response) -> bool:
        if response.request.method == "PUT" and response.ok:
            arrived.add(response.url)
        return len(arrived) == len(files)

    with page.expect_response(all_arrived):
        _keyed(page, key).locator("input[type=file]").set_input_files(files)


def _find(page: Page, words: str, title: str):
    """Results come while typing; one of them leads to its page."""
    page.get_by_role("link", name="Find", exact=True).click()
    page.get_by_label("What are you looking for?").press_sequentially(words)
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", name="Part ABCD")).to_be_visible()
    expect(_stock(page)).to_have_text("20")


def _use_three(page: Page):
    """Enter submits; the page then says what was done and shows it in the history."""
    quantity = _keyed(page, "use-quantity").locator("input")
    quantity.fill("3")
    quantity.press("Enter")
    expect(_stock(page)).to_have_text("17")
    expect(_bar(page)).to_contain_text("3")
    expect(page.get_by_text("-3 used from 1-1, 17 left").first).to_be_visible()


def _undo(page: Page):
    _bar(page).get_by_role("button", name="Undo").click()
    expect(_bar(page)).to_contain_text("Taken back: ")
    expect(_stock(page)).to_have_text("20")
    expect(page.get_by_text("+3 taken back at 1-1, 20 left")).to_be_visible()


def _run_the_pipeline(page: Page):
    page.get_by_role("link", name="Data health", exact=True).click()
    page.get_by_role("button", name="Run the pipeline now").click()
    expect(page.get_by_text("The pipeline is running, ")).to_be_visible()
    expect(page.get_by_text("Published snapshot")).to_be_visible(timeout=SLOW)


def _the_open_tab_stays_when_the_frame_changes(page: Page):
    page.get_by_role("link", name="Imports", exact=True).click()
    tab = page.get_by_role("tab", name="Bill of materials")
    tab.click()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Published snapshot")).to_have_count(0)
    expect(tab).to_have_attribute("aria-selected", "true")


def _bar(page: Page):
    return _keyed(page, "undo-bar")


def _stock(page: Page):
    return page.get_by_test_id("stMetric").filter(has_text="In stock now").get_by_test_id("stMetricValue")


def _keyed(page: Page, key: str):
    """What the app draws under a key that starts so."""
    return page.locator(f'[class*="st-key-{key}"]')
