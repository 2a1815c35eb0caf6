from concurrent.futures import ThreadPoolExecutor

import pytest

from app.exceptions import (
    BinsightError,
    InvalidOperationException,
    RecordNotFoundException,
    ResourceConflictException,
    ValidationException,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def kit(shop):
    return shop.do(lambda work: work.kits.create("Blinker", description="blinks", build_target=2).id)


def test_kits_are_created_changed_and_listed(shop, kit):
    shop.do(lambda work: work.kits.create("alarm"))
    shop.do(lambda work: work.kits.add_content(kit, "ABCD", 3))
    shop.do(lambda work: work.kits.update(kit, {"build_target": 5, "description": None}))
    found = shop.do(lambda work: work.kits.get(kit))
    assert (found.build_target, found.description, found.status) == (5, None, "active")
    rows, total = shop.do(lambda work: work.kits.list())
    assert ([(row.kit.name, row.line_count) for row in rows], total) == ([("alarm", 0), ("Blinker", 1)], 2)
    assert shop.do(lambda work: work.kits.list(query="blink")[1]) == 1


@pytest.mark.parametrize(
    "given",
    [{"name": " "}, {"name": "x" * 300}, {"build_target": -1}, {"build_target": 1_000_001}, {"status": "archived"}],
)
def test_impossible_kits_are_refused(shop, given):
    with pytest.raises(ValidationException):
        shop.do(lambda work: work.kits.create(**{"name": "Kit", **given}))


def test_names_are_unique_whatever_their_case(shop, kit):
    other = shop.do(lambda work: work.kits.create("Other").id)
    for act in (lambda work: work.kits.create("BLINKER"), lambda work: work.kits.update(other, {"name": "blinker"})):
        with pytest.raises(ResourceConflictException, match="the name Blinker"):
            shop.do(act)


def test_lines_are_added_changed_and_removed(shop, kit):
    line = shop.do(lambda work: work.kits.add_content(kit, "abcd", 3, note="red"))
    changed = shop.do(lambda work: work.kits.update_content(line.id, line.version, {"required_per_unit": 4}))
    assert (changed.required_per_unit, changed.note, changed.version) == (4, "red", line.version + 1)
    with pytest.raises(InvalidOperationException, match="somebody changed it meanwhile"):
        shop.do(lambda work: work.kits.update_content(line.id, line.version, {"required_per_unit": 9}))
    with pytest.raises(InvalidOperationException, match="somebody changed it meanwhile"):
        shop.do(lambda work: work.kits.remove_content(line.id, line.version))
    shop.do(lambda work: work.kits.remove_content(line.id, changed.version))
    assert shop.do(lambda work: work.kits.coverage(kit).lines) == ()


def test_two_who_change_a_line_at_once_do_not_overwrite_each_other(shop, kit):
    line = shop.do(lambda work: work.kits.add_content(kit, "ABCD", 1))

    def change(number):
        try:
            with shop.container.unit_of_work() as work:
                work.kits.update_content(line.id, line.version, {"required_per_unit": number})
        except BinsightError:
            return 0
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(change, range(10, 18))) == 1


def test_impossible_lines_are_refused(shop, kit):
    shop.do(lambda work: work.kits.add_content(kit, "ABCD", 3))
    with pytest.raises(ResourceConflictException, match="part ABCD in kit Blinker"):
        shop.do(lambda work: work.kits.add_content(kit, "ABCD", 1))
    with pytest.raises(ValidationException):
        shop.do(lambda work: work.kits.add_content(kit, "EFGH", 0))
    for act in (
        lambda work: work.kits.add_content(999, "ABCD", 1),
        lambda work: work.kits.add_content(kit, "ZZZZ", 1),
        lambda work: work.kits.remove_content(999),
    ):
        with pytest.raises(RecordNotFoundException):
            shop.do(act)
    shop.do(lambda work: work.parts.archive("EFGH"))
    with pytest.raises(InvalidOperationException, match="restore it first"):
        shop.do(lambda work: work.kits.add_content(kit, "EFGH", 1))


def test_an_archived_kit_is_not_changed(shop, kit):
    line = shop.do(lambda work: work.kits.add_content(kit, "ABCD", 3))
    shop.do(lambda work: work.kits.archive(kit))
    for act in (
        lambda work: work.kits.archive(kit),
        lambda work: work.kits.update(kit, {"name": "x"}),
        lambda work: work.kits.add_content(kit, "EFGH", 1),
        lambda work: work.kits.update_content(line.id, line.version, {"note": "x"}),
        lambda work: work.kits.remove_content(line.id),
    ):
        with pytest.raises(InvalidOperationException, match="archived"):
            shop.do(act)
    assert shop.do(lambda work: work.kits.list()[1]) == 0
    assert shop.do(lambda work: work.kits.list(status="archived")[1]) == 1
    assert shop.do(lambda work: work.kits.list(status=None)[1]) == 1
    shop.do(lambda work: work.kits.unarchive(kit))
    with pytest.raises(InvalidOperationException, match="not archived"):
        shop.do(lambda work: work.kits.unarchive(kit))
    with pytest.raises(ValidationException, match="status"):
        shop.do(lambda work: work.kits.list(status="gone"))


def test_coverage_says_what_is_there_what_lacks_and_what_can_be_built(shop, kit):
    shop.do(lambda work: work.kits.add_content(kit, "EFGH", 2))
    shop.do(lambda work: work.kits.add_content(kit, "ABCD", 3))
    for key, slot, quantity in (("ABCD", "1-1", 4), ("ABCD", "2-1", 3), ("EFGH", "1-2", 3)):
        shop.do(lambda work, k=key, s=slot, q=quantity: work.stock.receive(k, s, q))
    coverage = shop.do(lambda work: work.kits.coverage(kit))
    assert [(line.need.part_key, line.required, line.shortfall, line.state) for line in coverage.lines] == [
        ("ABCD", 6, 0, "enough"),
        ("EFGH", 4, 1, "partial"),
    ]
    assert coverage.max_buildable == 1
    assert shop.do(lambda work: work.kits.coverage(kit, 0).lines[1].state) == "enough"
    for units in (-1, 1_000_001):
        with pytest.raises(ValidationException):
            shop.do(lambda work, n=units: work.kits.coverage(kit, n))
