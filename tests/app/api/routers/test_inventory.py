import pytest

pytestmark = pytest.mark.integration

ADDRESS = "/api/inventory/parts/{}/{}"
OPERATIONS = {
    "receive": ("POST", "stock", {"location": "1-2", "quantity": 5}, {"1-1": 10, "1-2": 5}, [5]),
    "use": ("DELETE", "stock", {"location": "1-1", "quantity": 3}, {"1-1": 7}, [-3]),
    "scrap": ("DELETE", "stock", {"location": "1-1", "quantity": 10, "reason": "scrap"}, {}, [-10]),
    "repair": ("DELETE", "stock", {"location": "1-1", "quantity": 1, "reason": "repair"}, {"1-1": 9}, [-1]),
    "move": ("POST", "move", {"source": "1-1", "destination": "1-3", "quantity": 4}, {"1-1": 6, "1-3": 4}, [-4, 4]),
    "count": ("POST", "count", {"location": "1-1", "counted": 12}, {"1-1": 12}, [2]),
    "adjust": ("POST", "adjust", {"location": "1-1", "delta": -2, "note": "fell"}, {"1-1": 8}, [-2]),
}
KINDS = pytest.mark.parametrize("kind", list(OPERATIONS))


@pytest.fixture
def act(client, store):
    """Does one of OPERATIONS, with changes to its body."""

    def send(kind, part="ABCD", key=None, actor=None, **changes):
        method, verb, body, *_ = OPERATIONS[kind]
        headers = {name: value for name, value in (("Idempotency-Key", key), ("X-Actor", actor)) if value is not None}
        return client.request(method, ADDRESS.format(part, verb), json=body | changes, headers=headers)

    return send


@KINDS
def test_an_operation_changes_the_slots_and_names_its_batch(client, act, held, kind):
    answer = act(kind)
    assert answer.status_code == (201 if kind == "receive" else 200)
    body = answer.json()
    assert (body["part_key"], body["repeated"]) == ("ABCD", False)
    assert body["message"]
    batch = client.get(f"/api/batches/{body['batch_id']}").json()
    assert batch["kind"] == kind
    assert [line["id"] for line in batch["movements"]] == body["movement_ids"]
    assert [line["delta"] for line in batch["movements"]] == OPERATIONS[kind][4]
    assert held("ABCD") == OPERATIONS[kind][3]


def test_the_sentence_says_what_was_done(act):
    assert act("use", part="abcd").json()["message"] == "Used 3 of ABCD from 1-1"


def test_a_count_that_agrees_writes_no_line(act, held):
    assert act("count", counted=10).json()["movement_ids"] == []
    assert held("ABCD") == {"1-1": 10}


@KINDS
def test_an_unknown_part_or_slot_is_404(act, refused, held, kind):
    assert refused(act(kind, part="ZZZZ"), 404, "RECORD_NOT_FOUND")["details"]["kind"] == "Part"
    place = {"destination": "9-9"} if kind == "move" else {"location": "9-9"}
    assert refused(act(kind, **place), 404, "RECORD_NOT_FOUND")["details"] == {"kind": "Location", "id": "9-9"}
    assert held("ABCD") == {"1-1": 10}


@KINDS
def test_impossible_numbers_labels_and_fields_are_refused(client, act, invalid, held, kind):
    amount = {"count": "counted", "adjust": "delta"}.get(kind, "quantity")
    place = "source" if kind == "move" else "location"
    for value in (1_000_000_001, -1_000_000_001, 1.5, "3", True, None):
        assert invalid(act(kind, **{amount: value})) == [amount]
    for value in ("1", "x" * 21, None, 11):
        assert invalid(act(kind, **{place: value})) == [place]
    assert invalid(act(kind, **{place: "drawer"}))
    assert invalid(act(kind, note="n" * 2001)) == ["note"]
    assert invalid(act(kind, why="because")) == ["why"]
    method, verb, *_ = OPERATIONS[kind]
    assert invalid(client.request(method, ADDRESS.format("ABCD", verb), json={}))
    assert held("ABCD") == {"1-1": 10}


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("receive", {"quantity": 0}, "quantity"),
        ("use", {"quantity": 0}, "quantity"),
        ("move", {"quantity": -1}, "quantity"),
        ("count", {"counted": -1}, "counted"),
        ("adjust", {"note": ""}, "note"),
        ("adjust", {"note": "  "}, "note"),
        ("adjust", {"note": None}, "note"),
        ("use", {"reason": "theft"}, "reason"),
        ("use", {"reason": "move_out"}, "reason"),
        ("receive", {"occurred_at": "2999-01-01T00:00:00Z"}, "occurred_at"),
        ("use", {"occurred_at": "yesterday"}, "occurred_at"),
        ("receive", {"reference": "r" * 201}, "reference"),
        ("receive", {"location": "1-1", "quantity": 1_000_000_000}, "quantity"),
    ],
)
def test_what_makes_no_sense_is_refused(act, invalid, kind, changes, field):
    assert invalid(act(kind, **changes)) == [field]


