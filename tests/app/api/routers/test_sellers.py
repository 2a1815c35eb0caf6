"""Sellers and their offers over HTTP."""

import pytest

pytestmark = pytest.mark.integration
PNG = b"\x89PNG\r\n\x1a\n logo"


@pytest.fixture
def seller(client):
    return client.post("/api/sellers", json={"name": "Corner shop", "website": "https://corner.example"}).json()["id"]


@pytest.mark.rule(36)
def test_a_seller_is_created_listed_changed_and_deleted(client, store, seller, refused):
    refused(client.post("/api/sellers", json={"name": "CORNER SHOP"}), 409, "RESOURCE_CONFLICT")
    other = client.post("/api/sellers", json={"name": "Attic sales"}).json()
    assert (other["website"], other["has_logo"]) == (None, False)
    client.post("/api/parts/ABCD/seller-links", json={"seller_id": seller})

    def listed(query):
        page = client.get(f"/api/sellers?{query}").json()
        return [(item["name"], item["link_count"]) for item in page["items"]], page["total"]

    assert listed("") == ([("Attic sales", 0), ("Corner shop", 1)], 2)
    assert listed("sort=-link_count&limit=1") == ([("Corner shop", 1)], 2)
    assert listed("query=attic") == ([("Attic sales", 0)], 1)
    changed = client.put(f"/api/sellers/{seller}", json={"website": None}).json()
    assert (changed["name"], changed["website"]) == ("Corner shop", None)
    assert client.get(f"/api/sellers/{seller}").json() == changed
    refused(client.delete(f"/api/sellers/{seller}"), 409, "RECORD_IN_USE")
    assert client.delete(f"/api/sellers/{other['id']}").status_code == 204
    refused(client.get(f"/api/sellers/{other['id']}"), 404, "RECORD_NOT_FOUND")


@pytest.mark.rule(37)
def test_an_offer_carries_sku_price_breaks_minimum_and_lead_time(client, store, seller, refused):
    breaks = [{"quantity": 100, "price": 0.05, "currency": "EUR"}, {"quantity": 1, "price": 0.12, "currency": "EUR"}]
    body = {"seller_id": seller, "sku": "A-1", "price_breaks": breaks, "minimum_quantity": 5, "lead_time_days": 3}
    link = client.post("/api/parts/ABCD/seller-links", json=body)
    assert link.status_code == 201
    assert [step["quantity"] for step in link.json()["price_breaks"]] == [1, 100]
    refused(client.post("/api/parts/ABCD/seller-links", json=body), 409, "RESOURCE_CONFLICT")
    other = client.post("/api/parts/ABCD/seller-links", json=body | {"sku": "A-2"}).json()
    place = f"/api/parts/ABCD/seller-links/{other['id']}"
    refused(client.put(place, json={"sku": "A-1"}), 409, "RESOURCE_CONFLICT")
    changed = client.put(place, json={"sku": "A-3", "lead_time_days": None}).json()
    assert (changed["sku"], changed["lead_time_days"], len(changed["price_breaks"])) == ("A-3", None, 2)
    assert [item["sku"] for item in client.get("/api/parts/ABCD/seller-links").json()["items"]] == ["A-1", "A-3"]
    offers = client.get(f"/api/sellers/{seller}/parts?limit=1").json()
    assert (offers["total"], offers["items"][0]["part_key"]) == (2, "ABCD")
    refused(client.delete(place.replace("ABCD", "EFGH")), 404, "RECORD_NOT_FOUND")
    assert client.delete(place).status_code == 204
    refused(client.delete(place), 404, "RECORD_NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"name": "x", "website": "ftp://x"}, "website"),
        ({"name": "x", "logo_s3_key": "cas/1"}, "logo_s3_key"),
    ],
)
def test_an_impossible_seller_is_refused(client, invalid, body, field):
    assert invalid(client.post("/api/sellers", json=body)) == [field]


def test_an_impossible_offer_or_order_of_a_list_is_refused(client, store, seller, invalid):
    for body in ({}, {"seller_id": seller, "minimum_quantity": 0}, {"seller_id": seller, "price_breaks": [{}]}):
        assert invalid(client.post("/api/parts/ABCD/seller-links", json=body))
    assert invalid(client.get("/api/sellers?sort=colour")) == ["sort"]


def test_a_seller_without_orders_has_no_record_yet(client, seller, refused):
    figures = client.get(f"/api/sellers/{seller}/reliability").json()
    assert figures == {
        "orders": 0,
        "deliveries": 0,
        "median_lead_days": None,
        "on_time_share": None,
        "promised": 0,
        "fill_rate": None,
    }
    refused(client.get("/api/sellers/999/reliability"), 404, "RECORD_NOT_FOUND")


@pytest.mark.rule(35)
def test_a_logo_goes_in_as_a_form_and_comes_out_as_a_picture(storage_container, serve, refused, invalid):
    with serve(storage_container) as client:
        place = f"/api/sellers/{client.post('/api/sellers', json={'name': 'Corner shop'}).json()['id']}/logo"
        refused(client.get(place), 404, "RECORD_NOT_FOUND")
        large = PNG + b" " * 2_000_000
        assert client.put(place, files={"file": ("logo.png", large)}).json()["has_logo"] is True
        answer = client.get(place)
        assert (answer.content, answer.headers["content-type"]) == (large, "image/png")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert invalid(client.put(place, files={"file": ("logo.svg", b"<svg/>")})) == ["file"]
        assert invalid(client.put(place, data={"file": "text"})) == ["file"]
        refused(client.put(place, files={"file": ("x.png", PNG + b" " * 10_600_000)}), 413, "PAYLOAD_TOO_LARGE")
        assert client.delete(place).json()["has_logo"] is False
