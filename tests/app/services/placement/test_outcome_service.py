"""Outcomes on a real store: remembered with the batch, forgotten by undo, held against published walks."""

from datetime import timedelta

import pytest

from app.exceptions import RecordNotFoundException
from app.services.placement.accepted import AcceptedMove
from app.warehouse.layout import LakeLayout
from app.warehouse.snapshot import SnapshotStore
from tests.app.warehouse.queries.made_rows import publish_rows

pytestmark = pytest.mark.integration
PREDICTED = 500.0


@pytest.fixture
def applied(shop):
    """ABCD went from 4-1, twenty metres away, to 3-1, one metre away, through 3-2."""

    def make(work):
        work.batches.open("edit")
        for name, x in (("Near", 1.0), ("Far", 20.0)):
            work.boxes.create(name, 3, x_m=x, y_m=0.0, z_m=0.0)

    shop.do(make)
    shop.do(lambda work: work.stock.receive("ABCD", "4-1", 10))
    steps = [AcceptedMove("ABCD", "4-1", "3-2", 10, 0.0), AcceptedMove("ABCD", "3-2", "3-1", 10, PREDICTED)]
    return shop.do(lambda work: work.placement.apply(steps)).batch_id


def outcomes(shop, tmp_path, days, walks):
    """What is said when the snapshot is `days` days younger than the batch and `walks` went to 3-1 each day."""
    snapshot = published(shop, tmp_path, days, walks)
    return shop.do(lambda work: work.placement_outcomes.latest(snapshot))


def published(shop, tmp_path, days, walks):
    (made,) = shop.rows("SELECT created_at FROM batches WHERE kind = 'placement' ORDER BY id LIMIT 1")
    at = made[0] + timedelta(days=days)
    lines = [_use(number, at - timedelta(days=number // max(walks, 1))) for number in range((days + 1) * walks)]
    lake = tmp_path / f"after {days} days"
    publish_rows(LakeLayout(lake), {"movement_v1": lines}, at, at.date())
    return SnapshotStore(lake).open()


def _use(number, at):
    return {
        "id": number + 1, "part_key": "ABCD", "location": "3-1", "delta": -1, "reason": "use", "occurred_at": at,
        "root_id": number + 1, "root_reason": "use", "root_occurred_at": at,
    }  # fmt: skip


def test_the_walks_of_whole_days_since_are_held_against_the_old_slot(shop, applied, tmp_path):
    (one,) = outcomes(shop, tmp_path, days=10, walks=2)
    assert (one.batch_id, one.moves, one.days, one.predicted_m_per_month) == (applied, 1, 10, PREDICTED)
    # The day of the move itself does not count: twenty walks in ten days, 19 m less there and back.
    assert one.observed_m_per_month == pytest.approx(2 * 38 * 365.25 / 12)


def test_before_the_first_whole_day_nothing_is_claimed(shop, applied, tmp_path):
    (one,) = outcomes(shop, tmp_path, days=0, walks=1)
    assert (one.batch_id, one.days, one.observed_m_per_month) == (applied, 0, None)


def test_undo_forgets_the_outcome_and_undoing_that_brings_it_back(shop, applied, tmp_path):
    undone = shop.do(lambda work: work.undo.undo(applied)).undo_batch
    assert outcomes(shop, tmp_path, days=3, walks=1) == []
    shop.do(lambda work: work.undo.undo(undone))
    assert [one.batch_id for one in outcomes(shop, tmp_path, days=4, walks=0)] == [applied]


def test_moves_without_a_prediction_are_remembered_too(shop, applied, tmp_path):
    move = AcceptedMove("ABCD", "3-1", "3-3", 10)
    later = shop.do(lambda work: work.placement.apply([move])).batch_id
    first, second = outcomes(shop, tmp_path, days=2, walks=0)
    assert (first.batch_id, first.predicted_m_per_month, first.observed_m_per_month) == (later, None, 0.0)
    assert second.batch_id == applied


def test_each_move_is_held_against_its_own_walks(shop, applied, tmp_path):
    shop.do(lambda work: work.stock.receive("EFGH", "4-2", 5))
    both = [AcceptedMove("ABCD", "3-1", "3-2", 10, 3.0), AcceptedMove("EFGH", "4-2", "3-3", 5, 4.0)]
    later = shop.do(lambda work: work.placement.apply(both)).batch_id
    snapshot = published(shop, tmp_path, days=10, walks=2)
    (only,) = shop.do(lambda work: work.placement_outcomes.moves(applied, snapshot))
    assert (only.part, only.origin, only.target, only.visits) == ("ABCD", "4-1", "3-1", 20)
    assert only.predicted_m_per_month == PREDICTED
    assert only.observed_m_per_month == pytest.approx(2 * 38 * 365.25 / 12)
    unvisited = shop.do(lambda work: work.placement_outcomes.moves(later, snapshot))
    assert [(one.part, one.visits, one.observed_m_per_month) for one in unvisited] == [("EFGH", 0, 0), ("ABCD", 0, 0)]
    young = published(shop, tmp_path, days=0, walks=1)
    assert [one.observed_m_per_month for one in shop.do(lambda w: w.placement_outcomes.moves(later, young))] == [
        None
    ] * 2


def test_a_batch_that_applied_no_plan_has_no_moves(shop, applied, tmp_path):
    snapshot = published(shop, tmp_path, days=1, walks=1)
    for batch in (applied - 1, 987_654):
        with pytest.raises(RecordNotFoundException, match=f"Applied plan {batch} was not found"):
            shop.do(lambda work, batch=batch: work.placement_outcomes.moves(batch, snapshot))
