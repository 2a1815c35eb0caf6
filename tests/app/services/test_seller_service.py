import pytest

from app.exceptions import (
    DependencyException,
    RecordNotFoundException,
    ResourceConflictException,
    ValidationException,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def seller(shop):
    return shop.do(lambda work: work.sellers.create("Corner shop", website="https://corner.example").id)


def test_sellers_are_created_changed_and_listed(shop, seller):
    shop.do(lambda work: work.sellers.create("attic sales"))
    changed = shop.do(lambda work: work.sellers.update(seller, {"website": None, "name": "corner shop"}))
    assert (changed.name, changed.website) == ("corner shop", None)
    shop.do(lambda work: work.sellers.link_part("ABCD", seller))
    rows, total = shop.do(lambda work: work.sellers.list())
    assert ([(row.seller.name, row.link_count) for row in rows], total) == ([("attic sales", 0), ("corner shop", 1)], 2)
    assert shop.do(lambda work: work.sellers.list(query="ATTIC")[1]) == 1
    assert shop.do(lambda work: work.sellers.list(limit=1, offset=1)[0][0].seller.name) == "corner shop"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 300}, "name"),
        ({"name": "ok", "website": "ftp://x"}, "website"),
        ({"name": "ok", "colour": 1}, "colour"),
    ],
)
def test_wrong_fields_are_named(shop, fields, field):
    with pytest.raises(ValidationException) as caught:
        shop.do(lambda work: work.sellers.create(**fields))
    assert caught.value.field == field


def test_names_are_unique_whatever_their_case(shop, seller):
    other = shop.do(lambda work: work.sellers.create("Other").id)
    for act in (
        lambda work: work.sellers.create("CORNER SHOP"),
        lambda w: w.sellers.update(other, {"name": "corner shop"}),
    ):
        with pytest.raises(ResourceConflictException):
            shop.do(act)


def test_a_seller_with_offers_stays(shop, seller):
    link = shop.do(lambda work: work.sellers.link_part("ABCD", seller, sku="A-1").id)
    with pytest.raises(DependencyException, match="linked to 1 part"):
        shop.do(lambda work: work.sellers.delete(seller))
    shop.do(lambda work: work.sellers.unlink("ABCD", link))
    shop.do(lambda work: work.sellers.delete(seller))
    with pytest.raises(RecordNotFoundException):
        shop.do(lambda work: work.sellers.get(seller))


def test_an_offer_keeps_its_price_breaks_by_rising_quantity(shop, seller):
    breaks = [
        {"quantity": 100, "price": 0.05, "currency": "EUR"},
        {"quantity": 1, "price": 0.12, "currency": "EUR"},
    ]
    shop.do(lambda work: work.sellers.link_part("ABCD", seller, sku="A-1", price_breaks=breaks, lead_time_days=3))
    shop.do(lambda work: work.sellers.link_part("ABCD", seller, sku="A-2"))
    offers = shop.do(lambda work: work.sellers.links_of("ABCD"))
    assert [(offer.sku, offer.lead_time_days) for offer in offers] == [("A-1", 3), ("A-2", None)]
    assert [step["quantity"] for step in offers[0].price_breaks] == [1, 100]


def test_one_offer_per_sku(shop, seller):
    for sku in ("A-1", None):
        shop.do(lambda work, sku=sku: work.sellers.link_part("ABCD", seller, sku=sku))
        with pytest.raises(ResourceConflictException, match="ABCD at Corner shop"):
            shop.do(lambda work, sku=sku: work.sellers.link_part("ABCD", seller, sku=sku))


@pytest.mark.parametrize(
    "given",
    [
        {"minimum_quantity": 0},
        {"lead_time_days": -1},
        {"link": "shop.example"},
        {"price_breaks": [{"quantity": 1}]},
        {"price_breaks": "cheap"},
        {"price_breaks": [{"quantity": 1, "price": -1, "currency": "EUR"}]},
        {"price_breaks": [{"quantity": 1, "price": 1, "currency": "EUR"}] * 2},
    ],
)
def test_impossible_offers_are_refused(shop, seller, given):
    with pytest.raises(ValidationException):
        shop.do(lambda work: work.sellers.link_part("ABCD", seller, **given))
    assert shop.do(lambda work: work.sellers.links_of("ABCD")) == []


def test_unknown_parts_sellers_and_links_are_named(shop, seller):
    link = shop.do(lambda work: work.sellers.link_part("ABCD", seller).id)
    for act in (
        lambda work: work.sellers.link_part("ZZZZ", seller),
        lambda work: work.sellers.link_part("ABCD", 999),
        lambda work: work.sellers.unlink("EFGH", link),
        lambda work: work.sellers.unlink("ABCD", 2**40),
        lambda work: work.sellers.links_of("ZZZZ"),
        lambda work: work.sellers.update(0, {"name": "x"}),
    ):
        with pytest.raises(RecordNotFoundException):
            shop.do(act)
