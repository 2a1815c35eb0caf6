"""A table that is published can be asked why, from its first day."""

import pytest

from app.contracts.registry import PUBLISHED
from app.warehouse.why.registry import origin_of


@pytest.mark.parametrize("contract", PUBLISHED, ids=lambda contract: contract.table)
def test_every_published_column_has_an_origin(contract):
    assert all(origin_of(contract, column).words for column in contract.schema)
