"""Vocabularies of the lake are those of the store."""

from app.contracts.vocabulary import BATCH_KINDS, REASONS
from app.models import batch, stock_movement


def test_the_lake_knows_every_kind_of_batch_and_every_reason_that_the_store_takes():
    assert set(BATCH_KINDS) == set(batch.BATCH_KINDS)
    assert set(REASONS) == set(stock_movement.REASONS)
