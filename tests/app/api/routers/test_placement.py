"""Plans over the API: asked for, applied, refused."""

import pytest

pytestmark = pytest.mark.integration

PLAN, APPLY = "/api/placement/plan", "/api/placement/apply"
WEIGHTS, OUTCOMES = "/api/placement/weights", "/api/placement/outcomes"


@pytest.fixture
def far(container, store):
    """ABCD is used from 1-1, and box 2 stands at the bench with a free slot."""
    with container.unit_of_work() as work:
        work.boxes.create("Near", 1, x_m=0.5, y_m=0.0, z_m=0.0)


def move(**changes):
    return {"part": "abcd", "origin": "1-1", "target": "2-1", "quantity": 10} | changes


@pytest.mark.usefixtures("far")
def test_a_plan_says_what_to_move_and_why(client, published):
    answer = client.post(PLAN, json={"moves": 2, "weights": {"handling": 0}}).json()
    assert answer["snapshot"] == published
    (only,) = answer["moves"]
    assert (only["part"], only["origin"], only["target"], only["quantity"]) == ("ABCD", "1-1", "2-1", 10)
    assert only["reason"].startswith("0.5 m instead of 4.0 m from the bench")
    assert (
        answer["saving_m_per_month"]
        == pytest.approx(only["saving_m_per_month"])
        == pytest.approx(answer["terms"]["travel"]["before"] - answer["terms"]["travel"]["after"])
    )
    assert answer["gain_curve"] == [
        {"steps": 0, "saving_m_per_month": 0.0},
        {"steps": 1, "saving_m_per_month": only["saving_m_per_month"]},
    ]
    assert answer["terms"].keys() == {"travel", "co_use", "spread", "misplaced", "moving"}
    assert client.post(PLAN, json={"moves": 2, "weights": {"handling": 1e6}}).json()["moves"] == []


@pytest.mark.usefixtures("far")
def test_accepted_moves_are_one_batch_and_stale_ones_are_refused(client, held, refused):
    done = client.post(APPLY, json={"moves": [move()]}).json()
    assert (done["steps"], done["refused"], done["message"]) == (1, [], "Made 1 move")
    assert held("ABCD") == {"2-1": 10}
    told = refused(client.post(APPLY, json={"moves": [move()]}), 409, "INVALID_OPERATION")
    assert "ABCD: it no longer lies in 1-1; make a new plan" in told["error"]
    assert client.post(f"/api/batches/{done['batch_id']}/undo").status_code == 200
    assert held("ABCD") == {"1-1": 10}


@pytest.mark.usefixtures("far", "published")
def test_wrong_requests_are_refused_in_words(client, invalid, refused):
    assert invalid(client.post(PLAN, json={"moves": 0})) == ["moves"]
    assert invalid(client.post(PLAN, json={"moves": 2, "weights": {"travel": -1}})) == ["weights.travel"]
    assert invalid(client.post(APPLY, json={"moves": []})) == ["moves"]
    refused(client.post(APPLY, json={"moves": [move(target="here")]}), 400, "VALIDATION_FAILED")
    refused(client.post(APPLY, json={"moves": [move(target="1-1")]}), 400, "VALIDATION_FAILED")


@pytest.mark.usefixtures("store")
def test_before_the_first_snapshot_there_is_no_plan(client, refused):
    assert "binsight run" in refused(client.post(PLAN, json={"moves": 2}), 404, "SNAPSHOT_NOT_FOUND")["error"]


@pytest.mark.usefixtures("far", "published")
def test_weights_are_changed_used_by_plans_and_taken_back(client):
    usual = client.get(WEIGHTS).json()
    assert (usual["spread"], usual["misplaced"]) == (2.0, 1000.0)
    done = client.put(WEIGHTS, json={"handling": 1e6}).json()
    assert done["weights"] == usual | {"handling": 1e6}
    assert done["message"] == "Weights changed: handling 1e+06 instead of 20"
    assert client.get(WEIGHTS).json() == done["weights"]
    assert client.post(PLAN, json={"moves": 2}).json()["moves"] == [], "no move is worth that handling"
    assert client.put(WEIGHTS, json={}).json()["batch_id"] is None
    assert client.post(f"/api/batches/{done['batch_id']}/undo").status_code == 200
    assert client.get(WEIGHTS).json() == usual


@pytest.mark.parametrize("value", ["NaN", "-1", "Infinity", "1e9", '"much"'])
def test_weights_that_make_no_sense_are_refused_by_name(client, invalid, value):
    body = f'{{"spread": {value}}}'
    answer = client.put(WEIGHTS, content=body, headers={"Content-Type": "application/json"})
    assert invalid(answer) == ["spread"]
    assert invalid(client.put(WEIGHTS, json={"horizon_months": 0})) == ["horizon_months"]
    assert invalid(client.put(WEIGHTS, json={"gravity": 1})) == ["gravity"]


@pytest.mark.usefixtures("far", "published")
def test_an_applied_plan_has_an_outcome_until_it_is_taken_back(client, refused):
    assert client.get(OUTCOMES).json()["items"] == []
    batch = client.post(APPLY, json={"moves": [move(saving_m_per_month=12.5)]}).json()["batch_id"]
    (one,) = client.get(OUTCOMES).json()["items"]
    assert (one["batch_id"], one["moves"], one["predicted_m_per_month"]) == (batch, 1, 12.5)
    (made,) = client.get(f"{OUTCOMES}/{batch}").json()["items"]
    assert (made["part"], made["origin"], made["target"]) == ("ABCD", "1-1", "2-1")
    assert (made["visits"], made["predicted_m_per_month"], made["observed_m_per_month"]) == (0, 12.5, None)
    client.post(f"/api/batches/{batch}/undo")
    assert client.get(OUTCOMES).json()["items"] == []
    told = client.get(f"{OUTCOMES}/{batch}")
    assert (told.status_code, told.json()["error"]) == (404, f"Applied plan {batch} was not found")
    for number in (0, 10**30, "x"):
        refused(client.get(f"{OUTCOMES}/{number}"), 400, "VALIDATION_FAILED")
