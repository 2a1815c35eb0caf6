import pytest

from app.contracts.registry import ALL, MARTS, by_table


@pytest.mark.parametrize("contract", ALL, ids=lambda contract: contract.table)
def test_a_contract_says_all_it_must(contract):
    names = [column.name for column in contract.columns]
    assert len(names) == len(set(names))
    assert set(contract.key) <= set(names)
    assert contract.description.endswith(".")
    assert contract.grain
    assert all(column.description for column in contract.columns)
    assert not any(column.nullable for column in contract.columns if column.name in contract.key)


def test_tables_have_names_of_their_own_and_are_found_by_them():
    assert len({contract.table for contract in ALL}) == len(ALL)
    assert by_table("marts.usage_daily_v1").name == "usage_daily"
    with pytest.raises(KeyError):
        by_table("marts.nothing_v1")


def test_the_marts_are_those_that_were_promised():
    assert [contract.name for contract in MARTS] == [
        "stock_current",
        "stock_asof",
        "stock_period",
        "usage_daily",
        "part_activity",
        "box_utilisation",
        "category_spread",
        "co_use",
        "placement_suggestion",
        "device_inventory",
        "foreign_stock_current",
        "foreign_usage_daily",
        "foreign_part_activity",
    ]
