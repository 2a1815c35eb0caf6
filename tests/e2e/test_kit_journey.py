"""From a bill of materials to things built and back, in a real browser: match, order, receive, build, undo."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

KIT = "Workshop lamp"
SELLER = "Workshop supplies"
BILL = 'Reference,Qty,Value,Footprint\n"R1,R2,R3",3,Workshop resistor 4k7,0805\nU1,1,WKS-9000 driver,SOIC-8\n'


class Workshop:
    """What this test has for itself in the shared installation: a box of 4 slots with 4 resistors, and a seller."""

    def __init__(self, app):
        self._app = app
        self.box = self.ask("/api/boxes", {"description": "Workshop drawer", "capacity": 4})["box_no"]
        resistors = [
            self.ask("/api/parts", {"description": "Workshop resistor 4k7", "package": "0805", "series": series})["key"]
            for series in ("thick film", "thin film")
        ]
        self.resistor = resistors[0]
        self.ask(f"/api/inventory/parts/{self.resistor}/stock", {"location": f"{self.box}-1", "quantity": 4})
        self.ask("/api/sellers", {"name": SELLER})

    def ask(self, path, body=None):
        return json.loads(self._app.ask("API", path, body)[1])

    def stock(self):
        """Pieces by part and slot, over all parts."""
        keys = [part["key"] for part in self.ask("/api/parts?limit=200")["items"]]
        places = {key: self.ask(f"/api/parts/{key}/locations")["items"] for key in keys}
        return {(key, row["location"]): row["quantity"] for key, rows in places.items() for row in rows}

    def kit(self):
        """Id, units to build and builds of the kit."""
        kits = self.ask("/api/kits?status=all&limit=200")["items"]
        return next((kit["id"], kit["build_target"], kit["build_count"]) for kit in kits if kit["name"] == KIT)


def test_from_a_bill_of_materials_to_a_build_and_back(page, app, tmp_path):
    shop = Workshop(app)
    bill = tmp_path / f"{KIT}.csv"
    bill.write_text(BILL)
    before = shop.stock()
    import_the_bill(page, app, bill, shop.resistor)
    put_what_lacks_on_a_list(page)
    order_from_the_seller(page)
    receive_into_suggested_slots(page, shop.resistor)
    received = shop.stock()
    assert sum(received.values()) == sum(before.values()) + 4

    build(page, app, shop.kit()[0])
    assert sum(shop.stock().values()) == sum(before.values()) - 4, "2 lamps took 6 resistors and 2 drivers"
    assert shop.kit()[1:] == (0, 1)
    undo_the_build_in_the_history(page, app, shop.resistor)
    assert (shop.stock(), shop.kit()[1:]) == (received, (2, 0))
    undo_the_receipts_in_the_journal(page, app)
    assert shop.stock() == before


def import_the_bill(page: Page, app, bill, resistor: str):
    """One line fits two parts and is decided; the other fits none and becomes a new part."""
    page.goto(f"{app.addresses['App']}/imports")
    page.get_by_role("tab", name="Bill of materials").click()
    keyed(page, "bom-file").locator("input[type=file]").set_input_files(bill)
    expect(page.get_by_text("2 lines: 1 several, 1 not found")).to_be_visible()
    units = keyed(page, "bom-units").locator("input")
    units.fill("2")
    units.press("Enter")
    choose(page, "bom-choice", f"{resistor}:")
    expect(page.get_by_text("2 lines: 1 short, 1 not found")).to_be_visible()
    press(page, "bom-commit")
    expect(page.get_by_role("heading", name=KIT, level=1)).to_be_visible()
    expect(bar(page)).to_contain_text(f"Imported kit {KIT} with 2 lines")
    expect(page.get_by_text("2 lines with parts, 2 parts lack.")).to_be_visible()


def put_what_lacks_on_a_list(page: Page):
    keyed(page, "kit-action").get_by_text("Order", exact=True).click()
    press(page, "order-submit")
    expect(bar(page)).to_contain_text(f"Put 2 parts (4 pieces) for 2 x {KIT}")
    page.get_by_role("link", name=f"On the shopping list {KIT}").click()
    expect(page.get_by_text("Without a seller · 4 needed")).to_be_visible()


def order_from_the_seller(page: Page):
    page.get_by_role("tab", name="Add a seller").click()
    choose(page, "add-seller-id", SELLER)
    keyed(page, "add-seller-remaining").locator("label").click()
    press(page, "add-seller-submit")
    expect(page.get_by_text(f"{SELLER} · 4 needed")).to_be_visible()
    press(page, "fill-")
    expect(page.get_by_text(f"{SELLER} · 4 needed, 4 ordered")).to_be_visible()
    press(page, "order-")
    expect(page.get_by_text(f"{SELLER} · ordered · 4 needed")).to_be_visible()


def receive_into_suggested_slots(page: Page, resistor: str):
    """Each line comes into the slot that is offered first."""
    for arrived, line in enumerate((f"{resistor}:", "WKS-9000 driver"), start=1):
        choose(page, "line-choice", line)
        expect(page.get_by_text("0 of 2 pieces arrived.")).to_be_visible()
        page.get_by_role("button", name="Receive").press("Alt+i")
        expect(page.get_by_text("2 of 2 pieces arrived.")).to_be_visible()
        expect(bar(page)).to_contain_text("Received 2 of")
        expect(page.get_by_text(f"{2 * arrived} received")).to_be_visible()


def build(page: Page, app, kit: int):
    page.goto(f"{app.addresses['App']}/kits?kit={kit}")
    expect(page.get_by_text("2 lines with parts, nothing lacks.")).to_be_visible()
    keyed(page, "kit-action").get_by_text("Build now", exact=True).click()
    units = keyed(page, "build-units").locator("input")
    units.fill("2")
    units.press("Tab")
    press(page, "build-submit")
    expect(bar(page)).to_contain_text(f"Built 2 of {KIT}")
    expect(page.get_by_role("heading", name="Builds (1)")).to_be_visible()


def undo_the_build_in_the_history(page: Page, app, resistor: str):
    page.goto(f"{app.addresses['App']}/part?part={resistor}")
    expect(stock(page)).to_have_text("0")
    for words in ("+2 received into", "picked from"):
        expect(page.get_by_text(re.compile(re.escape(words))).first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Undo batch")).first.click()
    expect(bar(page)).to_contain_text("Taken back: batch")
    expect(stock(page)).to_have_text("6")


def undo_the_receipts_in_the_journal(page: Page, app):
    """Each delivery has its own undo."""
    undo = re.compile("^Undo (batch|line)")
    received = keyed(page, "journal-").filter(has_text="+2 received into")
    received = received.filter(has=page.get_by_role("button", name=undo))
    for left in (1, 0):
        page.goto(f"{app.addresses['App']}/journal")  # anew, so that nothing of the undo before is left on it
        expect(received).to_have_count(left + 1)
        received.first.get_by_role("button", name=undo).first.click()
        expect(bar(page)).to_contain_text("Taken back: ")
        expect(received).to_have_count(left)


def press(page: Page, key: str):
    settle(page)
    keyed(page, key).get_by_role("button").first.click()


def settle(page: Page):
    """A page that is drawn anew meanwhile closes its lists of options."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def choose(page: Page, key: str, words: str):
    """Type what tells the option apart; Enter takes the first that has it."""
    settle(page)
    field = keyed(page, key).locator("input").first
    field.click()
    field.fill(words)
    field.press("Enter")


def bar(page: Page):
    return keyed(page, "undo-bar")


def stock(page: Page):
    return page.get_by_test_id("stMetric").filter(has_text="In stock now").get_by_test_id("stMetricValue")


def keyed(page: Page, key: str):
    """What the app draws under a key that starts so."""
    return page.locator(f'[class*="st-key-{key}"]')
