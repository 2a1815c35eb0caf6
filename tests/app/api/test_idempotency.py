"""A request that is sent again under its key makes nothing twice, and no other request may use the key."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from tests.app.api.document import DOCUMENT

pytestmark = pytest.mark.integration

TAKES_NO_KEY = {
    "/api/attachment-preview",
    "/api/imports",
    "/api/imports/columns",
    "/api/imports/drafts",
    "/api/imports/drafts/{draft_id}/run",
    "/api/kits/pick-list-memberships/query",
    "/api/kits/shopping-list-memberships/query",
    "/api/kits/{kit_id}/pick-lists/preview",
    "/api/labels",
    "/api/parts/shopping-list-memberships/query",
    "/api/placement/plan",
    "/api/quarantine/mendings/{mend_id}/put-back",
}
"""They write no batch, or know what they were given by its content."""
PART = {"description": "Lamp"}


@pytest.fixture
def post(client):
    """Sends a body to an address under a key."""
    return lambda address, body, key: client.post(address, json=body, headers={"Idempotency-Key": key})


@pytest.fixture
def stocked(store, container):
    """A kit of ABCD with two lists to pick, the last one picked, and an ordered line of a shopping list; the ids."""
    with container.unit_of_work() as work:
        kit = work.kits.create("Radio", build_target=3).id
        content = work.kit_contents.add(kit, "ABCD", 1).id
        seller = work.sellers.create("Corner shop").id
        shopping_list = work.shopping_lists.create("Spring").id
        line = work.shopping_lines.add(shopping_list, part_key="EFGH", needed=9, ordered=9, seller_id=seller).id
        work.orders.order(shopping_list, seller)
        open_list, picked = (work.pick_lists.create(kit, 1).id for _ in range(2))
        work.picks.pick_all(picked)
    return {
        "kit": kit,
        "content": content,
        "seller": seller,
        "list": shopping_list,
        "line": line,
        "open": open_list,
        "picked": picked,
    }


def makers(ids):
    """Addresses with bodies that make something, each time anew if nobody notices that they were sent before."""
    return [
        ("/api/parts", PART),
        ("/api/parts/ABCD/duplicate", None),
        ("/api/boxes", {"description": "Rack", "capacity": 2}),
        ("/api/types", {"name": "Antenna"}),
        ("/api/sellers", {"name": "Bazaar"}),
        ("/api/parts/ABCD/seller-links", {"seller_id": ids["seller"]}),
        ("/api/kits", {"name": "Clock"}),
        (f"/api/kits/{ids['kit']}/contents", {"part_key": "EFGH", "required_per_unit": 1}),
        (f"/api/kits/{ids['kit']}/duplicate", {"name": "Radio 2"}),
        (f"/api/pick-lists/{ids['picked']}/build", None),
        (f"/api/pick-lists/{ids['open']}/pick", None),
        ("/api/shopping-lists", {"name": "Autumn"}),
        (f"/api/shopping-lists/{ids['list']}/lines", {"part_key": "ABCD", "needed": 3}),
        (
            f"/api/shopping-list-lines/{ids['line']}/receive",
            {"allocations": [{"location": "1-2", "quantity": 4}]},
        ),
        ("/api/locations/1-4/lock", None),
    ]


def test_every_post_that_writes_takes_a_key():
    declared = {
        path: {parameter["name"] for parameter in methods["post"].get("parameters", [])}
        for path, methods in DOCUMENT["paths"].items()
        if "post" in methods
    }
    assert {path for path, names in declared.items() if "Idempotency-Key" not in names} == TAKES_NO_KEY


def test_what_was_made_is_not_made_again(client, stocked, post, refused, subtests):
    for number, (address, body) in zip(count(), makers(stocked)):
        with subtests.test(address):
            first = post(address, body, f"key-{number}")
            assert first.status_code < 300, first.text
            batch = int(first.headers["X-Batch-ID"])
            before = client.get("/api/batches").json()["total"]
            again = refused(post(address, body, f"key-{number}"), 409, "ALREADY_DONE")
            assert again["details"] == {"batch": batch}
            assert again["error"] == f"This was done before, in batch {batch}; nothing was done now"
            assert client.get("/api/batches").json()["total"] == before


def test_builds_and_pick_lists_are_made_once(client, stocked, post, refused):
    for address, listed in ((f"/api/kits/{stocked['kit']}/{noun}", noun) for noun in ("builds", "pick-lists")):
        before = client.get(f"/api/{listed}").json()["total"]
        assert post(address, {"units": 1}, listed).status_code == 201
        refused(post(address, {"units": 1}, listed), 409, "ALREADY_DONE")
        assert client.get(f"/api/{listed}").json()["total"] == before + 1


def test_a_key_is_good_for_no_other_request(client, stocked, post, refused, held):
    batch = int(post("/api/parts", PART, "morning").headers["X-Batch-ID"])
    stock = {"location": "1-2", "quantity": 4}
    for address, body in (
        ("/api/boxes", {"description": "Rack", "capacity": 2}),
        ("/api/parts", {"description": "Another lamp"}),
        ("/api/parts/ABCD/duplicate", None),
        ("/api/inventory/parts/ABCD/stock", stock),
    ):
        answer = refused(post(address, body, "morning"), 409, "RESOURCE_CONFLICT")
        assert answer["details"] == {"batch": batch}
        assert answer["error"] == (
            f"The Idempotency-Key morning belongs to another request, which wrote batch {batch}; "
            "send this one under a key of its own"
        )
    assert client.get("/api/boxes").json()["total"] == 1
    post("/api/inventory/parts/EFGH/stock", stock, "noon")
    receive = f"/api/shopping-list-lines/{stocked['line']}/receive"
    refused(post(receive, {"allocations": [stock]}, "noon"), 409, "RESOURCE_CONFLICT")
    assert held("EFGH") == {"1-2": 4}


def test_the_note_of_a_batch_stays_with_a_key(client, store, post):
    batch = post("/api/parts", PART, "morning").headers["X-Batch-ID"]
    assert client.get(f"/api/batches/{batch}").json()["note"].startswith("Created part ")
    taken = post("/api/inventory/parts/ABCD/stock", {"location": "1-2", "quantity": 4, "reference": "order 7"}, "noon")
    assert client.get(f"/api/batches/{taken.json()['batch_id']}").json()["reference"] == "order 7"


def test_a_request_that_failed_may_be_sent_again(client, store, post, refused, invalid):
    refused(post("/api/boxes", {"description": "Rack", "capacity": 2, "box_no": 1}, "k"), 409, "RESOURCE_CONFLICT")
    assert invalid(post("/api/boxes", {"description": "Rack"}, "k")) == ["capacity"]
    assert post("/api/boxes", {"description": "Rack", "capacity": 2}, "k").status_code == 201


def test_what_was_taken_back_is_not_done_again_by_a_late_repeat(client, store, post, refused):
    batch = post("/api/parts", PART, "k").headers["X-Batch-ID"]
    assert post(f"/api/batches/{batch}/undo", None, "u").status_code == 200
    refused(post("/api/parts", PART, "k"), 409, "ALREADY_DONE")
    refused(post(f"/api/batches/{batch}/undo", None, "u"), 409, "ALREADY_DONE")


def test_a_request_that_wrote_nothing_leaves_its_key_free(client, store, post):
    edit = {"keys": ["ABCD"], "fields": {"package": "0603"}}
    assert post("/api/parts/bulk-edit", edit | {"dry_run": True}, "k").json()["batch"] is None
    assert post("/api/parts/bulk-edit", edit | {"dry_run": False}, "k").json()["batch"] is not None


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_impossible_keys_are_refused(store, post, invalid, key):
    assert invalid(post("/api/parts", PART, key)) == ["Idempotency-Key"]


def test_of_two_requests_at_once_one_is_done(client, store, post):
    before = client.get("/api/parts").json()["total"]
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda _: post("/api/parts", PART, "k"), range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {answer.json().get("code") for answer in answers} <= {None, "ALREADY_DONE", "INVALID_OPERATION"}
    assert client.get("/api/parts").json()["total"] == before + 1
