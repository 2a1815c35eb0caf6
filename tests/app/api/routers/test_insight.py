from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from app.contracts.device_config import DEVICE_CONFIG
from app.contracts.history import DEVICE_HISTORY, PART_HISTORY
from app.warehouse.files import write_parquet
from app.warehouse.layout import LakeLayout
from app.warehouse.manifest import Manifest
from app.warehouse.publish import publish
from tests.app.warehouse.queries.made_rows import table

pytestmark = pytest.mark.integration

OLD = "20260109T000000-old"
ADDRESSES = ["/api/usage", "/api/asof?at=2026-01-09", "/api/suggestions", "/api/parts/ABCD/suggestions"]
EVERY_ADDRESS = pytest.mark.parametrize("address", ADDRESSES)


def asking(address, **more):
    """The address with further parameters after those that it has."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(more)}"


def days(answer):
    return [item["day"][-2:] for item in answer.json()["items"]]


def places(answer):
    return [(item["part"], item["location"]) for item in answer.json()["items"]]


@EVERY_ADDRESS
def test_before_the_first_snapshot_there_is_nothing(client, store, refused, address):
    assert "binsight run" in refused(client.get(address), 404, "SNAPSHOT_NOT_FOUND")["error"]


@EVERY_ADDRESS
@pytest.mark.usefixtures("store")
def test_a_snapshot_can_be_chosen(client, published, refused, invalid, address):
    assert client.get(address).json()["snapshot"] == published
    for asked, answered in ((OLD, OLD), (published, published)):
        assert client.get(asking(address, snapshot=asked)).json()["snapshot"] == answered
    for unknown in ("20250101T000000-gone", "..", "../work", "/etc", "x\x00y"):
        refused(client.get(asking(address, snapshot=unknown)), 404, "SNAPSHOT_NOT_FOUND")
    assert invalid(client.get(asking(address, snapshot="x" * 101))) == ["snapshot"]


@EVERY_ADDRESS
def test_pages_keep_the_total(client, store, published, address):
    whole = client.get(address).json()
    assert whole["total"] == len(whole["items"]) == (3 if "usage" in address else 2)
    assert (whole["limit"], whole["offset"]) == (50, 0)
    for limit, offset in ((1, 0), (1, 1), (5, 9), (200, 2**31 - 1)):
        page = client.get(asking(address, limit=limit, offset=offset)).json()
        assert page == whole | {"items": whole["items"][offset : offset + limit], "limit": limit, "offset": offset}


@EVERY_ADDRESS
@pytest.mark.parametrize(("name", "value"), [("limit", 0), ("limit", 201), ("offset", -1), ("offset", "x")])
@pytest.mark.usefixtures("store", "published")
def test_impossible_pages_are_refused(client, invalid, address, name, value):
    assert invalid(client.get(asking(address, **{name: value}))) == [name]


def test_usage_of_all_parts_is_summed_by_day(client, published):
    nothing = {"pick_qty": 0, "use_qty": 0, "scrap_qty": 0, "repair_qty": 0, "undone_qty": None}
    assert client.get("/api/usage").json()["items"] == [
        nothing | {"day": "2026-01-06", "used_qty": 3, "use_qty": 2, "scrap_qty": 1, "parts": 1},
        nothing | {"day": "2026-01-08", "used_qty": 6, "pick_qty": 5, "repair_qty": 1, "parts": 2},
        nothing | {"day": "2026-01-09", "used_qty": 0, "parts": 0},
    ]
    assert client.get("/api/usage", params={"snapshot": OLD}).json()["items"] == []


@pytest.mark.parametrize("part", ["EFGH", " efgh "])
def test_usage_of_one_part_shows_what_was_undone(client, published, part):
    nothing = {"pick_qty": 0, "use_qty": 0, "scrap_qty": 0, "repair_qty": 0, "parts": None}
    assert client.get("/api/usage", params={"part": part}).json()["items"] == [
        nothing | {"day": "2026-01-08", "used_qty": 1, "repair_qty": 1, "undone_qty": 0},
        nothing | {"day": "2026-01-09", "used_qty": 0, "undone_qty": 2},
    ]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"from": "2026-01-08"}, ["08", "09"]),
        ({"to": "2026-01-08"}, ["06", "08"]),
        ({"from": "2026-01-08", "to": "2026-01-08"}, ["08"]),
        ({"from": "2026-01-07", "to": "2026-01-07"}, []),
        ({"from": "2026-01-09", "to": "2026-01-06"}, []),
        ({"from": "0001-01-01", "to": "9999-12-31"}, ["06", "08", "09"]),
        ({"part": "ABCD", "from": "2026-01-07"}, ["08"]),
        ({"part": "ABCD", "to": "2026-01-07"}, ["06"]),
        ({"part": "ZZZZ"}, []),
    ],
)
def test_days_are_inclusive(client, published, params, expected):
    answer = client.get("/api/usage", params=params)
    assert days(answer) == expected
    assert answer.json()["total"] == len(expected)


@pytest.mark.parametrize(
    ("name", "value"),
    [("from", "yesterday"), ("to", "2026-02-30"), ("from", "2026-01-01T10:00:00Z"), ("to", ""), ("part", "x" * 21)],
)
def test_impossible_questions_about_usage_are_refused(client, published, invalid, name, value):
    assert invalid(client.get("/api/usage", params={name: value})) == [name]


@pytest.mark.parametrize(
    ("at", "instant", "expected"),
    [
        ("2026-01-05T07:59:59Z", "2026-01-05T07:59:59Z", []),
        ("2026-01-05T08:00:00Z", "2026-01-05T08:00:00Z", [("ABCD", "1-1", 10)]),
        ("2026-01-08", "2026-01-08T00:00:00Z", [("ABCD", "1-1", 10)]),
        ("2026-01-08T09:29:59", "2026-01-08T09:29:59Z", [("ABCD", "1-1", 10)]),
        ("2026-01-08T10:30:00+01:00", "2026-01-08T09:30:00Z", [("ABCD", "1-1", 5), ("EFGH", "1-2", 4)]),
        ("9999-12-31", "9999-12-31T00:00:00Z", [("ABCD", "1-1", 5), ("EFGH", "1-2", 4)]),
        ("0001-01-01", "0001-01-01T00:00:00Z", []),
    ],
)
def test_stock_as_of_an_instant(client, published, at, instant, expected):
    assert client.get("/api/asof", params={"at": at}).json() == {
        "items": [{"part": part, "location": location, "quantity": quantity} for part, location, quantity in expected],
        "total": len(expected),
        "limit": 50,
        "offset": 0,
        "snapshot": published,
        "at": instant,
        "known_until": "2026-01-10T00:00:00Z",
    }


@pytest.mark.parametrize(("part", "expected"), [("efgh", [("EFGH", "1-2")]), ("ZZZZ", []), ("' OR 1=1", [])])
def test_stock_as_of_an_instant_of_one_part(client, published, part, expected):
    assert places(client.get("/api/asof", params={"at": "2026-01-09", "part": part})) == expected


@pytest.mark.parametrize("at", [None, "", "yesterday", "2026-13-01", "2026-01-01T25:00", "1767225600000000", "x" * 41])
def test_an_impossible_instant_is_refused(client, published, invalid, at):
    assert invalid(client.get("/api/asof", params={"at": at} if at is not None else {})) == ["at"]


def test_slots_for_one_part_come_best_first_with_reasons(client, store, published):
    assert client.get("/api/parts/abcd/suggestions").json()["items"] == [
        {
            "part": "ABCD",
            "method": "same_type_first",
            "rank": 1,
            "location": "1-2",
            "score": 3.5,
            "saving_m_per_month": 2.0,
            "reasons": ["box 1 holds Gadget already", "free"],
        },
        {
            "part": "ABCD",
            "method": "same_type_first",
            "rank": 2,
            "location": "1-3",
            "score": 3.0,
            "saving_m_per_month": None,
            "reasons": ["free"],
        },
    ]
    by_usage = client.get("/api/parts/ABCD/suggestions?method=usage_sorted")
    assert places(by_usage) == [("ABCD", "1-3"), ("ABCD", "1-4")]


def test_a_part_newer_than_the_snapshot_has_no_suggestions_yet(client, store, published):
    assert client.get("/api/parts/EFGH/suggestions").json()["items"] == []


def test_suggestions_for_an_unknown_part_are_404(client, store, published, refused):
    refused(client.get("/api/parts/IJKL/suggestions"), 404, "RECORD_NOT_FOUND")


def test_the_best_moves_save_most_first_and_only_those_that_save(client, published):
    assert places(client.get("/api/suggestions")) == [("EFGH", "1-4"), ("ABCD", "1-3")]
    assert places(client.get("/api/suggestions?method=same_type_first")) == [("ABCD", "1-2")]


@pytest.mark.parametrize("address", ["/api/suggestions", "/api/parts/ABCD/suggestions"])
def test_an_unknown_method_is_refused(client, store, published, invalid, address):
    assert invalid(client.get(address, params={"method": "alphabet"})) == ["method"]


@pytest.fixture
def with_history(settings):
    """A snapshot that knows one part and no device."""
    layout = LakeLayout(settings.lake_path)
    part = {"part_key": "ABCD", "description": "Gadget", "valid_from": datetime(2026, 1, 5, tzinfo=UTC)}
    part |= {"observed_at": datetime(2026, 1, 9, tzinfo=UTC)}
    tables = [(PART_HISTORY, [part]), (DEVICE_HISTORY, []), (DEVICE_CONFIG, [])]
    for contract, rows in tables:
        write_parquet(table(contract, rows), layout.work_table("core", contract.asset_name).with_suffix(".parquet"))
    draft = Manifest("s1", datetime(2026, 1, 10, tzinfo=UTC), "run", "code", {"as_of": "2026-01-10"}, {})
    return publish(layout, [contract for contract, _ in tables], draft, retention=1)


def test_a_part_and_a_device_as_of_an_instant(client, with_history, invalid):
    known = client.get("/api/parts/abcd/asof", params={"at": "2026-01-06"}).json()
    assert (known["at"], known["snapshot"], known["facts"]["description"]) == ("2026-01-06T00:00:00Z", "s1", "Gadget")
    assert known["known_until"] == "2026-01-10T00:00:00Z"
    assert known["facts"]["observed_at"] == "2026-01-09T00:00:00Z"
    assert client.get("/api/parts/ABCD/asof", params={"at": "2026-01-04"}).json()["facts"] is None
    assert client.get("/api/devices/aaaa1111/asof", params={"at": "2026-01-06"}).json()["facts"] is None
    assert invalid(client.get("/api/parts/ABCD/asof", params={"at": "yesterday"})) == ["at"]


def test_slots_for_what_arrives_follow_the_store_as_it_is(client, store, refused):
    whole = client.get("/api/parts/abcd/putaway").json()
    assert whole["total"] == len(whole["items"]) > 0
    assert set(whole["items"][0]) == {"location", "reasons", "saving_m_per_month"}
    assert client.get("/api/parts/ABCD/putaway?limit=1").json()["items"] == whole["items"][:1]
    refused(client.get("/api/parts/ZZZZ/putaway"), 404, "RECORD_NOT_FOUND")
