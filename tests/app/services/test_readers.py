"""Lists of parts and boxes: how many statements they take, and that pages neither overlap nor leave anything out."""

import pytest
from sqlalchemy import event

from app.services.location_reader import SlotFilter

pytestmark = pytest.mark.integration
ROUNDS = 12


@pytest.fixture
def busy(shop):
    """Many parts and boxes with stock in several slots, kits and types."""

    def fill(work):
        work.batches.open("edit")
        kinds = [work.types.create(f"Type {number}").id for number in range(3)]
        kits = [work.kits.create(f"Kit {number}").id for number in range(3)]
        for number in range(ROUNDS):
            key = work.parts.create(description=f"part {number:02}", type_id=kinds[number % 3]).key
            box = work.boxes.create(f"Box {number}", 6, designated_type_id=kinds[number % 3]).box_no
            for loc_no in (1, 2, 3):
                work.stock.receive(key, f"{box}-{loc_no}", number + 1)
            work.stock.receive(key, "1-1", 1)
            for kit in kits:
                work.kit_contents.add(kit, key, 1)

    shop.do(fill)
    return shop


@pytest.fixture
def statements(busy):
    """Counts the statements of an act, with everything its answer shows."""

    def count(act):
        seen = []

        def note(*call):
            seen.append(call[2])

        engine = busy.container.engine()
        event.listen(engine, "before_cursor_execute", note)
        try:
            busy.do(act)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    return count


def show_parts(work, limit):
    rows, _ = work.parts.list(limit=limit, sort="description")
    return [(row.part.type and row.part.type.name, row.locations, row.kits, row.quantity) for row in rows]


def show_boxes(work, limit):
    rows, _ = work.boxes.list(limit=limit)
    return [(row.box.designated_type and row.box.designated_type.name, row.usage_percent) for row in rows]


def show_slots(work, limit):
    slots, _ = work.locations.page(limit=limit)
    return [(slot.location, slot.row, slot.parts) for slot in slots]


def show_lines(work, limit):
    lines, _ = work.kit_content_reader.page(1, limit=limit)
    return [(line.part.description, line.child_kit, [one.part.key for one in line.substitutes]) for line in lines]


@pytest.mark.parametrize(("show", "allowed"), [(show_parts, 4), (show_boxes, 3), (show_slots, 3), (show_lines, 4)])
def test_a_page_takes_the_same_few_statements_however_long_it_is(statements, show, allowed):
    counted = {limit: statements(lambda work, limit=limit: show(work, limit)) for limit in (1, 5, 50)}
    assert set(counted.values()) == {allowed}


def test_a_box_with_all_it_holds_takes_three_statements_however_full_it_is(busy, statements):
    def show(box_no):
        return lambda work: [(slot.location, slot.parts) for slot in work.boxes.contents(box_no)]

    assert statements(show(1)) == statements(show(3)) == 3


@pytest.mark.parametrize("sort", ["key", "-key", "description", "-description", "type", "quantity", "-created_at"])
def test_pages_together_are_the_whole_list_once(busy, sort):
    def pages(size):
        return [
            row.part.key
            for offset in range(0, ROUNDS + 2, size)
            for row in busy.do(lambda work, o=offset: work.parts.list(limit=size, offset=o, sort=sort)[0])
        ]

    whole = pages(1000)
    assert len(set(whole)) == ROUNDS + 2
    for size in (1, 3, 7):
        assert pages(size) == whole


def test_rows_say_what_the_ledger_says(busy):
    rows = busy.do(lambda work: work.parts.list(limit=1000)[0])
    held = {(row.part.key, slot.location): slot.quantity for row in rows for slot in row.locations}
    assert held == busy.held() == busy.ledger()
    assert all(row.quantity == sum(slot.quantity for slot in row.locations) for row in rows)


def test_slots_say_what_their_boxes_say(busy):
    boxes = busy.do(lambda work: work.boxes.list(limit=1000)[0])
    slots = [slot for row in boxes for slot in busy.do(lambda work, no=row.box.box_no: work.boxes.contents(no))]
    assert busy.do(lambda work: work.locations.page(limit=1000)) == (slots, len(slots))
    full = busy.do(lambda work: work.locations.page(SlotFilter(is_empty=False), limit=1000)[0])
    assert full == [slot for slot in slots if slot.parts]


def test_boxes_say_how_full_they_are_and_slots_what_they_hold(busy):
    usage = {row.box.box_no: row for row in busy.do(lambda work: work.boxes.list(limit=1000)[0])}
    naive = {box_no: len({slot for _, slot in busy.held() if slot.startswith(f"{box_no}-")}) for box_no in usage}
    assert {box_no: row.occupied for box_no, row in usage.items()} == naive
    assert (usage[3].usage_percent, usage[2].usage_percent) == (50.0, 0.0)
    slots = busy.do(lambda work: work.boxes.contents(1))
    assert [(slot.location, slot.row, slot.column) for slot in slots] == [
        ("1-1", 1, 1), ("1-2", 1, 2), ("1-3", 2, 1), ("1-4", 2, 2)
    ]  # fmt: skip
    assert [part.quantity for part in slots[0].parts] == [1] * ROUNDS
    assert [part.part_key for part in slots[0].parts] == sorted(part.part_key for part in slots[0].parts)


def test_archived_records_hide_unless_asked_for(busy):
    busy.do(lambda work: work.parts.archive("ABCD"))
    busy.do(lambda work: work.boxes.archive(2))
    listed = busy.do(lambda work: work.parts.list(limit=1000)[1]), busy.do(lambda work: work.boxes.list()[1])
    everything = (
        busy.do(lambda work: work.parts.list(limit=1000, include_archived=True)[1]),
        busy.do(lambda work: work.boxes.list(include_archived=True)[1]),
    )
    assert (listed, everything) == ((ROUNDS + 1, ROUNDS + 1), (ROUNDS + 2, ROUNDS + 2))


def test_an_empty_page_needs_no_details(busy):
    assert busy.do(lambda work: work.parts.list(offset=1000)) == ([], ROUNDS + 2)
    assert busy.do(lambda work: work.boxes.list(offset=1000)) == ([], ROUNDS + 2)