@pytest.mark.parametrize(
    ("kind", "changes"), [("use", {"quantity": 11}), ("move", {"quantity": 11}), ("adjust", {"delta": -11})]
)
def test_more_than_there_is_cannot_be_taken(act, refused, held, kind, changes):
    body = refused(act(kind, **changes), 409, "INSUFFICIENT_QUANTITY")
    assert body["details"] == {"requested": 11, "available": 10, "location": "1-1"}
    assert held("ABCD") == {"1-1": 10}


def test_a_move_to_the_same_slot_is_refused(act, refused):
    refused(act("move", destination="1-1"), 409, "INVALID_OPERATION")


def test_an_archived_part_takes_no_stock(client, act, refused):
    client.post("/api/parts/EFGH/archive")
    refused(act("receive", part="EFGH"), 409, "INVALID_OPERATION")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-01-06T09:30:00+02:00", "2026-01-06T07:30:00Z"),
        ("2026-01-06T09:30:00", "2026-01-06T09:30:00Z"),
        ("2026-01-06T09:30:00Z", "2026-01-06T09:30:00Z"),
    ],
)
def test_what_happened_earlier_is_kept_in_utc(client, act, given, kept):
    assert act("use", occurred_at=given).status_code == 200
    assert client.get("/api/parts/ABCD/history").json()["items"][0]["occurred_at"] == kept


@KINDS
def test_a_repeated_request_does_nothing_twice(act, held, kind):
    first, second = act(kind, key="bench-1"), act(kind, key="bench-1", part="abcd")
    assert first.json()["repeated"] is False
    assert second.status_code == first.status_code
    assert second.json() == first.json() | {
        "repeated": True,
        "message": f"This was done before, in batch {first.json()['batch_id']}; nothing was done now",
    }
    assert held("ABCD") == OPERATIONS[kind][3]
    assert act(kind, key="bench-2", **({"quantity": 1} if kind == "scrap" else {})).json().get("repeated") is not True


@KINDS
def test_a_key_used_for_something_else_is_refused(act, refused, held, kind):
    act(kind, key="bench-1")
    other = "use" if kind != "use" else "receive"
    refused(act(other, key="bench-1"), 409, "RESOURCE_CONFLICT")
    refused(act(kind, part="EFGH", key="bench-1"), 409, "RESOURCE_CONFLICT")
    assert held("ABCD") == OPERATIONS[kind][3]
    assert held("EFGH") == {}


def test_a_request_that_failed_may_be_repeated_with_its_key(act, refused, held):
    refused(act("use", key="bench-1", quantity=99), 409, "INSUFFICIENT_QUANTITY")
    assert act("use", key="bench-1").json()["repeated"] is False
    assert held("ABCD") == {"1-1": 7}


def test_a_key_that_is_too_long_is_refused(act, invalid):
    assert invalid(act("use", key="k" * 201)) == ["Idempotency-Key"]


@KINDS
def test_who_acts_ends_up_in_history(client, act, kind):
    act(kind, actor="anna")
    assert client.get("/api/parts/ABCD/history").json()["items"][0]["actor"] == "anna"
    assert client.get("/api/batches").json()["items"][0]["actor"] == "anna"


@pytest.mark.parametrize(
    ("given", "kept"),
    [(None, "api"), ("", "api"), ("<>", "api"), (" <i>anna</i>; ", "iannai"), ("a" * 150, "a" * 100)],
)
def test_names_are_made_plain(client, act, given, kept):
    act("use", actor=given)
    assert client.get("/api/parts/ABCD/history").json()["items"][0]["actor"] == kept
