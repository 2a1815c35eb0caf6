import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def kit(client, store):
    """A kit for 2 units of 3 ABCD (10 in 1-1) each; its id."""
    made = client.post("/api/kits", json={"name": "Lamp", "build_target": 2}).json()["id"]
    client.post(f"/api/kits/{made}/contents", json={"part_key": "ABCD", "required_per_unit": 3})
    return made


@pytest.fixture
def walk(client, kit):
    """An open list for both units."""
    return client.post(f"/api/kits/{kit}/pick-lists", json={"units": 2}).json()["id"]


@pytest.mark.rule(48, 50, 59)
def test_a_list_is_previewed_and_made(client, kit, refused, invalid):
    preview = client.post(f"/api/kits/{kit}/pick-lists/preview", json={"units": 4}).json()
    short = {"part_key": "ABCD", "description": "Gadget ABCD", "required": 12, "usable": 10, "shortfall": 2}
    assert preview == {"kit_id": kit, "units": 4, "shortfalls": [short]}
    body = refused(client.post(f"/api/kits/{kit}/pick-lists", json={"units": 4}), 409, "INVALID_OPERATION")
    assert body["details"] == {"parts": ["ABCD"]}
    given = {"units": 4, "shortfall_actions": {"ABCD": "limit"}, "note": "for Monday"}
    answer = client.post(f"/api/kits/{kit}/pick-lists", json=given)
    made = answer.json()
    (line,) = made.pop("lines")
    assert (answer.status_code, made["note"], made["quantity_remaining"], made["kit_name"]) == (
        201,
        "for Monday",
        10,
        "Lamp",
    )
    assert line == {
        "id": 1,
        "part_key": "ABCD",
        "description": "Gadget ABCD",
        "stands_in_for": None,
        "location": "1-1",
        "box_no": 1,
        "box_description": "Drawer",
        "loc_no": 1,
        "quantity_to_pick": 10,
        "quantity_picked": None,
        "status": "open",
        "picked_at": None,
        "in_slot": 10,
        "shortfall": 0,
    }
    assert invalid(client.post(f"/api/kits/{kit}/pick-lists", json={"units": 0})) == ["units"]
    wrong = {"units": 1, "shortfall_actions": {"ABCD": "ignore"}}
    assert invalid(client.post(f"/api/kits/{kit}/pick-lists", json=wrong)) == ["shortfall_actions.ABCD"]
    refused(client.post("/api/kits/999/pick-lists", json={"units": 1}), 404, "RECORD_NOT_FOUND")


@pytest.mark.rule(53, 54, 55, 56, 57)
def test_lines_are_picked_taken_back_planned_anew_and_built(client, kit, walk, held, refused):
    line = f"/api/pick-lists/{walk}/lines/1"
    assert client.patch(line, json={"quantity": 5}).json()["pick_list"]["quantity_to_pick"] == 5
    picked = client.post(f"{line}/pick", json={"quantity": 6}).json()
    assert picked["message"] == "Picked 6 of ABCD from 1-1 for Lamp"
    assert (picked["pick_list"]["status"], picked["pick_list"]["quantity_picked"], held("ABCD")) == (
        "completed",
        6,
        {"1-1": 4},
    )
    refused(client.post(f"{line}/pick"), 409, "INVALID_OPERATION")
    refused(client.patch(line, json={"quantity": 5}), 409, "INVALID_OPERATION")
    back = client.post(f"{line}/undo").json()
    assert (back["pick_list"]["status"], back["pick_list"]["completed_at"], held("ABCD")) == ("open", None, {"1-1": 10})
    assert client.post(f"{line}/undo").json()["batch_id"] is None
    refused(client.post(f"{line}/pick", json={"quantity": 11}), 409, "INSUFFICIENT_QUANTITY")
    refused(client.post(f"/api/pick-lists/{walk}/build"), 409, "INVALID_OPERATION")
    everything = client.post(f"/api/pick-lists/{walk}/pick").json()
    assert (everything["message"], everything["pick_list"]["status"]) == ("Picked 1 line for Lamp", "completed")
    assert client.post(f"/api/pick-lists/{walk}/pick").json()["batch_id"] is None
    refused(client.post("/api/pick-lists/999/pick"), 404, "RECORD_NOT_FOUND")
    built = client.post(f"/api/pick-lists/{walk}/build", json={"units": 1, "note": "one broke"})
    body = built.json()
    assert (built.status_code, body["units"], body["pick_list_id"], body["unpriced_lines"]) == (201, 1, walk, 1)
    assert [(entry["part_key"], entry["quantity"]) for entry in body["lines"]] == [("ABCD", 5)]
    assert client.get("/api/builds").json()["items"] == [client.get(f"/api/builds/{body['id']}").json()] == [body]
    assert client.get(f"/api/kits/{kit}").json()["build_target"] == 1
    refused(client.delete(f"/api/pick-lists/{walk}"), 409, "RECORD_IN_USE")
    refused(client.post(f"{line}/undo"), 409, "INVALID_OPERATION")
    assert client.get(f"/api/builds?kit_id={kit + 1}").json()["total"] == 0
    refused(client.get("/api/builds/999"), 404, "RECORD_NOT_FOUND")


