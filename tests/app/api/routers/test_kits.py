import pytest

pytestmark = pytest.mark.integration


@pytest.fixture
def kit(client, store):
    """A kit for 2 units that need 3 ABCD (of 10) and 2 EFGH (none) each; its id."""
    made = client.post("/api/kits", json={"name": "Lamp", "build_target": 2, "priority": 3}).json()["id"]
    for key, required in (("ABCD", 3), ("EFGH", 2)):
        client.post(f"/api/kits/{made}/contents", json={"part_key": key, "required_per_unit": required})
    return made


@pytest.mark.rule(38, 43, 46)
def test_a_kit_is_answered_with_its_lines_and_their_coverage(client, kit):
    body = client.get(f"/api/kits/{kit}").json()
    assert body.pop("created_at") <= body.pop("updated_at")
    contents, coverage = body.pop("contents"), body.pop("coverage")
    assert body == {
        "id": kit,
        "name": "Lamp",
        "description": None,
        "build_target": 2,
        "priority": 3,
        "status": "active",
        "archived_at": None,
        "external_ref": None,
        "line_count": 2,
        "open_pick_lists": 0,
        "shopping_lists": 0,
        "build_count": 0,
        "state": "missing",
        "max_buildable": 0,
        "units": 2,
    }
    assert contents[0] == {
        "id": 1,
        "part_key": "ABCD",
        "child_kit_id": None,
        "child_kit_name": None,
        "description": "Gadget ABCD",
        "required_per_unit": 3,
        "attrition_percent": "0.000",
        "attrition_fixed": 0,
        "substitutes": [],
        "note": None,
        "version": 1,
    }
    assert coverage[0] == {
        "content_id": 1,
        "kit_id": kit,
        "kit_name": "Lamp",
        "part_key": "ABCD",
        "description": "Gadget ABCD",
        "required": 6,
        "required_net": 6,
        "attrition": 0,
        "required_text": "6",
        "in_stock": 10,
        "reserved": 0,
        "available": 10,
        "picked": 0,
        "substituted": 0,
        "shortfall": 0,
        "state": "enough",
    }
    listed = client.get("/api/kits").json()
    assert (listed["total"], listed["items"][0]["name"], listed["items"][0]["state"]) == (1, "Lamp", "missing")
    assert client.get(f"/api/kits/{kit}?units=0").json()["state"] == "enough"


@pytest.mark.rule(39, 40, 41)
def test_kits_and_lines_are_changed_copied_archived_and_deleted(client, kit, refused):
    assert client.patch(f"/api/kits/{kit}", json={"description": "desk"}).json()["description"] == "desk"
    line = f"/api/kits/{kit}/contents/1"
    changed = client.patch(line, json={"version": 1, "attrition_percent": "25", "substitutes": ["EFGH"]}).json()
    assert (changed["version"], changed["attrition_percent"], changed["substitutes"]) == (2, "25.000", ["EFGH"])
    assert client.get(f"/api/kits/{kit}").json()["coverage"][0]["required_text"] == "8 (6+2)"
    refused(client.patch(line, json={"version": 1, "note": "x"}), 409, "INVALID_OPERATION")
    refused(client.delete(f"{line}?version=1"), 409, "INVALID_OPERATION")
    refused(client.patch("/api/kits/999/contents/1", json={"version": 2}), 404, "RECORD_NOT_FOUND")
    copy = client.post(f"/api/kits/{kit}/duplicate", json={"name": "Lamp 2"})
    assert (copy.status_code, copy.json()["line_count"], copy.json()["contents"][0]["substitutes"]) == (
        201,
        2,
        ["EFGH"],
    )
    inner = {"child_kit_id": copy.json()["id"], "required_per_unit": 2, "attrition_fixed": 1}
    assert client.post(f"/api/kits/{kit}/contents", json=inner).json()["child_kit_name"] == "Lamp 2"
    circle = client.post(f"/api/kits/{copy.json()['id']}/contents", json=inner | {"child_kit_id": kit})
    assert "Lamp 2 > Lamp > Lamp 2" in refused(circle, 409, "INVALID_OPERATION")["error"]
    refused(client.delete(f"/api/kits/{copy.json()['id']}"), 409, "RECORD_IN_USE")
    assert client.delete(f"{line}?version=2").status_code == 204
    assert client.post(f"/api/kits/{kit}/archive").json()["status"] == "archived"
    refused(client.post(f"/api/kits/{kit}/archive"), 409, "INVALID_OPERATION")
    assert [client.get(f"/api/kits?status={status}").json()["total"] for status in ("active", "archived", "all")] == [
        1,
        1,
        2,
    ]
    assert client.post(f"/api/kits/{kit}/unarchive").json()["archived_at"] is None
    assert client.delete(f"/api/kits/{kit}").status_code == 204
    refused(client.get(f"/api/kits/{kit}"), 404, "RECORD_NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"required_per_unit": 1}, ""),
        ({"part_key": "ABCD", "child_kit_id": 1, "required_per_unit": 1}, ""),
        ({"child_kit_id": 1, "required_per_unit": 1, "substitutes": ["ABCD"]}, ""),
        ({"part_key": "ABCD", "required_per_unit": "3"}, "required_per_unit"),
        ({"part_key": "ABCD", "required_per_unit": 0}, "required_per_unit"),
        ({"part_key": "ABCD", "required_per_unit": 1, "attrition_percent": "100.5"}, "attrition_percent"),
        ({"part_key": "ABCD", "required_per_unit": 1, "attrition_percent": "NaN"}, "attrition_percent"),
        ({"part_key": "ABCD", "required_per_unit": 1, "extra": 1}, "extra"),
    ],
)
def test_impossible_lines_are_refused(client, kit, invalid, body, field):
    assert invalid(client.post(f"/api/kits/{kit}/contents", json=body)) == ([field] if field else [None]) or field == ""


