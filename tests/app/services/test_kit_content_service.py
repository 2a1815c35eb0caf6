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
    return shop.do(lambda work: work.kits.create("Blinker", build_target=2).id)


def lines(shop, kit):
    def look(work):
        found = work.kit_coverage.of_kit(kit).contents
        return [(line.label, line.required_per_unit, [entry.part.key for entry in line.substitutes]) for line in found]

    return shop.do(look)


@pytest.mark.rule(41)
def test_lines_are_added_changed_and_removed(shop, kit):
    line = shop.do(lambda work: work.kit_contents.add(kit, "abcd", 3, note="red"))
    changed = shop.do(lambda work: work.kit_contents.update(line.id, line.version, {"required_per_unit": 4}))
    assert (changed.required_per_unit, changed.note, changed.version) == (4, "red", line.version + 1)
    assert shop.do(lambda work: work.kit_contents.update(line.id, 2, {"note": None})).note is None
    assert shop.do(lambda work: work.kit_contents.update(line.id, 3, {})).version == 3
    for version in (line.version, changed.version):
        with pytest.raises(
            InvalidOperationException, match="ABCD in kit Blinker because somebody changed it meanwhile"
        ):
            shop.do(lambda work, v=version: work.kit_contents.update(line.id, v, {"required_per_unit": 9}))
        with pytest.raises(InvalidOperationException, match="somebody changed it meanwhile"):
            shop.do(lambda work, v=version: work.kit_contents.remove(line.id, v))
    shop.do(lambda work: work.kit_contents.remove(line.id, 3))
    assert lines(shop, kit) == []


@pytest.mark.rule(41)
def test_two_who_change_a_line_at_once_do_not_overwrite_each_other(shop, kit):
    line = shop.do(lambda work: work.kit_contents.add(kit, "ABCD", 1))

    def change(number):
        try:
            with shop.container.unit_of_work() as work:
                work.kit_contents.update(line.id, line.version, {"required_per_unit": number})
        except BinsightError:
            return 0
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(change, range(10, 18))) == 1


@pytest.mark.rule(41)
def test_every_change_of_a_line_dates_its_kit(shop, kit):
    def dated():
        return shop.rows("SELECT updated_at FROM kits WHERE id = :id", id=kit)[0][0]

    moments = [dated()]
    line = shop.do(lambda work: work.kit_contents.add(kit, "ABCD", 1))
    moments.append(dated())
    shop.do(lambda work: work.kit_contents.update(line.id, 1, {"substitutes": ["EFGH"]}))
    moments.append(dated())
    shop.do(lambda work: work.kit_contents.remove(line.id))
    moments.append(dated())
    assert moments == sorted(set(moments))


@pytest.mark.rule(41)
def test_impossible_lines_are_refused(shop, kit):
    shop.do(lambda work: work.kit_contents.add(kit, "ABCD", 3))
    with pytest.raises(ResourceConflictException, match="part ABCD in kit Blinker"):
        shop.do(lambda work: work.kit_contents.add(kit, "ABCD", 1))
    for wrong in (
        {"required_per_unit": 0},
        {"required_per_unit": 1_000_001},
        {"attrition_percent": 100.1},
        {"attrition_percent": -1},
        {"attrition_fixed": -1},
        {"substitutes": ["EFGH"]},
        {"substitutes": ["ABCD", "ABCD"]},
        {"nonsense": 1},
    ):
        with pytest.raises(ValidationException):
            shop.do(lambda work, wrong=wrong: work.kit_contents.add(kit, "EFGH", **{"required_per_unit": 1, **wrong}))
    for act in (
        lambda work: work.kit_contents.add(999, "ABCD", 1),
        lambda work: work.kit_contents.add(kit, "ZZZZ", 1),
        lambda work: work.kit_contents.add(kit, "EFGH", 1, substitutes=["ZZZZ"]),
        lambda work: work.kit_contents.remove(999),
        lambda work: work.kit_contents.get(1, kit_id=999),
    ):
        with pytest.raises(RecordNotFoundException):
            shop.do(act)
    shop.do(lambda work: work.parts.archive("EFGH"))
    with pytest.raises(InvalidOperationException, match="restore it first"):
        shop.do(lambda work: work.kit_contents.add(kit, "EFGH", 1))


def test_substitutes_keep_their_order_and_replacing_them_is_a_change_of_the_line(shop, kit):
    third = shop.do(lambda work: work.parts.create(description="Green LED").key)
    line = shop.do(lambda work: work.kit_contents.add(kit, "ABCD", 3, substitutes=[third, "EFGH"]))
    assert lines(shop, kit) == [("ABCD", 3, [third, "EFGH"])]

    def replace(work):
        version = work.kit_contents.update(line.id, 1, {"substitutes": ["EFGH", third]}).version
        return version, work.batches.open("edit").id

    version, batch = shop.do(replace)
    assert (version, lines(shop, kit)) == (2, [("ABCD", 3, ["EFGH", third])])
    with pytest.raises(InvalidOperationException, match="somebody changed it meanwhile"):
        shop.do(lambda work: work.kit_contents.update(line.id, 1, {"substitutes": []}))
    shop.do(lambda work: work.undo.undo(batch))
    assert lines(shop, kit) == [("ABCD", 3, [third, "EFGH"])]
    with pytest.raises(ValidationException, match="list of part keys"):
        shop.do(lambda work: work.kit_contents.update(line.id, 2, {"substitutes": "EFGH"}))


def test_a_kit_inside_itself_is_refused_with_the_way_it_would_go(shop, kit):
    middle, inner = (shop.do(lambda work, n=name: work.kits.create(n).id) for name in ("Middle", "Inner"))
    shop.do(lambda work: work.kit_contents.add_kit(kit, middle, 2))
    shop.do(lambda work: work.kit_contents.add_kit(middle, inner, 3))
    for child, way in (
        (kit, "Inner > Blinker > Middle > Inner"),
        (middle, "Inner > Middle > Inner"),
        (inner, "Inner > Inner"),
    ):
        with pytest.raises(InvalidOperationException, match=way):
            shop.do(lambda work, child=child: work.kit_contents.add_kit(inner, child, 1))
    with pytest.raises(ResourceConflictException, match="kit Middle in kit Blinker"):
        shop.do(lambda work: work.kit_contents.add_kit(kit, middle, 1))
    line = shop.do(lambda work: work.kit_coverage.of_kit(kit).contents[0])
    with pytest.raises(ValidationException, match="Only a part can have substitutes"):
        shop.do(lambda work: work.kit_contents.update(line.id, line.version, {"substitutes": ["ABCD"]}))


def test_an_undo_never_closes_a_circle(shop, kit):
    other = shop.do(lambda work: work.kits.create("Other").id)
    line = shop.do(lambda work: work.kit_contents.add_kit(kit, other, 1).id)

    def remove(work):
        work.kit_contents.remove(line)
        return work.batches.open("edit").id

    batch = shop.do(remove)
    shop.do(lambda work: work.kit_contents.add_kit(other, kit, 1))
    with pytest.raises(InvalidOperationException, match="it would contain itself"):
        shop.do(lambda work: work.undo.undo(batch))


def test_two_who_put_kits_into_each_other_at_once_do_not_close_a_circle(shop, kit):
    other = shop.do(lambda work: work.kits.create("Other").id)

    def put(pair):
        try:
            with shop.container.unit_of_work() as work:
                work.kit_contents.add_kit(*pair, 1)
        except InvalidOperationException:
            return 0
        return 1

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(put, [(kit, other), (other, kit)])) == 1
