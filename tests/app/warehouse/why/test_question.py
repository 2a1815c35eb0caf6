"""Keys as people write them."""

from datetime import UTC, date, datetime

import pytest

from app.contracts.foreign_marts import FOREIGN_STOCK_CURRENT
from app.contracts.registry import PUBLISHED
from app.warehouse.why.question import asked_key


@pytest.mark.parametrize(
    ("table", "given", "values"),
    [
        ("marts.usage_daily_v1", ["part = abcd ", " day = 2026-01-05 "], {"part_key": "ABCD", "day": date(2026, 1, 5)}),
        ("marts.box_utilisation_v1", ["box= 7 "], {"box_no": 7}),
        (
            "marts.stock_asof_v1",
            ["part=ABCD", "location=1-1", "valid_from= 2026-01-05T00:00:00Z"],
            {"part_key": "ABCD", "location": "1-1", "valid_from": datetime(2026, 1, 5, tzinfo=UTC)},
        ),
    ],
)
def test_white_space_around_keys_of_ours_does_not_count(table, given, values):
    contract = next(contract for contract in PUBLISHED if contract.table == table)
    assert asked_key(contract, given) == values


@pytest.mark.parametrize("location", ["", " ", "Lab ", "a=b"])
def test_a_key_of_another_system_is_taken_as_it_is(location):
    found = asked_key(FOREIGN_STOCK_CURRENT, ["source=shop", "part_id= 7", f"location={location}"])
    assert found == {"source": "shop", "part_id": " 7", "location": location}
