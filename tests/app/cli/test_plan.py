"""`binsight plan` and `binsight backtest` as processes, on a store whose usage was published by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from app.services.container import Container
from app.warehouse.layout import LakeLayout
from tests.app.warehouse.queries.made_rows import publish_rows

pytestmark = [pytest.mark.integration, pytest.mark.timeout(400)]

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
WHERE = (
    "SELECT string_agg(b.box_no || '-' || l.loc_no, ' ' ORDER BY p.id) FROM part_locations s "
    "JOIN parts p ON p.id = s.part_id JOIN locations l ON l.id = s.location_id JOIN boxes b ON b.id = l.box_id"
)


@pytest.fixture
def busy(installation):
    """ABCD and EFGH, picked together on each of forty days, lie at the far end; free slots are near the bench."""
    container = Container(settings=installation.settings)
    with container.unit_of_work() as work:
        work.batches.open("edit")
        for name, x in (("Near", 1.0), ("Far", 20.0)):
            work.boxes.create(name, 3, x_m=x, y_m=0.0, z_m=0.0)
        for key in ("ABCD", "EFGH"):
            work.parts.create(key=key, description="Gadget")
    with container.unit_of_work() as work:
        for number, key in enumerate(("ABCD", "EFGH"), start=1):
            work.stock.receive(key, f"2-{number}", 80)
    container.engine().dispose()
    _publish(installation, [_pick(day, number) for day in range(40) for number in (1, 2)])
    return installation


def _pick(day, number):
    at = NOW - timedelta(days=day)
    line = {"id": day * 2 + number, "part_key": ("ABCD", "EFGH")[number - 1], "location": f"2-{number}", "delta": -1}
    return line | {
        "reason": "pick", "reference": f"pick list {day}", "occurred_at": at,
        "root_id": line["id"], "root_reason": "pick", "root_occurred_at": at,
    }  # fmt: skip


def _publish(installation, movements):
    publish_rows(LakeLayout(installation.settings.lake_path), {"movement_v1": movements}, NOW)


def test_a_plan_is_shown_applied_and_taken_back(busy):
    plan = busy.answer("plan", "--moves", "3")
    assert plan.keys() >= {"moves", "saving_m_per_month", "terms", "gap"}
    assert [move["part"] for move in plan["moves"]] == ["ABCD", "EFGH"]
    for step, move in enumerate(plan["moves"], start=1):
        assert move.keys() >= {"step", "part", "from", "to", "quantity", "saving_m_per_month", "reason"}
        assert (move["step"], move["from"], move["quantity"]) == (step, f"2-{step}", 80)
        assert move["to"].startswith("1-")
    assert sum(move["saving_m_per_month"] for move in plan["moves"]) == pytest.approx(plan["saving_m_per_month"])
    # Forty walks to both in 182 days: there and back 19 m less each way.
    assert plan["saving_m_per_month"] == pytest.approx(40 / 182 * 365.25 / 12 * 38, abs=0.01)
    assert "1.0 m instead of 20.0 m" in plan["moves"][1]["reason"]
    assert plan["terms"]["travel"].keys() == {"before", "after"}
    assert 0 <= plan["gap"] <= 1
    assert [point["steps"] for point in plan["gain_curve"]] == [0, 1, 2]
    assert plan["gain_curve"][-1]["saving_m_per_month"] == pytest.approx(plan["saving_m_per_month"])
    assert "applied" not in plan
    picture = busy.settings.home / "map.svg"
    told = busy.run("plan", "--moves", "3", "--map", str(picture))
    assert (told.stdout.startswith("2 moves save 254 m of"), told.stderr) == (True, "")
    assert f"Wrote a picture of the boxes before and after to {picture}." in told.stdout
    assert picture.read_text().startswith("<svg")

    applied = busy.answer("plan", "--moves", "3", "--apply")["applied"]
    assert (applied["steps"], applied["refused"]) == (2, [])
    assert {slot[:2] for slot in busy.scalar(WHERE).split()} == {"1-"}
    (outcome,) = busy.answer("plan", "--outcomes")["outcomes"]
    assert (outcome["batch"], outcome["moves"]) == (applied["batch"], 2)
    assert outcome["predicted_m_per_month"] == pytest.approx(plan["saving_m_per_month"])
    assert f"Batch {applied['batch']}," in busy.run("plan", "--outcomes").stdout
    moves = busy.answer("plan", "--outcomes", "--batch", str(applied["batch"]))["moves"]
    assert sum(move["predicted_m_per_month"] for move in moves) == pytest.approx(plan["saving_m_per_month"])
    assert "was to save" in busy.run("plan", "--outcomes", "--batch", str(applied["batch"])).stdout
    assert "it goes with --outcomes only" in busy.run("plan", "--moves", "3", "--batch", "1").stderr
    for batch in ("0", "9" * 30):
        assert "Invalid value for '--batch'" in busy.run("plan", "--outcomes", "--batch", batch).stderr
        assert "Invalid value for 'batch'" in busy.run("undo", batch).stderr
    assert "Applied plan 999999 was not found" in busy.refusal("plan", "--outcomes", "--batch", "999999")
    assert "No improvement found" in busy.run("plan", "--moves", "3", "--apply").stdout
    busy.answer("undo", applied["batch"])
    assert busy.scalar(WHERE) == "2-1 2-2"
    assert busy.run("plan", "--outcomes").stdout == "No plan was applied yet.\n"
    assert "No improvement found" in busy.run("plan", "--moves", "3", "--weight", "handling=1000000").stdout
    for weight, words in (("spread", "Write a weight as NAME=VALUE"), ("spread=nan", "at least 0, not nan")):
        assert words in busy.refusal("plan", "--moves", "3", "--weight", weight, "--json")


def test_placement_is_tested_on_sessions_it_did_not_learn_from(busy):
    answer = busy.answer("backtest", "placement")
    assert answer.keys() >= {"method", "baselines", "value", "interval", "unit", "sessions"}
    assert answer["baselines"].keys() == {"current", "first_empty", "same_type_first", "usage_sorted"}
    assert answer["sessions"] == 10
    assert (answer["value"], answer["interval"]) == (2.0, [2.0, 2.0])
    assert answer["baselines"]["current"] == 40.0
    assert answer["ratios"]["current"] == {"ratio": 0.05, "interval": [0.05, 0.05]}
    assert "10 held-out pick sessions" in busy.run("backtest", "placement").stdout


def test_without_a_snapshot_there_is_no_plan(installation):
    assert "binsight run" in installation.refusal("plan", "--moves", "3", "--json")
