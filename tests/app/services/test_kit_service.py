import pytest

from app.exceptions import (
    DependencyException,
    InvalidOperationException,
    RecordNotFoundException,
    ResourceConflictException,
    ValidationException,
)
from app.models import Build

pytestmark = pytest.mark.integration


@pytest.fixture
def kit(shop):
    return shop.do(lambda work: work.kits.create("Blinker", description="blinks", build_target=2).id)


@pytest.mark.rule(38, 40, 46)
def test_kits_are_created_changed_and_listed_latest_change_first(shop, kit):
    shop.do(lambda work: work.kits.create("alarm"))
    shop.do(lambda work: work.kit_contents.add(kit, "ABCD", 3))
    shop.do(lambda work: work.kits.update(kit, {"build_target": 5, "description": None, "priority": 1}))
    found = shop.do(lambda work: work.kits.get(kit))
    assert (found.build_target, found.description, found.status, found.priority) == (5, None, "active", 1)
    rows, total = shop.do(lambda work: work.kit_reader.page())
    assert ([(row.kit.name, row.line_count) for row in rows], total) == ([("Blinker", 1), ("alarm", 0)], 2)
    rows, _ = shop.do(lambda work: work.kit_reader.page(sort="name", limit=1))
    assert [(row.kit.name, row.state, row.max_buildable) for row in rows] == [("alarm", "enough", 0)]
    assert shop.do(lambda work: work.kit_reader.page(query="blink")[1]) == 1
    assert shop.do(lambda work: work.kits.update(kit, {})).build_target == 5
    for wrong in ({"sort": "size"}, {"status": "gone"}, {"limit": 0}):
        with pytest.raises(ValidationException):
            shop.do(lambda work, wrong=wrong: work.kit_reader.page(**wrong))


@pytest.mark.rule(38)
@pytest.mark.parametrize(
    "given",
    [
        {"name": " "},
        {"name": "x" * 300},
        {"build_target": -1},
        {"build_target": 1_000_001},
        {"status": "archived"},
        {"priority": 0},
        {"priority": 10},
    ],
)
def test_impossible_kits_are_refused(shop, given):
    with pytest.raises(ValidationException):
        shop.do(lambda work: work.kits.create(**{"name": "Kit", **given}))


@pytest.mark.rule(38)
def test_names_are_unique_whatever_their_case(shop, kit):
    other = shop.do(lambda work: work.kits.create("Other").id)
    for act in (
        lambda work: work.kits.create("BLINKER"),
        lambda work: work.kits.update(other, {"name": "blinker"}),
        lambda work: work.kits.duplicate(other, "blinker"),
    ):
        with pytest.raises(ResourceConflictException, match="the name Blinker"):
            shop.do(act)


@pytest.mark.rule(39)
def test_an_archived_kit_is_not_changed(shop, kit):
    line = shop.do(lambda work: work.kit_contents.add(kit, "ABCD", 3))
    shop.do(lambda work: work.kits.archive(kit))
    for act in (
        lambda work: work.kits.archive(kit),
        lambda work: work.kits.update(kit, {"name": "x"}),
        lambda work: work.kit_contents.add(kit, "EFGH", 1),
        lambda work: work.kit_contents.update(line.id, line.version, {"note": "x"}),
        lambda work: work.kit_contents.remove(line.id),
        lambda work: work.pick_lists.create(kit, 1),
        lambda work: work.builds.build(kit, 1),
    ):
        with pytest.raises(InvalidOperationException, match="archived"):
            shop.do(act)
    listed = {status: shop.do(lambda work, s=status: work.kit_reader.page(status=s)[1]) for status in ("active", None)}
    assert listed == {"active": 0, None: 1}
    shop.do(lambda work: work.kits.unarchive(kit))
    with pytest.raises(InvalidOperationException, match="not archived"):
        shop.do(lambda work: work.kits.unarchive(kit))