@pytest.mark.rule(42)
def test_who_claims_a_part_and_what_lacks_over_all_kits(client, kit):
    other = client.post("/api/kits", json={"name": "alarm", "build_target": 1, "priority": 1}).json()["id"]
    client.post(f"/api/kits/{other}/contents", json={"part_key": "ABCD", "required_per_unit": 8})
    claims = client.get("/api/parts/abcd/kit-reservations").json()
    assert claims == {
        "part_key": "ABCD",
        "total_reserved": 14,
        "claims": [
            {"kit_id": other, "kit_name": "alarm", "build_target": 1, "units": 8},
            {"kit_id": kit, "kit_name": "Lamp", "build_target": 2, "units": 6},
        ],
    }
    body = client.get("/api/kits/shortages").json()
    assert [(row["part_key"], row["units"]) for row in body["items"]] == [("ABCD", 4), ("EFGH", 4)]
    assert body["items"][0]["kits"][1] == {
        "kit_id": kit,
        "kit_name": "Lamp",
        "priority": 3,
        "wanted": 6,
        "from_stock": 2,
        "from_orders": 0,
        "short": 4,
    }
    assert client.get(f"/api/kits/shortages?kit_id={other}").json()["total"] == 0
    assert client.get("/metrics").text.count("kits_created_total 2.0") == 1


def test_lines_are_listed_in_pages_and_by_part(client, kit, refused, invalid):
    address = f"/api/kits/{kit}/contents"
    inside = client.post("/api/kits", json={"name": "Inside"}).json()["id"]
    client.post(address, json={"child_kit_id": inside, "required_per_unit": 4})
    whole = client.get(address).json()
    assert whole["items"] == client.get(f"/api/kits/{kit}").json()["contents"]
    assert (whole["total"], whole["limit"], whole["offset"]) == (3, 50, 0)
    page = client.get(address, params={"limit": 1, "offset": 2, "sort": "required_per_unit"}).json()
    assert ([line["child_kit_name"] for line in page["items"]], page["total"]) == (["Inside"], 3)
    first = whole["items"][0]
    client.patch(f"{address}/{first['id']}", json={"version": 1, "substitutes": ["EFGH"]})
    found = client.get(address, params={"part": "efgh"}).json()
    assert [line["part_key"] for line in found["items"]] == ["ABCD", "EFGH"]
    assert client.get(f"/api/kits/{inside}/contents").json()["total"] == 0
    refused(client.get("/api/kits/999/contents"), 404, "RECORD_NOT_FOUND")
    refused(client.get(address, params={"part": "ZZZZ"}), 404, "RECORD_NOT_FOUND")
    assert invalid(client.get(address, params={"limit": 0})) == ["limit"]
    assert invalid(client.get("/api/kits/0/contents")) == ["kit_id"]
