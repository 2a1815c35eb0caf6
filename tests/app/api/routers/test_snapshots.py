import pytest

from app.warehouse.layout import LakeLayout

pytestmark = pytest.mark.integration

OLD = "20260109T000000-old"


@pytest.fixture
def rows():
    return {
        "marts.usage_daily_v1": 4,
        "core.movement_v1": 3,
        "marts.stock_period_v1": 0,
        "marts.placement_suggestion_v1": 6,
        "marts.stock_current_v1": 2,
        "marts.part_activity_v1": 3,
    }


def test_before_the_first_snapshot_the_list_is_empty_and_none_is_in_force(client, refused):
    assert client.get("/api/snapshots").json() == {"items": [], "total": 0, "limit": 50, "offset": 0}
    refused(client.get("/api/snapshots/current"), 404, "SNAPSHOT_NOT_FOUND")


def test_snapshots_are_listed_newest_first(client, published, rows):
    body = client.get("/api/snapshots").json()
    assert body["total"] == 2
    assert body["items"][0] == {
        "id": published,
        "created_at": "2026-01-10T00:00:00Z",
        "run_id": "run-1",
        "is_current": True,
        "rows": rows,
        "checks": {"passed": 1, "failed": 0, "warned": 0},
    }
    old = body["items"][1]
    assert (old["id"], old["is_current"], old["rows"]) == (OLD, False, rows | {"marts.usage_daily_v1": 0})
    for offset, ids in ((1, [OLD]), (2, [])):
        page = client.get("/api/snapshots", params={"limit": 1, "offset": offset}).json()
        assert ([item["id"] for item in page["items"]], page["total"]) == (ids, 2)


@pytest.mark.parametrize(("name", "value"), [("limit", 0), ("limit", 201), ("offset", -1)])
def test_impossible_pages_are_refused(client, invalid, name, value):
    assert invalid(client.get("/api/snapshots", params={name: value})) == [name]


def test_the_manifest_of_the_one_in_force(client, published, rows):
    body = client.get("/api/snapshots/current").json()
    tables = body.pop("tables")
    assert {name: table["rows"] for name, table in tables.items()} == rows
    assert all(len(entry["sha256"]) == 64 for table in tables.values() for entry in table["files"])
    assert body == {
        "id": published,
        "created_at": "2026-01-10T00:00:00Z",
        "run_id": "run-1",
        "code_version": "0.1+1",
        "watermark": {"as_of": "2026-01-10"},
        "checks": {"passed": 1, "failed": 0, "warned": 0},
        "outcomes": [
            {
                "check": "contract",
                "table": "marts.usage_daily_v1",
                "status": "passed",
                "message": "kept",
                "expectations": [],
            }
        ],
        "verified": None,
    }
    assert client.get(f"/api/snapshots/{published}").json() == body | {"tables": tables}
    assert client.get(f"/api/snapshots/{OLD}").json()["id"] == OLD


@pytest.mark.parametrize("harm", ["none", "changed", "missing"])
def test_verify_hashes_every_file_again(client, published, settings, harm):
    folder = LakeLayout(settings.lake_path).snapshot(published)
    file = next(iter(sorted(folder.glob("marts/usage_daily_v1/*.parquet"))))
    if harm == "changed":
        content = file.read_bytes()
        file.unlink()
        file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    if harm == "missing":
        file.unlink()
    answer = client.get(f"/api/snapshots/{published}", params={"verify": "true"})
    assert (answer.status_code, answer.json()["verified"]) == (200, harm == "none")
    assert client.get(f"/api/snapshots/{OLD}?verify=true").json()["verified"] is True


def test_a_new_publish_is_seen_at_once(client, published, publish_as):
    assert client.get("/api/usage").json()["snapshot"] == published
    publish_as("20260111T000000-next", client.app.state.container.clock()())
    assert client.get("/api/snapshots/current").json()["id"] == "20260111T000000-next"
    assert client.get("/api/usage").json()["snapshot"] == "20260111T000000-next"


@pytest.mark.parametrize("snapshot_id", ["20250101T000000-gone", "%2e%2e", "a%00b", "current.json", "é"])
def test_an_unknown_snapshot_is_404(client, published, refused, snapshot_id):
    refused(client.get(f"/api/snapshots/{snapshot_id}"), 404, "SNAPSHOT_NOT_FOUND")


def test_impossible_questions_are_refused(client, published, invalid):
    assert invalid(client.get(f"/api/snapshots/{'x' * 101}")) == ["snapshot_id"]
    assert invalid(client.get(f"/api/snapshots/{published}?verify=perhaps")) == ["verify"]
