import pytest
from sqlalchemy import event

pytestmark = pytest.mark.integration

UNSET = (
    *("manufacturer_code", "manufacturer", "product_page", "package", "pin_count", "pin_pitch", "mounting_type"),
    *("series", "dimensions", "voltage_rating", "input_voltage", "output_voltage", "size_class", "si_value"),
    *("si_unit", "unit_price", "currency", "minimum_quantity", "external_ref", "archived_at"),
    "merged_into",
)
RESISTOR = {
    "description": "  Resistor 4k7 0603 1 % ",
    "manufacturer_code": "RC0603-4K7",
    "manufacturer": "Yageo",
    "tags": ["smd", "smd", " reel "],
    "product_page": "https://example.com/r",
    "package": "0603",
    "pin_count": 2,
    "size_class": "small",
    "storage_needs": ["esd"],
    "unit_price": "0.012",
    "currency": "EUR",
    "minimum_quantity": 100,
}


def keys(answer):
    return [part["key"] for part in answer.json()["items"]]


def test_a_part_is_answered_with_type_stock_and_slots(client, store):
    body = client.get("/api/parts/abcd").json()
    assert body.pop("created_at") <= body.pop("updated_at")
    assert body == dict.fromkeys(UNSET) | {
        "key": "ABCD",
        "description": "Gadget ABCD",
        "type": {"id": store.type_id, "name": "Gadget"},
        "tags": [],
        "storage_needs": [],
        "quantity": 10,
        "locations": [{"location": "1-1", "quantity": 10}],
        "kits": [],
    }


def test_a_new_part_is_cleaned_and_read_back_equal(client, store):
    created = client.post("/api/parts", json=RESISTOR | {"type_id": store.type_id})
    assert created.status_code == 201
    body = created.json()
    assert {name: body[name] for name in RESISTOR} == RESISTOR | {
        "description": "Resistor 4k7 0603 1 %",
        "tags": ["smd", "reel"],
        "unit_price": 0.012,
    }
    assert (body["si_value"], body["si_unit"], body["quantity"], body["locations"]) == (4700, "ohm", 0, [])
    assert len(body["key"]) == 4
    assert client.get(f"/api/parts/{body['key']}").json() == body


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["description"]),
        ({"description": ""}, ["description"]),
        ({"description": "   "}, ["description"]),
        ({"description": "x" * 20_001}, ["description"]),
        ({"description": "a\x00b"}, ["description"]),
        ({"description": 5}, ["description"]),
        ({"description": "x", "colour": "red"}, ["colour"]),
        ({"description": "x", "key": "ZZZZ"}, ["key"]),
        ({"description": "x", "pin_count": 0}, ["pin_count"]),
        ({"description": "x", "pin_count": "2"}, ["pin_count"]),
        ({"description": "x", "pin_count": 2**31}, ["pin_count"]),
        ({"description": "x", "minimum_quantity": -1}, ["minimum_quantity"]),
        ({"description": "x", "tags": ["t"] * 101}, ["tags"]),
        ({"description": "x", "tags": ["t" * 101]}, ["tags.0"]),
        ({"description": "x", "size_class": "huge"}, ["size_class"]),
        ({"description": "x", "storage_needs": ["cold"]}, ["storage_needs.0"]),
        ({"description": "x", "currency": "EUR"}, ["currency"]),
        ({"description": "x", "unit_price": "1"}, ["currency"]),
        ({"description": "x", "unit_price": "1", "currency": "eur"}, ["currency"]),
        ({"description": "x", "unit_price": -1, "currency": "EUR"}, ["unit_price"]),
        ({"description": "x", "unit_price": "NaN", "currency": "EUR"}, ["unit_price"]),
        ({"description": "x", "product_page": "javascript:alert(1)"}, ["product_page"]),
        ({"description": "", "pin_count": 0}, ["pin_count", "description"]),
    ],
)
def test_an_impossible_part_is_refused_with_its_fields(client, invalid, body, fields):
    assert sorted(invalid(client.post("/api/parts", json=body))) == sorted(fields)
    assert client.get("/api/parts").json()["total"] == 0


def test_a_part_of_an_unknown_type_is_refused(client, refused):
    body = refused(client.post("/api/parts", json={"description": "x", "type_id": 999}), 404, "RECORD_NOT_FOUND")
    assert body["details"] == {"kind": "Type", "id": "999"}