@pytest.mark.rule(46, 56, 57)
def test_lists_are_listed_asked_for_in_bulk_and_deleted(client, kit, walk, refused, invalid):
    second = client.post(f"/api/kits/{kit}/pick-lists", json={"units": 1}).json()["id"]
    for address in ("/api/pick-lists", f"/api/kits/{kit}/pick-lists?status=open"):
        assert [item["id"] for item in client.get(address).json()["items"]] == [second, walk]
    asked = {"kit_ids": [kit]}
    bulk = "/api/kits/pick-list-memberships/query"
    assert client.post(bulk, json=asked).json() == [{"kit_id": kit, "pick_lists": [second, walk]}]
    assert invalid(client.post(bulk, json={"kit_ids": [kit, kit]})) == ["kit_ids"]
    assert client.patch(f"/api/pick-lists/{second}", json={"note": "for the fair"}).json()["note"] == "for the fair"
    assert client.patch(f"/api/pick-lists/{second}", json={}).json()["note"] == "for the fair"
    assert client.patch(f"/api/pick-lists/{second}", json={"note": None}).json()["note"] is None
    assert invalid(client.patch(f"/api/pick-lists/{second}", json={"note": 5})) == ["note"]
    refused(client.patch("/api/pick-lists/999", json={"note": "x"}), 404, "RECORD_NOT_FOUND")
    assert client.delete(f"/api/pick-lists/{second}").status_code == 204
    refused(client.get(f"/api/pick-lists/{second}"), 404, "RECORD_NOT_FOUND")
    refused(client.get("/api/kits/999/pick-lists"), 404, "RECORD_NOT_FOUND")
    assert client.get(f"/api/pick-lists/{walk}?sort=part").json()["lines"][0]["location"] == "1-1"


def test_a_kit_is_built_straight_from_stock(client, kit, held, refused):
    body = client.post(f"/api/kits/{kit}/builds", json={"units": 2}, headers={"X-Actor": "anna"}).json()
    assert (body["actor"], body["pick_list_id"], held("ABCD")) == ("anna", None, {"1-1": 4})
    refused(client.post(f"/api/kits/{kit}/builds", json={"units": 2}), 409, "INVALID_OPERATION")
    batch = client.get("/api/batches?limit=1").json()["items"][0]["id"]
    client.post(f"/api/batches/{batch}/undo")
    assert (held("ABCD"), client.get("/api/builds").json()["total"]) == ({"1-1": 10}, 0)


def test_builds_of_a_kit_are_listed_in_pages(client, kit, refused, invalid):
    address = f"/api/kits/{kit}/builds"
    other = client.post("/api/kits", json={"name": "Radio"}).json()["id"]
    made = [client.post(address, json={"units": units}).json() for units in (1, 2)]
    assert client.get(address).json() == {"items": made[::-1], "total": 2, "limit": 50, "offset": 0}
    page = client.get(address, params={"sort": "units", "limit": 1, "offset": 1}).json()
    assert (page["items"], page["total"]) == (made[1:], 2)
    assert client.get(f"/api/kits/{other}/builds").json()["total"] == 0
    refused(client.get("/api/kits/999/builds"), 404, "RECORD_NOT_FOUND")
    assert invalid(client.get(address, params={"offset": -1})) == ["offset"]


def test_lines_of_a_list_are_listed_in_pages_and_filtered(client, kit, refused, invalid):
    client.post("/api/inventory/parts/EFGH/stock", json={"location": "1-2", "quantity": 4})
    client.post(f"/api/kits/{kit}/contents", json={"part_key": "EFGH", "required_per_unit": 1})
    walk = client.post(f"/api/kits/{kit}/pick-lists", json={"units": 2}).json()
    address = f"/api/pick-lists/{walk['id']}/lines"
    assert client.get(address).json() == {"items": walk["lines"], "total": 2, "limit": 50, "offset": 0}
    for order in ("walking", "part"):
        detail = client.get(f"/api/pick-lists/{walk['id']}", params={"sort": order}).json()["lines"]
        assert client.get(address, params={"sort": order}).json()["items"] == detail
        assert client.get(address, params={"sort": f"-{order}"}).json()["items"] == detail[::-1]
    page = client.get(address, params={"sort": "quantity_to_pick", "limit": 1}).json()
    assert ([line["quantity_to_pick"] for line in page["items"]], page["total"]) == ([2], 2)
    client.post(f"{address}/{walk['lines'][0]['id']}/pick")
    for query, total in (({"status": "open"}, 1), ({"status": "completed", "part": "ABCD"}, 1), ({"part": "efgh"}, 1)):
        assert client.get(address, params=query).json()["total"] == total
    assert client.get(address, params={"status": "open", "part": "ABCD"}).json()["total"] == 0
    assert invalid(client.get(address, params={"status": "new"})) == ["status"]
    assert invalid(client.get(address, params={"limit": 0})) == ["limit"]
    refused(client.get(address, params={"part": "ZZZZ"}), 404, "RECORD_NOT_FOUND")
    refused(client.get("/api/pick-lists/999/lines"), 404, "RECORD_NOT_FOUND")
