"""What a batch remembers of the rows it wrote: each one, once, with the columns that changed and nothing else."""

import pytest

from app.models import Device, DeviceModel, PartType

pytestmark = pytest.mark.integration
PRICE = {"unit_price": 1.25, "currency": "EUR"}


def changes(shop, act):
    """`(table, action, before, after)` of everything that one unit of work did, in the order of undo's reading."""
    batch = shop.do(lambda work: (act(work), work.batches.open("edit").id)[1])
    query = "SELECT table_name, action, before, after FROM batch_changes WHERE batch_id = :id ORDER BY id"
    return shop.rows(query, id=batch)


def test_an_edit_keeps_the_old_and_new_values_of_what_changed_alone(shop):
    shop.do(lambda work: work.parts.update("ABCD", {"series": "a"}))
    found = changes(shop, lambda work: work.parts.update("ABCD", {"description": "Red LED", "series": "b", **PRICE}))
    assert found == [
        (
            "parts",
            "update",
            {"series": "a", "unit_price": None, "currency": None},
            {"series": "b", "unit_price": "1.250000", "currency": "EUR"},
        )
    ]


def test_an_edit_that_changes_nothing_is_not_remembered(shop):
    assert changes(shop, lambda work: work.parts.update("ABCD", {"description": "Red LED"})) == []


def test_two_edits_of_one_unit_of_work_are_two_steps(shop):
    def twice(work):
        work.parts.update("ABCD", {"series": "a"})
        work.parts.update("ABCD", {"series": "b"})

    assert [(row[2], row[3]) for row in changes(shop, twice)] == [
        ({"series": None}, {"series": "a"}),
        ({"series": "a"}, {"series": "b"}),
    ]


def test_a_new_record_keeps_its_values_and_its_id(shop):
    ((table, action, before, after),) = changes(shop, lambda work: work.types.create("Relay"))
    assert (table, action, before) == ("types", "insert", None)
    assert after == {"id": shop.rows("SELECT id FROM types")[0][0], "name": "Relay"}


def test_a_deleted_record_keeps_everything_it_takes_to_bring_it_back(shop):
    (kept,) = shop.rows("SELECT id, box_no, created_at FROM boxes WHERE box_no = 2")
    found = changes(shop, lambda work: work.boxes.delete(2))
    assert [(table, action) for table, action, *_ in found] == [*[("locations", "delete")] * 4, ("boxes", "delete")]
    box = found[-1][2]
    assert (box["id"], box["box_no"], box["created_at"]) == (kept[0], kept[1], kept[2].isoformat())


def test_owners_come_before_and_go_after_what_they_own(shop):
    def make(work):
        kit = work.kits.create("Blinker")
        work.kit_contents.add(kit.id, "ABCD", 1)
        work.boxes.create("Third", 2)

    tables = [table for table, *_ in changes(shop, make)]
    for owner, owned in (("attachment_sets", "kits"), ("kits", "kit_contents"), ("boxes", "locations")):
        assert tables.index(owner) < tables.index(owned)


def test_what_an_owner_lets_go_of_is_remembered_as_deleted(shop):
    kit = shop.do(lambda work: work.kits.create("Blinker").id)
    line = shop.do(lambda work: work.kit_contents.add(kit, "ABCD", 4).id)
    ((table, action, before, _),) = changes(shop, lambda work: work.kit_contents.remove(line))
    assert (table, action, before["id"], before["required_per_unit"]) == ("kit_contents", "delete", line, 4)
    shrunk = changes(shop, lambda work: work.boxes.resize(1, 3))
    assert [(table, action) for table, action, *_ in shrunk] == [("boxes", "update"), ("locations", "delete")]


def test_what_is_set_through_a_relationship_is_remembered_and_undone(shop):
    led, lamp = shop.do(lambda work: [work.types.create(name).id for name in ("LED", "Lamp")])
    shop.do(lambda work: work.parts.update("ABCD", {"type_id": led}))

    def retype(work, type_id):
        work.batches.open("edit")
        part = work.parts.get("ABCD")
        part.type = work.session.get(PartType, type_id) if type_id else None

    for new, old in ((lamp, led), (None, led)):
        found = changes(shop, lambda work, new=new: retype(work, new))
        assert found == [("parts", "update", {"type_id": old}, {"type_id": new})]
        batch = shop.rows("SELECT max(id) FROM batches")[0][0]
        shop.do(lambda work, batch=batch: work.undo.undo(batch))
        assert shop.rows("SELECT type_id FROM parts WHERE key = 'ABCD'") == [(led,)]


def test_a_child_that_another_owner_takes_over_is_remembered(shop):
    first, second = shop.do(
        lambda work: [work.devices.create_model(code, code, firmware_version="1").id for code in ("lamp", "fan")]
    )
    device = shop.do(lambda work: work.devices.create_device("lamp", config={}).id)

    def take_over(work):
        work.batches.open("edit")
        owner = work.session.get(DeviceModel, second)
        owner.devices.append(work.session.get(Device, device))

    assert changes(shop, take_over) == [("devices", "update", {"device_model_id": first}, {"device_model_id": second})]


def test_the_ledger_is_its_own_history(shop):
    assert changes(shop, lambda work: work.stock.receive("ABCD", "1-1", 3)) == []


def test_before_a_batch_is_open_nothing_is_remembered_and_a_refused_one_leaves_nothing(shop):
    count = "SELECT count(*) FROM batch_changes"
    before = shop.rows(count)

    def refused(work):
        work.parts.update("ABCD", {"series": "a"})
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shop.do(refused)
    assert shop.rows(count) == before
    shop.do(lambda work: work.parts.list())
    assert shop.rows(count) == before


def test_one_unit_of_work_never_writes_into_the_batch_of_another(shop):
    first = shop.do(lambda work: (work.parts.update("ABCD", {"series": "a"}), work.batches.open("edit").id)[1])
    second = shop.do(lambda work: (work.parts.update("EFGH", {"series": "b"}), work.batches.open("edit").id)[1])
    query = "SELECT batch_id, after FROM batch_changes WHERE batch_id >= :id ORDER BY id"
    assert shop.rows(query, id=first) == [(first, {"series": "a"}), (second, {"series": "b"})]
