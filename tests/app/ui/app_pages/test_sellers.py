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
    page.set("offer-new-sku", "A-1").set("offer-new-price_breaks", "cheap").press("offer-submit")
    assert "Write prices as 1: 0.12 EUR, 100: 0.05 EUR" in page.beside("offer-new-price_breaks")
    page.set("offer-new-price_breaks", "100: 0.05 EUR, 1: 0.12 EUR").set("offer-new-lead_time_days", 3)
    page.press("offer-submit")
    (offers,) = (rows for rows in page.tables if rows and "Corner shop" in rows[0])
    assert offers == [["Corner shop", "A-1", "from 1: 0.12 EUR, from 100: 0.05 EUR", "", "3"]]
    page.set("buy-needed", 7).press("buy-submit")
    assert "7 on the list Spring" in page.links
    page.press("buy-submit")
    assert page.errors == ["A line with part ABCD on Spring already exists"]


@pytest.fixture
def offer(screen, data_store):
    """The page of ABCD with the second offer of the corner shop chosen; what the shop offers, as SKU to the rest."""
    with data_store.container.unit_of_work() as work:
        seller = work.sellers.create("Corner shop").id
        work.sellers.link_part("ABCD", seller, sku="A-1")
        breaks = [{"quantity": 1, "price": 0.000001, "currency": "EUR"}]
        made = work.sellers.link_part("ABCD", seller, sku="A-2", minimum_quantity=5, price_breaks=breaks).id
    page = screen.open("part", part="ABCD").set("offer-choice", made).run()

    def offered():
        with data_store.container.unit_of_work() as work:
            return {
                one.sku: (one.link, one.price_breaks, one.minimum_quantity, one.lead_time_days)
                for one in work.sellers.links_of("ABCD")
            }

    return page, f"offer-{made}", offered


def test_an_offer_is_changed_field_by_field_and_undone(offer):
    page, form, offered = offer
    before = offered()
    assert page.field(f"{form}-price_breaks").value == "1: 0.000001 EUR"
    page.press("offer-save")
    assert "Nothing was changed." in page.said
    page.set(f"{form}-sku", "B-2").set(f"{form}-price_breaks", "10: 0.5 USD").set(f"{form}-minimum_quantity", None)
    page.set(f"{form}-link", "https://corner.example/b").set(f"{form}-lead_time_days", 0).press("offer-save")
    assert "Changed the offer of Corner shop A-2: sku, link, prices of one, at least, lead time" in page.said
    dollars = [{"quantity": 10, "price": 0.5, "currency": "USD"}]
    assert offered()["B-2"] == ("https://corner.example/b", dollars, None, 0)
    page.press("undo-last")
    assert offered() == before


def test_an_offer_is_removed_and_comes_back(offer):
    page, _, offered = offer
    page.press("offer-remove")
    assert "Removed the offer of Corner shop A-2" in page.said
    assert list(offered()) == ["A-1"]
    page.press("undo-last")
    assert list(offered()) == ["A-1", "A-2"]


def test_a_change_of_an_offer_that_cannot_be_is_refused(offer, subtests):
    page, form, offered = offer
    before = offered()
    for field, value, refusal in (
        ("price_breaks", "cheap", "Write prices as 1: 0.12 EUR"),
        ("link", "ftp://x", "must be an address that begins with https://"),
        ("minimum_quantity", 0, "Minimum quantity must be"),
        ("lead_time_days", -1, "Lead time days must be"),
    ):
        with subtests.test(field):
            start = page.field(f"{form}-{field}").value
            page.set(f"{form}-{field}", value).press("offer-save")
            assert refusal in page.beside(f"{form}-{field}")
            page.set(f"{form}-{field}", start)
    page.set(f"{form}-sku", "A-1").press("offer-save")
    assert page.errors == ["A link with ABCD at Corner shop and SKU A-1 already exists"]
    assert offered() == before


def test_a_part_says_where_sellers_and_lists_are_made(screen):
    page = screen.open("part", part="IJKL")
    assert {"Add a seller", "Make a list"} <= set(page.links)