def test_an_update_changes_only_what_is_given_and_null_clears(client, store):
    first = client.put("/api/parts/ABCD", json={"package": "0603", "minimum_quantity": 3})
    assert first.status_code == 200
    assert {name: first.json()[name] for name in ("description", "package", "minimum_quantity", "quantity")} == {
        "description": "Gadget ABCD",
        "package": "0603",
        "minimum_quantity": 3,
        "quantity": 10,
    }
    second = client.put("/api/parts/ABCD", json={"package": None, "type_id": None}).json()
    assert (second["package"], second["type"], second["minimum_quantity"]) == (None, None, 3)


@pytest.mark.parametrize("body", [{"description": None}, {"description": " "}, {"quantity": 5}, {"pin_count": 1.5}])
def test_an_impossible_update_changes_nothing(client, store, invalid, body):
    before = client.get("/api/parts/ABCD").json()
    assert invalid(client.put("/api/parts/ABCD", json=body)) == list(body)
    assert client.get("/api/parts/ABCD").json() == before


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        *(("GET", rest) for rest in ("", "/locations", "/history", "/kits")),
        *(("POST", "/archive"), ("POST", "/restore"), ("PUT", ""), ("DELETE", "")),
    ],
)
def test_an_unknown_part_is_404_everywhere(client, store, refused, method, rest):
    for key in ("ZZZZ", "A", "TOOLONG", "ÄÖÜß", "1-1"):
        answer = client.request(method, f"/api/parts/{key}{rest}", json={} if method == "PUT" else None)
        assert refused(answer, 404, "RECORD_NOT_FOUND")["details"] == {"kind": "Part", "id": key}


def test_a_key_that_cannot_be_one_is_refused(client, invalid):
    assert invalid(client.get(f"/api/parts/{'A' * 21}")) == ["key"]


def test_a_part_without_history_is_deleted_and_gone(client, store, refused):
    answer = client.delete("/api/parts/EFGH")
    assert (answer.status_code, answer.content) == (204, b"")
    refused(client.get("/api/parts/EFGH"), 404, "RECORD_NOT_FOUND")


@pytest.mark.parametrize("empty_first", [False, True])
def test_a_part_with_stock_or_history_is_not_deleted(client, store, refused, empty_first):
    if empty_first:
        client.post("/api/inventory/parts/ABCD/count", json={"location": "1-1", "counted": 0})
    error = refused(client.delete("/api/parts/ABCD"), 409, "RECORD_IN_USE")["error"]
    assert ("history" if empty_first else "10 are in stock") in error


def test_archive_hides_a_part_and_restore_brings_it_back(client, store, refused):
    refused(client.post("/api/parts/ABCD/archive"), 409, "INVALID_OPERATION")
    refused(client.post("/api/parts/EFGH/restore"), 409, "INVALID_OPERATION")
    assert client.post("/api/parts/EFGH/archive").json()["archived_at"]
    refused(client.post("/api/parts/EFGH/archive"), 409, "INVALID_OPERATION")
    assert keys(client.get("/api/parts")) == ["ABCD"]
    assert sorted(keys(client.get("/api/parts?include_archived=true"))) == ["ABCD", "EFGH"]
    assert client.post("/api/parts/EFGH/restore").json()["archived_at"] is None
    assert client.get("/api/parts").json()["total"] == 2


def test_a_page_of_parts_costs_six_statements_at_most(client, container, store):
    with container.unit_of_work() as work:
        kit = work.kits.create(name="Lamp")
        for number in range(48):
            part = work.parts.create(description=f"Thing {number}", type_id=store.type_id)
            work.stock.receive(part.key, f"1-{number % 4 + 1}", 1)
            work.kit_contents.add(kit.id, part.key, 1)
    statements = []

    def note(connection, cursor, statement, *rest):
        statements.append(statement)

    event.listen(container.engine(), "before_cursor_execute", note)
    body = client.get("/api/parts").json()
    assert (len(body["items"]), body["total"]) == (50, 50)
    assert sum(part["quantity"] for part in body["items"]) == 58
    assert sum(len(part["kits"]) for part in body["items"]) == 48
    assert 1 <= len(statements) <= 6, statements