def test_a_kit_that_others_rely_on_is_not_archived(shop, kit):
    outer = shop.do(lambda work: work.kits.create("House").id)
    shop.do(lambda work: work.kit_contents.add_kit(outer, kit, 2))
    with pytest.raises(InvalidOperationException, match="House contains it; take it out there first"):
        shop.do(lambda work: work.kits.archive(kit))
    shop.do(lambda work: work.kits.archive(outer))
    shop.do(lambda work: work.kits.archive(kit))
    with pytest.raises(InvalidOperationException, match="add Blinker because it is archived"):
        shop.do(lambda work: work.kit_contents.add_kit(work.kits.create("Street").id, kit, 1))


def test_a_copy_has_the_lines_of_its_original_and_goes_its_own_way(shop, kit):
    inner = shop.do(lambda work: work.kits.create("Inner").id)
    line = shop.do(
        lambda work: work.kit_contents.add(kit, "ABCD", 3, substitutes=["EFGH"], attrition_percent=2.5, note="red")
    )
    shop.do(lambda work: work.kit_contents.add_kit(kit, inner, 2))
    shop.do(lambda work: work.attachments.add_link(work.attachments.sets.of_kit(kit).id, "https://example.com/plan"))
    copy = shop.do(lambda work: work.kits.duplicate(kit, "Blinker 2").id)
    copied = shop.do(lambda work: [one.url for one in work.attachments.sets.of_kit(copy).attachments])
    assert copied == ["https://example.com/plan"]
    shop.do(lambda work: work.kit_contents.update(line.id, line.version, {"required_per_unit": 9}))
    found = shop.do(lambda work: [_facts(line) for line in work.kit_coverage.of_kit(copy).contents])
    assert found == [("ABCD", 3, "2.500", 0, "red", ["EFGH"]), ("Inner", 2, "0.000", 0, None, [])]


def _facts(line):
    stand_ins = [entry.part.key for entry in line.substitutes]
    return line.label, line.required_per_unit, str(line.attrition_percent), line.attrition_fixed, line.note, stand_ins


@pytest.mark.rule(39)
def test_a_kit_goes_with_its_lines_and_lists_and_undo_brings_all_back(shop, kit):
    shop.do(lambda work: work.kit_contents.add(kit, "ABCD", 3, substitutes=["EFGH"]))
    shop.do(lambda work: work.stock.receive("ABCD", "1-1", 9))
    made = shop.do(lambda work: work.pick_lists.create(kit, 1).id)
    shop.do(lambda work: work.picks.pick(made, work.pick_lists.get(made).lines[0].id))
    shop.do(lambda work: work.kits.archive(kit))
    tables = ("kits", "kit_contents", "kit_substitutes", "pick_lists", "pick_list_lines")
    kits = "SELECT id, name, description, build_target, status, archived_at, attachment_set_id, created_at FROM kits"

    def state():
        return [shop.rows(kits), *(shop.rows(f"SELECT * FROM {table} ORDER BY id") for table in tables[1:])]

    before = state()

    def delete(work):
        work.kits.delete(kit)
        return work.batches.open("edit").id

    batch = shop.do(delete)
    assert [shop.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables] == [0] * 5
    assert shop.held() == {("ABCD", "1-1"): 6}, "what was picked stays picked"
    shop.do(lambda work: work.undo.undo(batch))
    assert state() == before


def test_a_kit_that_was_built_or_is_built_into_something_is_not_deleted(shop, kit):
    outer = shop.do(lambda work: work.kits.create("House").id)
    shop.do(lambda work: work.kit_contents.add_kit(outer, kit, 2))
    with pytest.raises(DependencyException, match="House contains it"):
        shop.do(lambda work: work.kits.delete(kit))
    shop.do(lambda work: work.kits.delete(outer))
    shop.do(lambda work: work.devices.create_model("blinker", "Blinker", kit_id=kit))
    with pytest.raises(DependencyException, match="device model blinker is built from it"):
        shop.do(lambda work: work.kits.delete(kit))
    shop.do(lambda work: work.session.add(Build(kit_id=kit, units=1, actor="test", unpriced_lines=0)))
    with pytest.raises(DependencyException, match="it was built once; archive it instead"):
        shop.do(lambda work: work.kits.delete(kit))
    with pytest.raises(RecordNotFoundException):
        shop.do(lambda work: work.kits.delete(999))
