"""The weights of a store: usual at first, kept once changed, taken back by undo; the database refuses the rest."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.domain.placement.weights import Weights
from app.exceptions import ValidationException

pytestmark = pytest.mark.integration


def weights(shop):
    return shop.do(lambda work: work.placement_weights.get())


def put(shop, **values):
    return shop.do(lambda work: work.placement_weights.put(Weights(**values)))


def test_a_change_is_kept_and_each_can_be_taken_back(shop):
    assert weights(shop) == Weights()
    first = put(shop, spread=5.0)
    assert first.message == "Weights changed: spread 5 instead of 2"
    second = put(shop, spread=5.0, handling=0.0)
    assert weights(shop) == Weights(spread=5.0, handling=0.0)
    assert shop.rows("SELECT kind, note FROM batches WHERE id = :id", id=second.batch_id) == [
        ("edit", "Weights changed: handling 0 instead of 20")
    ]
    for batch, left in ((second, Weights(spread=5.0)), (first, Weights())):
        shop.do(lambda work, batch=batch: work.undo.undo(batch.batch_id))
        assert weights(shop) == left


def test_the_same_weights_again_are_no_batch(shop):
    before = shop.rows("SELECT count(*) FROM batches")
    assert put(shop).batch_id is None
    assert shop.rows("SELECT count(*) FROM batches") == before


def test_too_large_a_weight_is_refused(shop):
    with pytest.raises(ValidationException, match="The weight travel must be at most 1,000,000, not 2,000,000"):
        put(shop, travel=2e6)


@pytest.mark.parametrize("value", ["'NaN'", "'Infinity'", "-1", "1e7"])
def test_the_database_keeps_only_sensible_numbers(shop, value):
    put(shop, spread=5.0)
    with pytest.raises(IntegrityError, match="travel_range"), shop.container.engine().begin() as connection:
        connection.execute(text(f"UPDATE placement_weights SET travel = {value}"))
