"""Shopping over HTTP: from a kit's need to a list, an order, a delivery and back."""

import csv
import io

import pytest
from sqlalchemy import event

pytestmark = pytest.mark.integration


@pytest.fixture
def send(client):
    """`send("post", place, **body)` answers the body of a success."""

    def run(method, place, **body):
        answer = client.request(method, f"/api/{place}", json=body or None)
        assert answer.status_code in {200, 201, 204}, answer.json()
        return answer.json() if answer.content else None

    return run


@pytest.fixture
def spring(send, store):
    """Id of the list "Spring", and of a seller."""
    return send("post", "shopping-lists", name="Spring")["id"], send("post", "sellers", name="Corner shop")["id"]


@pytest.fixture
def metric(client):
    def read(name):
        return next(
            (float(line.split()[-1]) for line in client.get("/metrics").text.splitlines() if line.startswith(name)), 0.0
        )

    return read


@pytest.mark.rule(60, 61)
def test_lists_are_made_found_finished_and_deleted(client, send, spring, refused, invalid):
    list_id, _ = spring
    refused(client.post("/api/shopping-lists", json={"name": "SPRING"}), 409, "RESOURCE_CONFLICT")
    made = send("put", f"shopping-lists/{list_id}", description="workshop")
    assert (made["status"], made["line_counts"]) == ("active", {"new": 0, "ordered": 0, "done": 0, "total": 0})
    other = send("post", "shopping-lists", name="Winter")["id"]
    assert send("put", f"shopping-lists/{other}/status", status="active")["status"] == "active"
    assert send("put", f"shopping-lists/{other}/status", status="done")["done_at"]
    refused(client.put(f"/api/shopping-lists/{other}/status", json={"status": "active"}), 409, "INVALID_OPERATION")

    def names(query):
        page = client.get(f"/api/shopping-lists?{query}").json()
        return [item["name"] for item in page["items"]], page["total"]

    assert names("") == (["Spring"], 1)
    assert names("include_done=true&sort=name&limit=1&offset=1") == (["Winter"], 2)
    assert names("status=done") == (["Winter"], 1)
    assert names("status=active&status=done&query=workshop") == (["Spring"], 1)
    assert invalid(client.get("/api/shopping-lists?status=ready")) == ["status.0"]
    assert invalid(client.get("/api/shopping-lists?sort=colour")) == ["sort"]
    assert client.delete(f"/api/shopping-lists/{other}").status_code == 204
    refused(client.get(f"/api/shopping-lists/{other}"), 404, "RECORD_NOT_FOUND")


@pytest.mark.rule(62, 63, 65, 66, 67)
def test_a_line_is_ordered_received_into_slots_completed_and_all_of_it_undone(client, send, spring, held, metric):
    list_id, seller = spring
    send("post", "parts/EFGH/seller-links", seller_id=seller, sku="E-1", lead_time_days=5)
    line = send("post", f"shopping-lists/{list_id}/lines", part_key="EFGH", needed=12, seller_id=seller)
    assert (line["status"], line["is_editable"], line["can_receive"], line["seller_link"]["sku"]) == (
        "new",
        True,
        False,
        "E-1",
    )
    group = f"shopping-lists/{list_id}/seller-groups/{seller}"
    assert send("post", f"{group}/fill")["totals"] == {"needed": 12, "ordered": 12, "received": 0}
    ordered = send("put", group, status="ordered", note="express")
    assert (ordered["status"], ordered["note"], ordered["lines"][0]["can_receive"]) == ("ordered", "express", True)
    assert ordered["lines"][0]["expected_on"]
    place = f"shopping-list-lines/{line['id']}"
    suggested = send("get", f"{place}/suggestions")["items"]
    assert [slot["location"] for slot in suggested] == ["1-2", "1-3", "1-4"]
    allocations = [{"location": "1-2", "quantity": 7}, {"location": "1-3", "quantity": 4}]
    received = send("post", f"{place}/receive", receive_qty=11, allocations=allocations)
    assert (received["received"], received["has_quantity_mismatch"], held("EFGH")) == (11, True, {"1-2": 7, "1-3": 4})
    assert received["part_locations"] == [{"location": "1-2", "quantity": 7}, {"location": "1-3", "quantity": 4}]
    done = send("post", f"{place}/complete", mismatch_reason="one short")
    assert (done["status"], done["completion_mismatch"], done["completion_note"]) == ("done", True, "one short")
    detail = send("get", f"shopping-lists/{list_id}")
    assert (detail["line_counts"]["done"], detail["seller_groups"][0]["completed"]) == (1, True)
    assert send("get", f"sellers/{seller}/reliability")["fill_rate"] == pytest.approx(11 / 12)
    assert metric("shopping_list_receive_quantity_total") == 11
    assert metric("shopping_list_lines_received_total") == 1
    assert metric('shopping_list_seller_group_operations_total{operation="order"}') == 1
    for batch in [item["id"] for item in send("get", "batches")["items"]][:2]:
        send("post", f"batches/{batch}/undo")
    assert held("EFGH") == {}
    assert send("get", place)["received"] == 0


