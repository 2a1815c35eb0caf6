"""Fields of forms: what was typed for one record never shows up for the next."""

import pytest

from tests.app.ui.every_form import FIELDS

pytestmark = pytest.mark.integration


@pytest.fixture
def pairs(data_store):
    """Two records of each kind that a page can be about: page, first address, second address."""
    with data_store.container.unit_of_work(actor="setup") as work:
        sellers = [work.sellers.create(name).id for name in ("Corner shop", "Attic sales")]
        boards = [work.shopping_lists.create(name).id for name in ("Spring", "Autumn")]
        for board in boards:
            work.shopping_lines.add(board, part_key="ABCD", needed=5)
        kits = [work.kits.create(name, build_target=2).id for name in ("Lamp", "Clock")]
        for kit in kits:
            work.kit_contents.add(kit, "EFGH", 1)
        lists = [work.pick_lists.create(kit, 1).id for kit in kits]
        for number in lists:
            work.picks.pick_all(number)
        devices = [work.devices.create_device("env_sensor", config={"a": n}, name="Hall").key for n in range(2)]
    return [
        ("part", {"part": "ABCD"}, {"part": "EFGH"}),
        *(
            (page, {name: first}, {name: second})
            for page, name, (first, second) in [
                ("kits", "kit", kits),
                ("pick_lists", "pick_list", lists),
                ("sellers", "seller", sellers),
                ("boxes", "box", (1, 2)),
                ("shopping", "shopping_list", boards),
                ("devices", "device", devices),
            ]
        ),
        ("duplicates", {"first": "ABCD", "second": "EFGH"}, {"first": "ABCD", "second": "IJKL"}),
    ]


def keys(screen, page, address):
    """Keys of all fields of a record's page, those that a choice of what to do brings included."""
    screen.open(page, **address)
    found = fields(screen)
    for group in [group for group in screen.at.button_group if "action" in group.key]:
        for option in group.options:
            screen.set(group.key, option).run()
            found |= fields(screen)
    return found


def fields(screen):
    return {field.key for name in FIELDS for field in getattr(screen.at, name) if field.key}


def test_no_field_of_one_record_is_the_field_of_another(screen, pairs, subtests):
    for page, first, second in pairs:
        with subtests.test(page):
            mine = keys(screen, page, first)
            assert mine
            assert mine & keys(screen, page, second) == set()
