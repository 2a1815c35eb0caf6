"""Labels and contents sheets over HTTP."""

import pytest

from tests.app.services.printing.pages import codes, images, words

pytestmark = pytest.mark.integration


def test_labels_of_parts_boxes_and_slots_are_printed_in_order_and_scan(client, store):
    order = {"parts": ["efgh", "ABCD"], "boxes": [1], "slots": ["1-3"], "slots_of": [1], "sheet": "a4-24", "skip": 20}
    got = client.post("/api/labels", json=order)
    assert (got.status_code, got.headers["Content-Type"]) == (200, "application/pdf")
    assert got.headers["Content-Disposition"].startswith('attachment; filename="labels.pdf"')
    pages = images(got.content, 200)
    assert [codes(page) for page in pages] == [{"EFGH", "ABCD", "BOX 1", "1-3"}, {"1-1", "1-2", "1-3", "1-4"}]
    assert "Gadget EFGH" in words(got.content)[0]
    for code in ("EFGH", "BOX 1", "1-3"):
        hits = client.get("/api/search", params={"query": code}).json()["items"]
        assert hits[0]["key"] == code.removeprefix("BOX "), "what a scanner reads, the search box finds"


def test_copies_fill_the_sheet(client, store):
    got = client.post("/api/labels", json={"parts": ["ABCD"], "copies": 25, "code": "none"})
    assert [text.count("Gadget ABCD") for text in words(got.content)] == [24, 1]


def test_what_cannot_be_printed_is_refused_in_words(client, store, refused, invalid):
    for body, field in (
        ({"parts": ["ABCD"], "sheet": "a3"}, "sheet"),
        ({"parts": ["ABCD"], "skip": 24}, "skip"),
        ({"slots": ["nonsense"]}, "location"),
        ({"parts": ["ABCD"], "sheet": "a4-65", "code": "qr+code128"}, "code"),
        ({"parts": ["ABCD"], "code": "ean"}, "code"),
    ):
        assert invalid(client.post("/api/labels", json=body)) == [field]
    for body in ({}, {"parts": ["ABCD"] * 50, "copies": 41}):
        assert "1 to 2000 labels" in refused(client.post("/api/labels", json=body), 400, "VALIDATION_FAILED")["error"]
    for body in ({"parts": ["NOPE"]}, {"boxes": [9]}, {"slots": ["1-9"]}, {"slots_of": [9]}):
        refused(client.post("/api/labels", json=body), 404, "RECORD_NOT_FOUND")


def test_the_contents_of_a_box_are_printed(client, store, refused):
    got = client.get("/api/boxes/1/contents")
    (text,) = words(got.content)
    for shown in ("Box 1", "Drawer", "1-1", "ABCD", "Gadget ABCD", "10", "empty"):
        assert shown in text
    assert codes(images(got.content)[0]) == {"BOX 1"}
    refused(client.get("/api/boxes/9/contents"), 404, "RECORD_NOT_FOUND")


def test_the_sheets_are_listed(client, store):
    found = client.get("/api/labels/sheets?limit=2").json()
    assert (found["total"], found["items"][1]["name"], found["items"][1]["per_page"]) == (6, "a4-24", 24)
