"""Column lineage names columns that are promised."""

import pytest

from app.contracts.lineage import LINEAGE
from app.contracts.registry import ALL

PROMISED = {contract.table: {column.name for column in contract.columns} for contract in ALL}
ORDER = ("raw", "core", "marts")


@pytest.mark.parametrize("table", LINEAGE)
def test_every_column_comes_from_columns_that_are_promised_lower_down(table):
    assert set(LINEAGE[table]) == PROMISED[table]
    for sources in LINEAGE[table].values():
        for source in sources:
            origin, _, column = source.rpartition(".")
            assert column in PROMISED[origin], source
            assert ORDER.index(origin.split(".")[0]) <= ORDER.index(table.split(".")[0])