@pytest.mark.rule(66, 67)
def test_what_cannot_be_received_or_completed_says_why(client, send, spring, refused, invalid):
    list_id, seller = spring
    line = send("post", f"shopping-lists/{list_id}/lines", part_key="EFGH", needed=2, seller_id=seller, ordered=2)
    place = f"/api/shopping-list-lines/{line['id']}"
    one = [{"location": "1-2", "quantity": 1}]
    refused(client.post(f"{place}/receive", json={"allocations": one}), 409, "INVALID_OPERATION")
    send("put", f"shopping-lists/{list_id}/seller-groups/{seller}", status="ordered")
    assert invalid(client.post(f"{place}/receive", json={"allocations": []})) == ["allocations"]
    assert invalid(client.post(f"{place}/receive", json={"allocations": one, "receive_qty": 2})) == ["quantity"]
    refused(
        client.post(f"{place}/receive", json={"allocations": [{"location": "9-9", "quantity": 1}]}),
        404,
        "RECORD_NOT_FOUND",
    )
    assert invalid(client.post(f"{place}/complete", json={})) == ["reason"]
    refused(client.put(place, json={"needed": 3}), 409, "INVALID_OPERATION")
    refused(client.delete(f"/api/sellers/{seller}"), 409, "RECORD_IN_USE")
    refused(client.delete(f"/api/shopping-lists/{list_id}/seller-groups/{seller}"), 409, "INVALID_OPERATION")
    assert send("put", f"shopping-lists/{list_id}/seller-groups/{seller}", status="active")["status"] == "active"
    assert client.delete(f"/api/shopping-lists/{list_id}/seller-groups/{seller}").status_code == 204
    assert send("get", f"shopping-lists/{list_id}/seller-groups")["items"][0]["group_key"] == "ungrouped"


def test_a_draft_becomes_a_part_when_it_arrives(client, send, spring, held, store):
    list_id, seller = spring
    draft = {"description": "Lens 12 mm", "type_id": store.type_id}
    line = send("post", f"shopping-lists/{list_id}/lines", draft=draft, needed=2, ordered=2)
    assert (line["part_key"], line["description"]) == (None, "Lens 12 mm")
    send("post", f"shopping-lists/{list_id}/seller-groups/{seller}/assign-remaining")
    send("put", f"shopping-lists/{list_id}/seller-groups/{seller}", status="ordered")
    place = f"shopping-list-lines/{line['id']}"
    slot = send("get", f"{place}/suggestions")["items"][0]
    assert slot["reasons"][0] == "beside 1 more of type Gadget"
    received = send("post", f"{place}/receive", allocations=[{"location": slot["location"], "quantity": 2}])
    assert held(received["part_key"]) == {slot["location"]: 2}
    assert send("get", f"parts/{received['part_key']}")["description"] == "Lens 12 mm"


