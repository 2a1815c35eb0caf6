"""The Sellers page, and buying on the page of a part."""

import pytest

from app.services.shopping.receiving_service import Allocation

pytestmark = pytest.mark.integration


def test_without_sellers_the_page_says_how_to_begin_and_adds_the_first(empty, empty_store):
    page = empty.open("sellers")
    assert "There are no sellers yet. Add the first one below." in page.said
    page.set("seller-name", "Corner shop").set("seller-site", "ftp://x").press("seller-create")
    assert page.errors == ["Website must be an address that begins with https://"]
    page.set("seller-site", "https://corner.example").press("seller-create")
    assert [(row["name"], row["site"]) for row in page.frame("seller-list")] == [
        ("Corner shop", "https://corner.example")
    ]


def test_a_seller_shows_its_record_and_is_changed_and_deleted(screen, data_store):
    with data_store.container.unit_of_work() as work:
        seller = work.sellers.create("Corner :red[shop]").id
        work.sellers.link_part("ABCD", seller, sku="A-1", lead_time_days=3)
    page = screen.open("sellers", seller=seller)
    assert "Nothing was ordered from this seller yet, so there is no record of it." in page.said
    assert [(row["part"], row["sku"], row["lead"]) for row in page.frame("offers-")] == [("ABCD", "A-1", 3)]
    page.press("seller-delete")
    assert "it is linked to 1 part" in page.errors[0]
    page.set("seller-name", "Corner").press("seller-save")
    assert "Changed the seller Corner" in page.said
    page.press("logo-put")
    assert page.errors == ["A logo must be a PNG, JPEG or WebP picture; choose another file"]


def test_what_was_ordered_and_delivered_is_told(screen, data_store):
    with data_store.container.unit_of_work() as work:
        seller = work.sellers.create("Corner shop").id
        found = work.shopping_lists.create("Spring").id
        line = work.shopping_lines.add(found, part_key="ABCD", needed=8, ordered=8, seller_id=seller).id
        work.orders.order(found, seller)
        work.receiving.receive(line, [Allocation("1-3", 6)])
        work.receiving.complete(line, reason="sold out")
    page = screen.open("sellers", seller=seller)
    assert page.metrics == {"Lead time, days": "0.0", "On time": "not known", "Delivered of what was ordered": "75%"}


def test_a_part_gets_an_offer_and_goes_on_a_list(screen, data_store):
    with data_store.container.unit_of_work() as work:
        work.sellers.create("Corner shop")
        work.shopping_lists.create("Spring")
    page = screen.open("part", part="ABCD")
    page.set("offer-sku", "A-1").set("offer-prices", "cheap").press("offer-submit")
    assert "Write prices as 1: 0.12 EUR, 100: 0.05 EUR" in page.errors[0]
    page.set("offer-prices", "100: 0.05 EUR, 1: 0.12 EUR").set("offer-lead", 3).press("offer-submit")
    (offers,) = (rows for rows in page.tables if rows and "Corner shop" in rows[0])
    assert offers == [["Corner shop", "A-1", "from 1: 0.12 EUR, from 100: 0.05 EUR", "", "3"]]
    page.set("buy-needed", 7).press("buy-submit")
    assert "7 on the list Spring" in page.links
    page.press("buy-submit")
    assert page.errors == ["A line with part ABCD on Spring already exists"]
    page.press("unlink-submit")
    assert "Removed the offer of Corner shop A-1" in page.said


def test_a_part_says_where_sellers_and_lists_are_made(screen):
    page = screen.open("part", part="IJKL")
    assert {"Add a seller", "Make a list"} <= set(page.links)
