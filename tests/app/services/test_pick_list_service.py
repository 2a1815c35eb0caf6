"""Pick lists on a real database; the allocation itself is tested in tests/app/domain/kits."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.exceptions import (
    BinsightError,
    DependencyException,
    InvalidOperationException,
    RecordNotFoundException,
    UndoConflictException,
    ValidationException,
)

pytestmark = pytest.mark.integration
TABLES = ("kits", "kit_contents", "pick_lists", "pick_list_lines", "part_locations")


def receive(shop, **stock):
    """`receive(shop, ABCD="1-1:5 2-1:3")`"""
    for key, places in stock.items():
        for place in places.split():
            slot, units = place.split(":")
            shop.do(lambda work, k=key, s=slot, u=units: work.stock.receive(k, s, int(u)))


@pytest.fixture
def kit(shop):
    """3 ABCD and 2 EFGH per unit."""

    def make(work):
        made = work.kits.create("Blinker", build_target=2)
        work.kit_contents.add(made.id, "ABCD", 3)
        work.kit_contents.add(made.id, "EFGH", 2)
        return made.id

    return shop.do(make)


def create(shop, kit, units, **actions):
    return shop.do(lambda work: work.pick_lists.create(kit, units, actions=actions).id)


def listed(shop, pick_list, order="walking"):
    def look(work):
        detail = work.pick_list_reader.detail(pick_list, order=order)
        return [(row.line.part.key, row.line.location.label, row.line.quantity_to_pick) for row in detail.lines]

    return shop.do(look)


@pytest.mark.rule(48, 49, 51, 57)
def test_a_list_names_small_remainders_first_and_reads_in_walking_order(shop, kit):
    receive(shop, ABCD="1-1:20 2-1:4 1-3:2", EFGH="2-2:9")
    shop.do(lambda work: work.boxes.update(2, {"zone": "Bench"}))
    made = create(shop, kit, 3)
    assert listed(shop, made) == [("ABCD", "2-1", 4), ("EFGH", "2-2", 6), ("ABCD", "1-1", 3), ("ABCD", "1-3", 2)]
    by_part = [("ABCD", "1-1", 3), ("ABCD", "1-3", 2), ("ABCD", "2-1", 4), ("EFGH", "2-2", 6)]
    assert listed(shop, made, "part") == by_part
    (row,), total = shop.do(lambda work: work.pick_list_reader.page(kit_id=kit, status="open"))
    assert (row.kit_name, row.line_count, row.open_line_count, row.quantity_remaining, total) == (
        "Blinker",
        4,
        4,
        15,
        1,
    )
    again = create(shop, kit, 1)
    assert listed(shop, again, "part") == [("ABCD", "1-1", 3), ("EFGH", "2-2", 2)], "open lists keep their units"
    rows, _ = shop.do(lambda work: work.pick_list_reader.page())
    assert [row.pick_list.id for row in rows] == [again, made]


@pytest.mark.rule(51)
def test_a_list_may_take_from_the_first_slots_on_the_walk(shop, kit):
    receive(shop, ABCD="1-1:20 2-1:4 1-3:2", EFGH="2-2:9")
    shop.do(lambda work: work.boxes.update(2, {"zone": "Bench"}))
    made = shop.do(lambda work: work.pick_lists.create(kit, 3, slot_order="walking").id)
    assert listed(shop, made) == [("ABCD", "2-1", 4), ("EFGH", "2-2", 6), ("ABCD", "1-1", 5)]


@pytest.mark.rule(49, 51, 52)
def test_what_other_kits_claim_stays_for_them_and_is_not_subtracted_twice(shop, kit):
    receive(shop, ABCD="1-1:10 1-2:6", EFGH="2-1:100")
    shop.do(lambda work: work.kits.update(kit, {"build_target": 0}))
    other = shop.do(lambda work: work.kits.create("Other", build_target=2).id)
    shop.do(lambda work: work.kit_contents.add(other, "ABCD", 4))
    made = create(shop, other, 1)  # 4 of its 8 claimed units are on a list now
    assert listed(shop, made) == [("ABCD", "1-2", 4)]
    # 16 - 4 on the list - 4 still claimed: 8 are free; the claim is left in the smallest remainder
    with pytest.raises(InvalidOperationException, match=r"ABCD lacks 1 of 9"):
        create(shop, kit, 3)
    assert listed(shop, create(shop, kit, 2), "part") == [("ABCD", "1-1", 6), ("EFGH", "2-1", 4)]


@pytest.mark.rule(50, 59)
def test_what_lacks_is_previewed_and_rejected_limited_or_omitted(shop, kit):
    receive(shop, ABCD="1-1:10", EFGH="2-1:1")
    preview = shop.do(lambda work: work.pick_lists.preview(kit, 4))
    assert [(entry.part_key, entry.required, entry.usable, entry.shortfall) for entry in preview] == [
        ("ABCD", 12, 10, 2),
        ("EFGH", 8, 1, 7),
    ]
    for actions in ({}, {"ABCD": "limit"}, {"ABCD": "limit", "EFGH": "reject"}):
        with pytest.raises(InvalidOperationException, match="EFGH lacks 7 of 8") as refused:
            create(shop, kit, 4, **actions)
        assert refused.value.details["parts"] == (["EFGH"] if actions else ["ABCD", "EFGH"])
    assert listed(shop, create(shop, kit, 3, EFGH="omit", ZZZZ="limit")) == [("ABCD", "1-1", 9)]
    assert listed(shop, create(shop, kit, 4, ABCD="limit", EFGH="limit"), "part") == [
        ("ABCD", "1-1", 1),
        ("EFGH", "2-1", 1),
    ]
    for actions in ({"ABCD": "omit", "EFGH": "omit"}, {"ABCD": "limit", "EFGH": "limit"}):
        with pytest.raises(InvalidOperationException, match="nothing would be on the list"):
            create(shop, kit, 4, **actions)
    assert shop.do(lambda work: work.pick_list_reader.page()[1]) == 2, "no list without lines"
    with pytest.raises(ValidationException, match="choose reject, limit, omit"):
        create(shop, kit, 4, ABCD="ignore")


@pytest.mark.rule(48)
def test_impossible_lists_are_refused(shop, kit):
    for units in (0, -1, 1_000_001):
        with pytest.raises(ValidationException, match="between 1 and"):
            create(shop, kit, units)
    empty = shop.do(lambda work: work.kits.create("Empty").id)
    for act in (lambda work: work.pick_lists.create(empty, 1), lambda work: work.pick_lists.preview(empty, 1)):
        with pytest.raises(InvalidOperationException, match="needs no part yet"):
            shop.do(act)
    for act in (
        lambda work: work.pick_lists.create(999, 1),
        lambda work: work.pick_lists.get(999),
        lambda work: work.pick_list_reader.detail(999),
    ):
        with pytest.raises(RecordNotFoundException):
            shop.do(act)


def test_kits_inside_substitutes_and_attrition_reach_the_list(shop, kit):
    receive(shop, ABCD="1-1:5 1-2:30", EFGH="2-1:3 2-2:40")
    outer = shop.do(lambda work: work.kits.create("House").id)
    shop.do(lambda work: work.kit_contents.add_kit(outer, kit, 2))
    shop.do(lambda work: work.kits.update(kit, {"build_target": 0}))
    shop.do(lambda work: work.kit_contents.update(1, 1, {"attrition_percent": 10, "substitutes": ["EFGH"]}))
    shop.do(lambda work: work.stock.use("ABCD", "1-2", 30, beyond_reserved=True))
    assert listed(shop, create(shop, outer, 1), "part") == [
        ("ABCD", "1-1", 5),
        ("EFGH", "2-1", 3),
        ("EFGH", "2-2", 1),
        ("EFGH", "2-2", 2),
    ]


@pytest.mark.rule(56)
def test_creating_and_deleting_a_list_are_undone_without_a_trace(shop, kit):
    receive(shop, ABCD="1-1:10", EFGH="2-1:10")

    def state():
        return {table: shop.rows(f"SELECT * FROM {table} ORDER BY id") for table in TABLES}

    def do(act):
        def run(work):
            act(work)
            return work.batches.open("edit").id

        return shop.do(run)

    before = state()
    batch = do(lambda work: work.pick_lists.create(kit, 2))
    undo = shop.do(lambda work: work.undo.undo(batch)).undo_batch
    assert state() == before
    shop.do(lambda work: work.undo.undo(undo))
    ((made,),) = shop.rows("SELECT id FROM pick_lists")
    line = shop.rows("SELECT id FROM pick_list_lines ORDER BY id")[0][0]
    shop.do(lambda work: work.picks.pick(made, line))
    before = state()
    batch = do(lambda work: work.pick_lists.delete(made))
    assert shop.rows("SELECT count(*) FROM pick_list_lines") == [(0,)]
    assert shop.held() == {("ABCD", "1-1"): 4, ("EFGH", "2-1"): 10}
    shop.do(lambda work: work.undo.undo(batch))
    assert state() == before


def test_a_list_that_a_build_used_is_not_deleted(shop, kit):
    receive(shop, ABCD="1-1:3", EFGH="2-1:2")
    made = create(shop, kit, 1)
    for (line,) in shop.rows("SELECT id FROM pick_list_lines"):
        shop.do(lambda work, line=line: work.picks.pick(made, line))
    build = shop.do(lambda work: work.builds.record(made).id)
    with pytest.raises(DependencyException, match=f"build {build} used it; undo the build first"):
        shop.do(lambda work: work.pick_lists.delete(made))


def test_two_lists_made_at_once_never_share_out_the_same_units(shop, kit):
    receive(shop, ABCD="1-1:7 1-2:8", EFGH="2-1:100")
    shop.do(lambda work: work.kits.update(kit, {"build_target": 0}))

    def make(_):
        try:
            with shop.container.unit_of_work() as work:
                work.pick_lists.create(kit, 1)
        except BinsightError:
            return 0
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(make, range(8))) == 5
    over = shop.rows(
        "SELECT 1 FROM (SELECT part_id, location_id, sum(quantity_to_pick) AS units FROM pick_list_lines GROUP BY 1, 2)"
        " wanted JOIN part_locations held USING (part_id, location_id) WHERE units > quantity"
    )
    assert over == []


def test_memberships_answer_for_many_kits_in_the_order_asked(shop, kit):
    receive(shop, ABCD="1-1:3", EFGH="2-1:2")
    other = shop.do(lambda work: work.kits.create("Other").id)
    made = create(shop, kit, 1)

    def ask(ids, **options):
        found = shop.do(lambda work: work.kit_reader.pick_lists(ids, **options))
        return [(entry.kit_id, [one.id for one in entry.pick_lists]) for entry in found]

    assert ask([other, kit]) == [(other, []), (kit, [made])]
    for (line,) in shop.rows("SELECT id FROM pick_list_lines"):
        shop.do(lambda work, line=line: work.picks.pick(made, line, 0))
    assert (ask([kit]), ask([kit], include_done=True)) == ([(kit, [])], [(kit, [made])])
    for ids in ([], [kit, kit], list(range(1, 300))):
        with pytest.raises(ValidationException):
            ask(ids)
    with pytest.raises(RecordNotFoundException, match="Kit 999"):
        ask([kit, 999])


def test_a_list_that_was_picked_since_is_not_undone_but_its_picks_first(shop, kit):
    receive(shop, ABCD="1-1:10", EFGH="2-1:10")

    def make(work):
        return work.pick_lists.create(kit, 2).id, work.batches.open("edit").id

    made, batch = shop.do(make)
    line = shop.rows("SELECT id FROM pick_list_lines ORDER BY id")[0][0]
    shop.do(lambda work: work.picks.pick(made, line))
    with pytest.raises(UndoConflictException, match=f"pick list {made} was picked since"):
        shop.do(lambda work: work.undo.undo(batch))
    shop.do(lambda work: work.picks.undo(made, line))
    shop.do(lambda work: work.undo.undo(batch))
    assert shop.rows("SELECT count(*) FROM pick_lists") == [(0,)]
    assert shop.held() == {("ABCD", "1-1"): 10, ("EFGH", "2-1"): 10}