@pytest.mark.rule(69, 70)
def test_a_kit_is_put_on_a_list_once_and_unlinked(client, container, send, spring, metric):
    list_id, _ = spring
    with container.unit_of_work() as work:
        kit = work.kits.create("Lamp", build_target=6).id
        work.kit_contents.add(kit, "ABCD", 2)
        work.kit_contents.add(kit, "EFGH", 1)
    for _ in range(2):
        pushed = send("post", f"kits/{kit}/shopping-lists", shopping_list_id=list_id)
        assert [(demand["part_key"], demand["to_buy"]) for demand in pushed["demands"]] == [("ABCD", 2), ("EFGH", 6)]
    lines = send("get", f"shopping-lists/{list_id}/lines?status=new")["items"]
    assert [(line["needed"], line["needed_by"][0]["kit_name"]) for line in lines] == [(2, "Lamp"), (6, "Lamp")]
    fresh = client.post(f"/api/kits/{kit}/shopping-lists", json={"new_list_name": "More", "requested_units": 9})
    assert fresh.status_code == 201
    assert [demand["to_buy"] for demand in fresh.json()["demands"]] == [6, 3]
    assert metric('kit_shopping_list_push_total{honor_reserved="true",outcome="success"}') == 3
    assert client.post(f"/api/kits/{kit}/shopping-lists", json={}).status_code == 400
    links = send("get", f"kits/{kit}/shopping-lists")["items"]
    assert [(link["shopping_list"]["name"], link["is_stale"]) for link in links] == [("More", False), ("Spring", False)]
    assert send("get", f"shopping-lists/{list_id}/kits")["items"][0]["kit_name"] == "Lamp"
    asked = send("post", "kits/shopping-list-memberships/query", kit_ids=[kit, 999])
    assert [(entry["kit_id"], len(entry["memberships"])) for entry in asked] == [(kit, 2), (999, 0)]
    assert client.delete(f"/api/kit-shopping-list-links/{links[1]['id']}").status_code == 204
    assert send("get", f"shopping-lists/{list_id}/kits")["total"] == 0
    assert send("get", f"shopping-lists/{list_id}/lines")["total"] == 2
    assert metric('kit_shopping_list_unlink_total{outcome="success"}') == 1


@pytest.mark.rule(62, 70)
def test_a_part_is_put_on_a_list_and_found_there(client, send, spring, refused, invalid):
    list_id, _ = spring
    made = send("post", "parts/ABCD/shopping-list-memberships", shopping_list_id=list_id, needed=3)
    assert (made["part_key"], made["shopping_list"]["name"], made["needed"]) == ("ABCD", "Spring", 3)
    again = {"shopping_list_id": list_id, "needed": 1}
    refused(client.post("/api/parts/ABCD/shopping-list-memberships", json=again), 409, "RESOURCE_CONFLICT")
    send("put", f"shopping-lists/{list_id}/status", status="done")
    refused(client.post("/api/parts/EFGH/shopping-list-memberships", json=again), 409, "INVALID_OPERATION")
    assert send("get", "parts/ABCD/shopping-list-memberships")["total"] == 0
    assert send("get", "parts/ABCD/shopping-list-memberships?include_done=true")["total"] == 1
    asked = send("post", "parts/shopping-list-memberships/query", part_keys=["EFGH", "ABCD"], include_done=True)
    assert [(entry["part_key"], len(entry["memberships"])) for entry in asked] == [("EFGH", 0), ("ABCD", 1)]
    for keys in (["ABCD", "abcd"], [" "], [], ["ABCD"] * 251):
        assert invalid(client.post("/api/parts/shopping-list-memberships/query", json={"part_keys": keys}))


