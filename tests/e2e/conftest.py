"""The whole of Binsight, started once for all these tests, and a browser to look at it with."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.running import Running

PATIENCE = 30_000
"""Milliseconds that a page may take on a busy machine."""
SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

SOURCE = {
    "boxes.json": [{"box_no": 1, "description": "Drawer", "capacity": 6}],
    "parts.json": [
        {"key": "ABCD", "description": "LED red 5 mm", "type": "LED"},
        {"key": "EFGH", "description": "Resistor 10k 1%", "type": "Resistor"},
    ],
    "part_locations.json": [
        {"part_key": "ABCD", "box_no": 1, "loc_no": 1, "qty": 20},
        {"part_key": "EFGH", "box_no": 1, "loc_no": 2, "qty": 5},
    ],
}


@pytest.fixture(scope="session")
def source(tmp_path_factory) -> Path:
    """A small folder as the predecessor writes it: 2 parts in 1 box, 25 pieces."""
    folder: Path = tmp_path_factory.mktemp("predecessor")
    for name, rows in SOURCE.items():
        (folder / name).write_text(json.dumps(rows))
    return folder


@pytest.fixture(scope="session")
def installation(open_folder: Callable[[], Path]) -> Iterator[Running]:
    """A fresh home of the tests' own; nothing runs on it yet."""
    running = Running(open_folder() / "home")
    yield running
    if running.is_up:
        running.stop()


@pytest.fixture
def app(installation: Running) -> Running:
    """`binsight up`, on a store that was empty at first; started again when a test had stopped it."""
    if not installation.is_up:
        installation.start()
    return installation


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system, else Playwright's own."""
    with sync_playwright() as playwright:
        installed = next(filter(None, map(shutil.which, SYSTEM_BROWSERS)), None)
        if installed is None and not Path(playwright.chromium.executable_path).exists():
            # Continuous integration installs one; a machine without can still run every other test.
            pytest.skip("no Chromium was found, neither on the system nor among Playwright's own browsers")
        launched = playwright.chromium.launch(executable_path=installed, args=BROWSER_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desk's window on a session of its own; an error inside the page, or a request to elsewhere, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id="UTC")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    broken: list[str] = []
    asked: set[str | None] = set()
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("request", lambda request: asked.add(urlsplit(request.url).hostname))
    yield page
    context.close()
    assert broken == []
    assert asked - {None} == {"127.0.0.1"}