def test_an_order_is_exported_as_a_file_that_a_spreadsheet_cannot_run(client, send, spring, refused):
    list_id, seller = spring
    send("post", "parts/ABCD/seller-links", seller_id=seller, sku="=A-1", link="https://corner.example/a1")
    send("post", f"shopping-lists/{list_id}/lines", part_key="ABCD", needed=3, seller_id=seller, note="-55℃")
    send("post", f"shopping-lists/{list_id}/lines", draft={"description": "+cmd|' /C calc'!A0"}, needed=2)
    answer = client.get(f"/api/shopping-lists/{list_id}/export?seller_id={seller}")
    assert (
        answer.headers["content-disposition"] == f'attachment; filename="shopping-list-{list_id}-seller-{seller}.csv"'
    )
    (row,) = csv.DictReader(io.StringIO(answer.text, newline=""))
    assert (row["part"], row["sku"], row["quantity"], row["note"]) == ("ABCD", "'=A-1", "3", "-55℃")
    both = list(csv.DictReader(io.StringIO(client.get(f"/api/shopping-lists/{list_id}/export").text, newline="")))
    assert [line["description"] for line in both] == ["Gadget ABCD", "'+cmd|' /C calc'!A0"]
    refused(client.get(f"/api/shopping-lists/{list_id}/export?seller_id=999"), 404, "RECORD_NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"part_key": "ABCD"}, "needed"),
        ({"part_key": "ABCD", "needed": 0}, "needed"),
        ({"part_key": "ABCD", "needed": 1.5}, "needed"),
        ({"needed": 1}, "part_key"),
        ({"part_key": "ABCD", "needed": 1, "unit_price": 1}, "currency"),
        ({"part_key": "ABCD", "needed": 1, "received": 1}, "received"),
        ({"draft": {"description": " "}, "needed": 1}, "description"),
        ({"draft": {"description": "x", "tags": [[1]]}, "needed": 1}, "tags"),
        ({"draft": {"description": {"a": 1}}, "needed": 1}, "description"),
    ],
)
def test_an_impossible_line_is_refused(client, spring, invalid, body, field):
    assert invalid(client.post(f"/api/shopping-lists/{spring[0]}/lines", json=body)) == [field]


@pytest.mark.parametrize(
    ("method", "place"),
    [
        *((m, "shopping-lists/999") for m in ("GET", "PUT", "DELETE")),
        *(("GET", f"shopping-lists/999/{what}") for what in ("lines", "kits", "seller-groups", "export")),
        *((m, "shopping-list-lines/999") for m in ("GET", "PUT", "DELETE")),
        ("GET", "shopping-list-lines/999/suggestions"),
        ("DELETE", "kit-shopping-list-links/999"),
        ("GET", "kits/999/shopping-lists"),
        ("GET", "parts/ZZZZ/shopping-list-memberships"),
    ],
)
def test_what_is_not_there_is_404(client, store, refused, method, place):
    answer = client.request(
        method,
        f"/api/{place}",
        json={"note": "x"} if "lines" in place and method == "PUT" else ({} if method == "PUT" else None),
    )
    refused(answer, 404, "RECORD_NOT_FOUND")


def test_a_long_list_costs_as_few_statements_as_a_short_one(client, container, send, spring):
    list_id, seller = spring
    statements = []
    event.listen(
        container.engine(), "before_cursor_execute", lambda c, u, statement, *rest: statements.append(statement)
    )

    def cost():
        statements.clear()
        send("get", f"shopping-lists/{list_id}")
        return len(statements)

    send("post", f"shopping-lists/{list_id}/lines", part_key="ABCD", needed=1, seller_id=seller)
    short = cost()
    with container.unit_of_work() as work:
        kit = work.kits.create("Lamp", build_target=1).id
        for number in range(40):
            work.kit_contents.add(kit, work.parts.create(description=f"Thing {number}").key, 1)
    send("post", f"kits/{kit}/shopping-lists", shopping_list_id=list_id)
    assert cost() <= short + 1 <= 12
